"""Samples as CSV: read exactly or refused in one sentence; units told from the movement."""

import io
import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossrep.edges.files import read_text
from crossrep.errors import BadInputError
from crossrep.formats.samples_csv import (
    COLUMNS,
    SampleColumns,
    inputs_from_columns,
    read_samples,
    session_id,
    write_samples,
)
from crossrep.formats.samples_scale import check_scale, scale_problems
from crossrep.inputs import Command, CommandName, LinkChange, LinkState, Notification, Side

DEG, G = 180 / np.pi, 9.80665
HEAD = "t_s,ax,ay,az,gx,gy,gz\n"
ROW = ",0,0,9.81,0,0,0\n"
REAL = os.environ.get("CROSSREP_REALDATA")
REAL_FILES = sorted(Path(REAL).rglob("*.csv.gz")) if REAL else []


def curls(seconds: float = 20, rate_hz: float = 50) -> SampleColumns:
    """A forearm that swings 100 degrees up and down every four seconds, in a noisy sensor."""
    draw = np.random.default_rng(3)
    t_s = np.arange(int(seconds * rate_hz)) / rate_hz
    angle = np.radians(50) * (1 - np.cos(np.pi * t_s / 2))
    rate = np.radians(50) * np.pi / 2 * np.sin(np.pi * t_s / 2)
    still = np.zeros_like(t_s)
    acc = G * np.column_stack([np.sin(angle), still, np.cos(angle)])
    gyr = np.column_stack([still, -rate, still])
    noise = draw.normal(size=(2, len(t_s), 3))
    return SampleColumns(t_s, acc + 0.05 * noise[0], gyr + 0.01 * noise[1])


CURLS = curls()


def parsed(text: str) -> SampleColumns:
    return read_samples(io.StringIO(text))


def written(columns: SampleColumns) -> str:
    stream = io.StringIO()
    write_samples(stream, columns)
    return stream.getvalue()


finite = st.floats(-1e6, 1e6)


@given(st.lists(st.tuples(*[finite] * 7), min_size=2, max_size=20, unique_by=lambda row: row[0]))
def test_written_samples_come_back_to_the_last_bit(rows: list[tuple[float, ...]]) -> None:
    values = np.array(sorted(rows))
    columns = SampleColumns(values[:, 0], values[:, 1:4], values[:, 4:7])
    np.testing.assert_array_equal(parsed(written(columns)).rows(), values)


@given(st.text())
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    for whole in (text, HEAD + text, HEAD + "0" + ROW + text):
        try:
            assert len(parsed(whole)) >= 2
        except BadInputError as error:
            message = str(error)
        else:
            continue
        assert message.endswith(".")


def test_columns_may_come_in_any_order_among_others_and_spaced() -> None:
    text = "gz, gy ,gx,label,t_s,ax,ay,az,\n6,5,4,up,0,1,2,3,\n\n6,5,4,down,0.5,1,2,3,\n\n"
    np.testing.assert_array_equal(
        parsed(text).rows(), [[0, 1, 2, 3, 4, 5, 6], [0.5, 1, 2, 3, 4, 5, 6]]
    )


