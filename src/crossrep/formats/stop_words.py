"""Stops within lowerings as one text, exactly: ``start:end:share`` of each, spaces between."""

from collections.abc import Iterable

from crossrep.events import Stop


def stops_text(stops: Iterable[Stop]) -> str:
    """The stops as words; each number so that it reads back the same."""
    return " ".join(
        f"{float(stop.start_s)!r}:{float(stop.end_s)!r}:{float(stop.share)!r}" for stop in stops
    )


def stops_of(text: str) -> tuple[Stop, ...]:
    """The stops back from `stops_text`.

    Raises:
        ValueError: no such text.
    """
    return tuple(_stop(word) for word in text.split())


def _stop(word: str) -> Stop:
    start_s, end_s, share = map(float, word.split(":"))
    return Stop(start_s, end_s, share)
