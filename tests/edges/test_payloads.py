"""The MQTT contract: flat, no nulls, times that agree, and keys that tell messages apart."""

import json
import math
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from crossrep.errors import BadInputError
from crossrep.events import (
    ArmState,
    Bout,
    BoutKind,
    Confidence,
    Event,
    FaultEnded,
    FaultKind,
    FaultStarted,
    Hold,
    Rep,
    RepRejected,
    RepWithdrawn,
    SessionEnded,
    SessionStarted,
    SetClosed,
    Snapshot,
    Stop,
)
from crossrep.formats import payload_models, topics
from crossrep.formats.channels import EVENT_EXPIRY_S
from crossrep.formats.payloads import live_message_of, message_of
from crossrep.inputs import Role

STARTED = SessionStarted("s1", 0.0, 1_795_255_200_123_456_789, "0.1.0", "abcdef012345")
REP = Rep(
    "s1-12.5", "s1", Role.TRAINED, "biceps_curl", 1, 3, 10.0, 12.5, 16.0, 2.0, 0.5, 3.5, 1.0,
    12.6, 15.9, "lower-v1", 12.55, 15.2, 95.0, Confidence.LOW, ("gap", "no_device_time"),
    (Stop(13.0, 13.25, 0.2), Stop(14.0, 14.5, 0.6)),
)  # fmt: skip
MODELS = {
    name: model
    for name, model in vars(payload_models).items()
    if name.endswith("Payload") and name not in ("Payload",)
}

moment_s = st.floats(0, 1e6)
number = st.floats()
text = st.text(max_size=20)
number_fields = dict.fromkeys(
    [
        "lifting_s",
        "hold_s",
        "lowering_s",
        "rest_s",
        "lowering_start_s",
        "lowering_end_s",
        "lowering_edge_s",
        "lowering_t90_s",
        "range_deg",
        "lowering_mean_deg_s",
        "lowering_in_band_s",
        "tremor_deg_s",
    ],
    number,
)
span = {"start_s": moment_s, "end_s": moment_s}
arm = st.builds(
    ArmState, excursion_deg=number, rate_deg_s=number, active_s=number,
    last_lowering_s=st.none() | number, fault=st.lists(st.sampled_from(FaultKind)).map(tuple),
)  # fmt: skip
stop = st.builds(Stop, moment_s, moment_s, number)
events = st.one_of(
    st.builds(SessionStarted, t_s=moment_s, utc_ns=st.integers(0, 2**62)),
    st.builds(SessionEnded, t_s=moment_s, affected_observed_s=number, affected_active_s=number,
              affected_floor_deg_s=number, skipped_bytes=st.dictionaries(text, st.integers(0))),
    st.builds(Rep, top_s=moment_s, stops=st.lists(stop).map(tuple), **span, **number_fields),
    st.builds(RepWithdrawn, t_s=moment_s),
    st.builds(RepRejected, range_deg=number, **span),
    st.builds(SetClosed, lowering_median_s=st.none() | number, in_band_share=number,
              lowering_slope_s_per_rep=number, held_total_s=moment_s, **span),
    st.builds(Hold, held_s=moment_s, angle_deg=number, **span),
    st.builds(Bout, range_deg=number, **span),
    st.builds(FaultStarted, start_s=moment_s),
    st.builds(FaultEnded, **span),
)  # fmt: skip


def flat(payload: bytes) -> dict[str, str | int | float]:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    values: dict[str, str | int | float] = json.loads(payload, parse_constant=refuse)
    assert all(isinstance(value, str | int | float) for value in values.values())
    return values


@given(events)
def test_every_payload_is_flat_without_nulls_and_parses_back(event: Event) -> None:
    message = message_of(event, STARTED)
    values = flat(message.payload)
    model = next(
        m for m in MODELS.values() if m.model_fields["event_type"].default == values["event_type"]
    )
    assert model.model_validate_json(message.payload).to_bytes() == message.payload
    assert values["schema"] == 1
    assert values["id"] == message.id
    assert {"session", "engine", "parameters", "time_utc"} <= values.keys()


@given(st.builds(Snapshot, t_s=moment_s, trained=arm, affected=arm))
def test_live_is_flat_and_the_latest_only(snapshot: Snapshot) -> None:
    message = live_message_of(snapshot, STARTED)
    values = flat(message.payload)
    assert (message.suffix, message.qos, message.retain, message.key) == ("live", 0, False, "")
    assert values["affected_faults"] == ",".join(snapshot.affected.fault)
    assert ("trained_excursion_deg" in values) == math.isfinite(snapshot.trained.excursion_deg)


def test_a_repetition_on_the_wire() -> None:
    message = message_of(REP, STARTED)
    values = flat(message.payload)
    assert (message.suffix, message.qos, message.retain) == ("rep", 1, False)
    assert message.expiry_s == EVENT_EXPIRY_S
    assert values["lowering_s"] == 3.5
    assert values["flags"] == "gap,no_device_time"
    assert (values["stop_count"], values["stop_total_ms"], values["stop_longest_ms"]) == (
        2, 750.0, 500.0,
    )  # fmt: skip
    assert values["time_utc"] == values["top_utc"] == "2026-11-21T10:00:12.623456Z"