@pytest.mark.parametrize("end", [",,,,,,\n", ",,,,,,\r\n , ,\n\n", "\n\n,,,,,,"])
def test_rows_of_commas_alone_at_the_end_are_no_samples(end: str) -> None:
    assert len(parsed(HEAD + "0" + ROW + "1" + ROW + end)) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", r"The file is empty\."),
        (" \n\n", r"The file is empty\."),
        (HEAD, r"holds fewer than two samples"),
        (HEAD + "0" + ROW, r"holds fewer than two samples"),
        ("t_s,ax,ay,az\n0,0,0,9.81\n", r"lacks gx, gy, gz; the columns needed are t_s, ax"),
        ("a;b\n0;0\n", r"lacks t_s, ax, ay, az, gx, gy, gz"),
        ("t_s;ax;ay;az;gx;gy;gz\n0;0;0;9,8;0;0;0\n", r'^The columns are separated by ";"; save it'),
        (HEAD.replace(",", "\t") + "0\t0\n", r"^The columns are separated by tabs; save it with"),
        (HEAD + "0" + ROW + "1,a,0,0,0,0,0\n", r"^Line 3: ax is 'a', not a number\.$"),
        (HEAD + "0" + ROW + "\n1,,0,0,0,0,0\n", r"^Line 4: ax is empty\.$"),
        (HEAD + "0" + ROW + "1,n/a,0,0,0,0,0\n", r"^Line 3: ax is 'n/a', not a number\.$"),
        (HEAD + "0" + ROW + "1,0,0,0,0,0,inf\n", r"^Line 3: gz is 'inf', not a number\.$"),
        (HEAD + "0" + ROW + "1,0,0,0,0,0,1e9\n", r"^Line 3: gz is '1.*', beyond any movement\.$"),
        (HEAD + "0" + ROW + "1,0,0\n", r"^Line 3: az is empty\.$"),
        (HEAD + "0" + ROW + "1" + ROW + "0.5" + ROW, r"Line 4: t_s goes back \(1 then 0.5\)"),
        (HEAD + "0" + ROW + "0" + ROW, r"Line 3: t_s repeats \(0 then 0\); time must increase"),
    ],
)
def test_a_bad_file_is_refused_with_the_line(text: str, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        parsed(text)


def test_right_units_have_no_problem() -> None:
    assert scale_problems(CURLS) == []
    check_scale(CURLS)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: replace(c, acc_ms2=c.acc_ms2 / G), "looks like g; multiply it by 9.80665"),
        (lambda c: replace(c, acc_ms2=c.acc_ms2 * G), "multiplied by 9.80665 twice"),
        (lambda c: replace(c, acc_ms2=c.acc_ms2 / G * 1000), "looks like thousandths of g"),
        (lambda c: replace(c, acc_ms2=c.acc_ms2 * 0), "gravity .* must be in it"),
        (lambda c: replace(c, gyr_rads=c.gyr_rads * DEG), "looks like deg/s"),
        (lambda c: replace(c, gyr_rads=c.gyr_rads * DEG, acc_ms2=c.acc_ms2 / G), "looks like g"),
        (lambda c: replace(c, t_s=c.t_s * 1e3), "looks like milliseconds; divide it by 1,000"),
        (lambda c: replace(c, t_s=c.t_s * 1e6), "looks like microseconds"),
        (lambda c: replace(c, t_s=c.t_s * 1e9), "looks like nanoseconds"),
        (lambda c: replace(c, t_s=c.t_s * 50), "steps by 1; as seconds, that is too seldom"),
        (lambda c: replace(c, t_s=c.t_s * 1e12), "too seldom"),
        (lambda c: replace(c, t_s=c.t_s + 1.79e9), "seconds from the recording's start"),
    ],
)
def test_wrong_units_are_recognised(
    change: Callable[[SampleColumns], SampleColumns], words: str
) -> None:
    with pytest.raises(BadInputError, match=words) as refused:
        check_scale(change(CURLS))
    assert str(refused.value).endswith(".")


def test_all_wrong_units_of_a_file_are_named() -> None:
    both = replace(CURLS, gyr_rads=CURLS.gyr_rads * DEG, acc_ms2=CURLS.acc_ms2 / G)
    assert len(scale_problems(both)) == 2


def test_a_still_wrist_with_a_gyroscope_offset_is_not_taken_for_degrees() -> None:
    still = replace(CURLS, acc_ms2=CURLS.acc_ms2 * 0 + [0, 0, G], gyr_rads=CURLS.gyr_rads * 0 + 0.1)
    assert scale_problems(still) == []


def test_a_sensor_that_stands_still_is_not_taken_for_degrees() -> None:
    frozen = replace(
        CURLS, acc_ms2=CURLS.acc_ms2 * 0 + [0, 0, G], gyr_rads=CURLS.gyr_rads * 0 + [0, 2, 0]
    )
    assert scale_problems(frozen) == []


