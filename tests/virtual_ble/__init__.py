"""A radio without hardware: real GATT stacks, connection events, loss, and wrists that are worn.

Test support, never imported by the package. It knows HCI only, so the same wrists serve a bumble
central in this process and a real BlueZ in a guest.

bumble paints a line of log for every packet, whether anybody reads it or not: a quarter of all that
such a test does. Here it does not paint.
"""

from bumble import att, controller, device, gatt_client, gatt_server, hci, host, l2cap


def _plain(text: str, *_: str, **__: str) -> str:
    return text


for _module in (att, controller, device, gatt_client, gatt_server, hci, host, l2cap):
    _module.color = _plain
for _packet in (hci.HCI_Packet, hci.HCI_Command, hci.HCI_Event, hci.HCI_AclDataPacket, att.ATT_PDU):
    _packet.__str__ = object.__repr__
