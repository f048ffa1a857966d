"""`crossrep contract`: what travels over MQTT, as documents for other people's tools."""

import json
from pathlib import Path
from typing import Any

import typer

from crossrep.edges.files import cannot_write, make_folders
from crossrep.errors import CrossRepError
from crossrep.formats.contract import CONTRACT, asyncapi, broken_promises, json_schemas

DOCUMENT = "asyncapi.json"
SCHEMAS = "schemas"


def contract(folder: Path | None) -> None:
    """The AsyncAPI document to the terminal, or with the JSON Schemas into a folder.

    Raises:
        CrossRepError: nothing can be written there, or an older contract there would be broken
            without a new first number.
    """
    if folder is None:
        typer.echo(_text(asyncapi()), nl=False)
        return
    _check_against(folder / DOCUMENT)
    try:
        _write(folder)
    except OSError as error:
        raise cannot_write(folder / DOCUMENT, error) from error
    typer.echo(f"Contract {CONTRACT} written to {folder}.")


def _write(folder: Path) -> None:
    make_folders(folder / SCHEMAS)
    (folder / DOCUMENT).write_text(_text(asyncapi()), encoding="utf-8")
    for name, schema in json_schemas().items():
        (folder / SCHEMAS / f"{name}.json").write_text(_text(schema), encoding="utf-8")


def _check_against(path: Path) -> None:
    """What a released contract promised is kept as long as its first number is."""
    if not path.exists():
        return
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
        major = str(before["info"]["version"]).split(".")[0]
        broken = broken_promises(before, asyncapi()) if before["info"]["x-released"] else []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CrossRepError(f"{path} is no contract of ours; choose another folder.") from error
    if broken and major == CONTRACT.split(".")[0]:
        raise CrossRepError(
            f"The contract {before['info']['version']} in {path} would be broken: {broken[0]}. "
            "That needs a new first number, a new topic tree and a new schema number."
        )


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