def test_a_session_begins_with_its_start_and_its_links() -> None:
    sides = {Side.RIGHT: CURLS, Side.LEFT: replace(CURLS, t_s=CURLS.t_s + 0.25)}
    start, right, left, *rest = inputs_from_columns(sides)
    assert start == Command(0, CommandName.START, {"session": session_id(sides), "utc_ns": 0})
    assert isinstance(right, LinkChange)
    assert isinstance(left, LinkChange)
    assert (right.side, left.side) == (Side.RIGHT, Side.LEFT)
    assert (right.state, right.driver) == (LinkState.CONNECTED, "samples")
    assert right.rate_hz == pytest.approx(50)
    assert all(isinstance(item, Notification) for item in rest)


def test_the_time_of_the_first_sample_is_kept_and_is_not_part_of_the_id() -> None:
    sides = {Side.RIGHT: CURLS}
    start, *_ = inputs_from_columns(sides, 1_795_255_200_000_000_000)
    assert isinstance(start, Command)
    assert start.arguments == {"session": session_id(sides), "utc_ns": 1_795_255_200_000_000_000}


def test_notifications_hold_every_sample_once_in_seconds_of_the_session() -> None:
    late = replace(CURLS, t_s=CURLS.t_s + 100.25)
    inputs = inputs_from_columns({Side.RIGHT: replace(CURLS, t_s=CURLS.t_s + 100), Side.LEFT: late})
    times = [item.t_host_ns for item in inputs]
    assert times == sorted(times)
    of_left = [i for i in inputs if isinstance(i, Notification) and i.side is Side.LEFT]
    payload = b"".join(item.payload for item in of_left)
    counted = replace(late, t_s=late.t_s - (CURLS.t_s[0] + 100))
    np.testing.assert_array_equal(np.frombuffer(payload, "<f8").reshape(-1, 7), counted.rows())
    for item in of_left:
        t_s = np.frombuffer(item.payload, "<f8").reshape(-1, 7)[:, 0]
        assert np.ptp(t_s) < 1
        assert item.t_host_ns == round(1e9 * t_s[-1])
        assert item.characteristic == "samples"


def test_the_session_id_follows_from_the_content() -> None:
    one = {Side.LEFT: CURLS, Side.RIGHT: curls(10)}
    other = {Side.LEFT: curls(10), Side.RIGHT: CURLS}
    assert session_id(one) == session_id(dict(reversed(one.items())))
    assert session_id(one) != session_id(other)
    assert len(session_id(one)) == 12


@cache
def real_columns() -> list[SampleColumns]:
    """The files in the folder of recordings of real people, where there is one."""
    return [read_samples(io.StringIO(read_text(path))) for path in REAL_FILES]


def real_problems(change: Callable[[SampleColumns], SampleColumns]) -> list[str]:
    """What is said about each real file after a change; empty text for nothing."""
    return [" ".join(scale_problems(change(one))) for one in real_columns()]


if REAL_FILES:

    def test_no_real_file_is_refused_for_its_rates_or_times() -> None:
        said = real_problems(lambda c: c)
        assert [text for text in said if text and "twice" not in text] == []
        assert sum("twice" in text for text in said) <= 0.01 * len(said)

    def test_real_files_in_other_units_are_recognised() -> None:
        degrees = real_problems(lambda c: replace(c, gyr_rads=c.gyr_rads * DEG))
        assert sum("deg/s" in text for text in degrees) >= 0.97 * len(degrees)
        in_g = real_problems(lambda c: replace(c, acc_ms2=c.acc_ms2 / G))
        assert sum("looks like g" in text for text in in_g) >= 0.97 * len(in_g)


def test_the_header_names_the_columns() -> None:
    assert written(CURLS).splitlines()[0] == ",".join(COLUMNS)
