"""A history's tables as Parquet files, for analysis elsewhere."""

from collections.abc import Iterable
from pathlib import Path
from typing import get_type_hints

from crossrep.edges.files import new_file
from crossrep.edges.history import flat
from crossrep.edges.history.flat import Flat
from crossrep.errors import BadInputError
from crossrep.records import Told

_WHOLE = ("start_utc_ns", "stop_count")
_REAL = ("stop_total_s",)


def write_parquet(told: Iterable[Told], folder: Path) -> list[Path]:
    """One file a table; units are in the columns' names.

    Raises:
        BadInputError: pyarrow is not installed, or a file is there already.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  large, and an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise BadInputError(
            "Parquet needs one more library: pip install 'crossrep[parquet]'."
        ) from error
    sessions, made = list(told), []
    for table in flat.TABLES:
        kinds = {"int": pa.int64(), "float": pa.float64(), "str": pa.string()}
        schema = pa.schema([(name, kinds[kind]) for name, kind in column_kinds(table)])
        rows = pa.Table.from_pylist(flat.rows_of(table, sessions), schema=schema)
        made.append(folder / f"{table.name}.parquet")
        with new_file(made[-1]) as stream:
            parquet.write_table(rows, stream)
    return made


def column_kinds(table: Flat) -> list[tuple[str, str]]:
    """Each column and whether it holds whole numbers, numbers or words."""
    hints = get_type_hints(table.kind)
    return [(name, _kind(name, str(hints.get(name, "")))) for name in table.columns]


def _kind(name: str, hint: str) -> str:
    if name in _REAL or ("float" in hint and "dict" not in hint):
        return "float"
    if name in _WHOLE or (("int" in hint or "bool" in hint) and "dict" not in hint):
        return "int"
    return "str"
