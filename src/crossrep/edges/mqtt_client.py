"""One connection to an MQTT broker: the only module that knows aiomqtt."""

import asyncio
import errno
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiomqtt import Client, Message, MqttCodeError, MqttError, ProtocolVersion, Will
from aiomqtt.exceptions import MqttConnectError
from paho.mqtt.client import Client as PahoClient
from paho.mqtt.client import DisconnectFlags
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.broker_tls import plain_words
from crossrep.formats.payload_models import Status

__all__ = ["Connection", "MqttError", "OldBrokerError", "connection", "known_noise_at_debug_level"]

ANSWER_S = 10.0
"""A broker that takes longer to answer counts as gone."""
KEEPALIVE_S = 20
SESSION_EXPIRY_S = 24 * 3600
UNSPECIFIED, UNSUPPORTED_PROTOCOL_VERSION = 0x80, 0x84

_log = logging.getLogger(__name__)
_wire_log = logging.getLogger(f"{__name__}.wire")
_wire_log.setLevel(logging.CRITICAL)  # an outage is one line, and the publisher says it


class OldBrokerError(MqttError):
    """The broker took the call and hung up, said nothing, or said that it cannot speak MQTT 5."""


@dataclass(frozen=True, slots=True)
class Got:
    """A message that came. ``mid`` and ``qos`` are for `Connection.acknowledge`."""

    topic: str
    payload: bytes
    mid: int
    qos: int


def connection(
    address: BrokerAddress,
    *,
    identifier: str,
    status_topic: str | None,
    mqtt5: bool,
    remembered_s: int = 0,
    acknowledge: bool = True,
) -> "Connection":
    """A connection to enter, once; a dead one leaves ``offline`` on the status topic.

    Without a status topic it has no will, and the broker forgets it when it goes, unless it is to
    be remembered for ``remembered_s``. With ``acknowledge=False`` what comes is acknowledged by
    `Connection.acknowledge` only.
    """
    will = Will(status_topic, Status.OFFLINE.encode(), qos=1, retain=True) if status_topic else None
    kept_s = SESSION_EXPIRY_S if will else remembered_s
    return Connection(
        address.host,
        address.port,
        username=address.username,
        password=address.password,
        identifier=identifier,
        protocol=ProtocolVersion.V5 if mqtt5 else ProtocolVersion.V311,
        will=will,
        tls_context=address.files.context() if address.tls else None,
        timeout=ANSWER_S,
        keepalive=KEEPALIVE_S,
        logger=_wire_log,
        socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
        acknowledge=acknowledge,
        **_memory(kept_s, mqtt5=mqtt5),
    )


def _memory(kept_s: int, *, mqtt5: bool) -> dict[str, Any]:
    """How long the broker remembers us and what it has for us."""
    if not kept_s:
        return {}
    if not mqtt5:
        return {"clean_session": False}
    expiry = _properties(PacketTypes.CONNECT, SessionExpiryInterval=kept_s)
    return {"clean_start": False, "properties": expiry}