@given(moment_s, moment_s)
def test_utc_times_lie_as_far_apart_as_the_seconds(start_s: float, end_s: float) -> None:
    values = flat(message_of(replace(REP, start_s=start_s, end_s=end_s), STARTED).payload)
    start, end = (
        TypeAdapter(datetime).validate_python(values[f"{n}_utc"]) for n in ("start", "end")
    )
    assert abs((end - start) - timedelta(seconds=end_s - start_s)) <= timedelta(microseconds=2)


@given(events)
def test_without_a_start_time_there_is_no_utc_time_at_all(event: Event) -> None:
    values = flat(message_of(event, replace(STARTED, utc_ns=0)).payload)
    assert [name for name in values if name.endswith("_utc")] == []
    live = flat(live_message_of(Snapshot("s", 1.0, "row", ArmState(), ArmState()), STARTED).payload)
    assert "time_utc" in live


def test_seconds_count_from_the_moment_utc_was_known() -> None:
    late = replace(STARTED, t_s=2.0)
    assert flat(message_of(replace(REP, top_s=2.0), late).payload)["top_utc"] == (
        "2026-11-21T10:00:00.123456Z"
    )


def test_durations_that_are_not_known_are_left_out() -> None:
    unknown = replace(REP, lifting_s=math.nan, lowering_s=math.nan, range_deg=math.inf)
    values = flat(message_of(unknown, STARTED).payload)
    assert {"lifting_s", "lowering_s", "range_deg"}.isdisjoint(values)
    assert values["hold_s"] == 0.5


def test_a_withdrawal_has_the_id_of_its_repetition_and_its_own_key() -> None:
    rep = message_of(REP, STARTED)
    withdrawn = message_of(
        RepWithdrawn(REP.id, "s1", Role.TRAINED, 1, 20.0, "not_alternating"), STARTED
    )
    assert flat(withdrawn.payload)["event_type"] == "rep_withdrawn"
    assert (withdrawn.suffix, withdrawn.id) == (rep.suffix, rep.id)
    assert withdrawn.key != rep.key


def test_a_verdict_that_nobody_could_give_is_left_out() -> None:
    judged, doubted = replace(REP, in_band=False), replace(REP, in_band=None)
    assert flat(message_of(judged, STARTED).payload)["in_band"] is False
    assert "in_band" not in flat(message_of(doubted, STARTED).payload)


def test_where_each_event_goes_and_what_is_retained() -> None:
    ended = SessionEnded("s1", 90.0, 1, 8, 80.0, 3.0, 1.5, {"left": 3, "right": 4})
    fault = FaultStarted("f1", "s1", Role.AFFECTED, FaultKind.FROZEN, 5.0, "")
    told: list[Event] = [
        STARTED, REP, ended, fault,
        FaultEnded("f1", "s1", Role.AFFECTED, FaultKind.FROZEN, 5.0, 7.0),
        RepRejected("r1", "s1", Role.TRAINED, 1.0, 2.0, "partial", 20.0),
        SetClosed("t1", "s1", Role.TRAINED, "row", 1, 1.0, 30.0, 8, math.nan, 0),
        Bout("b1", "s1", 3.0, 4.0, BoutKind.TREMOR, 2.0, Confidence.HIGH),
        Hold("h1", "s1", Role.TRAINED, "isometric_hold", 1, 1, 3.0, 9.0, 6.0, 40.0, 1.0,
             Confidence.HIGH),
    ]  # fmt: skip
    messages = [message_of(event, STARTED) for event in told]
    assert [m.suffix for m in messages] == [
        "session", "rep", "session", "notice", "notice", "notice", "set", "affected",
        "rep",
    ]  # fmt: skip
    assert [m.suffix for m in messages if m.retain] == ["session", "session"]
    assert len({m.key for m in messages}) == len(messages)
    assert flat(messages[2].payload)["skipped_bytes"] == 7


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_the_schema_of_each_payload_knows_only_scalars(model: type[payload_models.Payload]) -> None:
    schema = model.model_json_schema(by_alias=True)
    assert schema["additionalProperties"] is False
    for name, entry in schema["properties"].items():
        kind = entry.get("type") or schema["$defs"][entry["$ref"].rsplit("/", 1)[1]]["type"]
        assert kind in ("string", "number", "integer", "boolean"), name
        assert entry.get("default", "") is not None


def test_an_unknown_field_is_refused() -> None:
    values = flat(message_of(REP, STARTED).payload) | {"eccentric_s": 1.0}
    with pytest.raises(ValidationError, match="eccentric_s"):
        payload_models.RepPayload.model_validate_json(json.dumps(values))


def test_topics_hold_the_person_and_the_version() -> None:
    assert topics.topic("Home_7-a", topics.REP) == "crossrep/v1/Home_7-a/rep"


@pytest.mark.parametrize("person", ["", "a/b", "+", "#", "a b", "ä", "x" * 65, "a\n", "$SYS"])
def test_a_person_id_that_could_change_the_tree_is_refused(person: str) -> None:
    with pytest.raises(BadInputError, match="person id"):
        topics.topic(person, topics.REP)
