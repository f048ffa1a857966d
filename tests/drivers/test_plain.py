"""The driver of imported samples: rows of seven doubles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streams import chunk, cut, decoded, places, values

from crossrep.drivers.plain import LARGEST, ROW_BYTES, PlainSamples
from crossrep.drivers.table import driver_named
from crossrep.errors import BadInputError

sane = st.floats(-LARGEST, LARGEST)
tables = st.lists(st.lists(sane, min_size=7, max_size=7), max_size=12)


def rows_of(table: list[list[float]]) -> bytes:
    return np.array(table, "<f8").tobytes()


@given(tables, st.lists(st.integers(0, 800), max_size=10))
def test_rows_come_back_exactly_however_cut(table, cuts):
    driver = PlainSamples()
    assert values(decoded(driver, cut(rows_of(table), cuts))) == table
    assert driver.skipped_bytes == 0


@given(tables, st.lists(st.integers(0, 5), max_size=10))
def test_rows_are_sure_with_their_last_byte(table, calls):
    pieces = [piece for row in table for piece in (rows_of([row])[:30], rows_of([row])[30:])]
    samples = decoded(PlainSamples(), pieces, calls)
    assert [seq for seq, _ in places(samples)] == list(range(1, len(pieces), 2))


@given(st.sampled_from([np.nan, np.inf, -np.inf, 1.1 * LARGEST]), st.integers(0, 6))
def test_a_row_that_is_no_measurement_is_skipped_and_counted(value, column):
    table = np.ones((3, 7))
    table[1, column] = value
    driver = PlainSamples()
    assert len(decoded(driver, [table.astype("<f8").tobytes()])) == 2
    assert driver.skipped_bytes == ROW_BYTES


@given(st.binary(max_size=1000))
def test_any_bytes_are_taken_or_counted(data):
    driver = PlainSamples()
    assert ROW_BYTES * len(decoded(driver, [data])) + driver.skipped_bytes == len(data)


def test_a_row_cut_in_the_middle_waits_and_is_then_counted():
    driver = PlainSamples()
    assert len(driver.decode(chunk([rows_of([[1.0] * 7])[:40]]))) == 0
    assert driver.skipped_bytes == 0
    assert len(driver.finish()) == 0
    assert driver.skipped_bytes == 40


def test_a_driver_nobody_knows_is_refused_with_the_known_ones():
    with pytest.raises(BadInputError, match=r"'abacus'.*samples.*witmotion"):
        driver_named("abacus")