class Connection(Client):
    """aiomqtt, with its gaps closed through its private hooks (so aiomqtt is pinned, see tests).

    A refused publish is told from a delivered one; a broker that hangs up while we connect is
    noticed at once; a failed connection attempt leaves no socket behind. Leaving by an accident
    (an error elsewhere, a cancellation) says the last will, which a disconnection would silence.
    """

    def __init__(self, *args: Any, acknowledge: bool = True, **options: Any) -> None:  # noqa: ANN401  as aiomqtt
        super().__init__(*args, **options)
        self._client.manual_ack_set(not acknowledge)
        self._mqtt5 = options["protocol"] == ProtocolVersion.V5
        self._will: Will | None = options["will"]
        self._opening = False
        self._answers: dict[int, asyncio.Future[str | None]] = {}

    async def __aenter__(self) -> Self:
        self._opening = True
        try:
            return await super().__aenter__()
        except MqttConnectError as error:
            if getattr(error.rc, "value", error.rc) == UNSUPPORTED_PROTOCOL_VERSION:
                raise OldBrokerError("it does not speak MQTT 5") from None
            raise
        except MqttError as error:
            if (words := plain_words(error.__context__ or error)) is not None:
                raise MqttError(words) from None
            if self._client.socket() is not None:
                raise OldBrokerError("it does not answer") from error
            raise
        finally:
            self._opening = False
            if not self._is_open():
                self._client.disconnect()

    def _is_open(self) -> bool:
        connected = self._connected
        return connected.done() and not connected.cancelled() and connected.exception() is None

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        will = self._will
        if error is not None and will is not None and not self._disconnected.done():
            self._client.publish(will.topic, will.payload, qos=1, retain=True)
        await super().__aexit__(kind, error, trace)

    async def refused_subscription(self, topic: str) -> str | None:
        """Subscribe; the broker's reason if it refuses."""
        codes = await self.subscribe(topic, qos=1)
        bad = [code for code in codes if (code if isinstance(code, int) else code.value) >= 0x80]
        return str(bad[0]) if bad else None

    async def batch(self, most: int, unless: asyncio.Task[Any]) -> list[Got]:
        """Messages that have come, at least one; none when ``unless`` is done first.

        Raises:
            MqttError: the connection is gone.
        """
        first = asyncio.ensure_future(anext(self.messages))
        await asyncio.wait((first, unless), return_when=asyncio.FIRST_COMPLETED)
        if not first.done():
            first.cancel()
            return []
        messages = [first.result()]
        while len(messages) < most and not self._queue.empty():
            messages.append(self._queue.get_nowait())
        return [_got(message) for message in messages]

    def acknowledge(self, message: Got) -> None:
        """Tell the broker that the message is safe here; it may now forget it."""
        self._client.ack(message.mid, message.qos)

    async def lost(self) -> None:
        """Raise `MqttError` when the connection goes."""
        await asyncio.wait((self._disconnected,))
        error = self._disconnected.exception()
        code = error.rc if isinstance(error, MqttCodeError) else None
        said = isinstance(code, ReasonCode) and code.value != UNSPECIFIED
        raise MqttError(str(code) if said else "the connection broke")

    async def deliver(
        self, topic: str, payload: bytes, *, qos: int, retain: bool, expiry_s: int = 0
    ) -> str | None:
        """Publish and wait for the broker's answer: ``None`` for success, else its reason."""
        properties = self._publish_properties(expiry_s)
        info = self._client.publish(topic, payload, qos, retain, properties)
        if info.rc != 0:
            raise MqttCodeError(info.rc, "could not publish")
        if qos == 0:
            return None
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._answers[info.mid] = answer
        try:
            async with asyncio.timeout(self.timeout):
                return await answer
        except TimeoutError:
            raise MqttError("the broker does not answer") from None
        finally:
            del self._answers[info.mid]

    def _publish_properties(self, expiry_s: int) -> Properties | None:
        if expiry_s == 0 or not self._mqtt5:
            return None
        return _properties(PacketTypes.PUBLISH, MessageExpiryInterval=expiry_s)

    def _on_publish(
        self,
        client: PahoClient,
        userdata: Any,  # noqa: ANN401  as aiomqtt
        mid: int,
        reason_code: ReasonCode,
        properties: Properties,
    ) -> None:
        answer = self._answers.get(mid)
        if answer is not None and not answer.done():
            answer.set_result(str(reason_code) if reason_code.is_failure else None)
        super()._on_publish(client, userdata, mid, reason_code, properties)

    def _on_disconnect(
        self,
        client: PahoClient,
        userdata: Any,  # noqa: ANN401  as aiomqtt
        flags: DisconnectFlags,
        reason_code: ReasonCode,
        properties: Properties | None = None,
    ) -> None:
        if self._opening and not self._connected.done():
            self._connected.set_exception(OldBrokerError("it hung up before it answered"))
        elif not self._connected.cancelled():
            super()._on_disconnect(client, userdata, flags, reason_code, properties)


def _got(message: Message) -> Got:
    payload = message.payload if isinstance(message.payload, bytes) else b""
    return Got(message.topic.value, payload, message.mid, message.qos)


@contextmanager
def known_noise_at_debug_level() -> Iterator[None]:
    """Lost connections, which aiomqtt lets the loop report again with tracebacks, in one line.

    So for a socket that was closed in the moment in which it had become ready.
    """
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        closed = isinstance(error, OSError) and error.errno == errno.EBADF
        if closed or isinstance(error, MqttError):
            _log.debug("%s: %s", context["message"], error)
        elif before is not None:
            before(loop, context)
        else:
            loop.default_exception_handler(context)

    loop.set_exception_handler(handle)
    try:
        yield
    finally:
        loop.set_exception_handler(before)


def _properties(packet: int, **values: int) -> Properties:
    properties = Properties(packet)  # type: ignore[no-untyped-call]
    for name, value in values.items():
        setattr(properties, name, value)
    return properties
