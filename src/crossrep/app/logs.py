"""What the logs become at the command: plain warnings, or JSON for machines; on stderr."""

import logging
import sys


class _ToStderr(logging.Handler):
    """Looks for stderr each time: a live screen puts its own in place, and lines go above it."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"{self.format(record)}\n")


def log_to_stderr(*, as_json: bool) -> None:
    """Warnings as one line each; with ``as_json`` everything from INFO on, structured."""
    handler = _ToStderr()
    handler.setFormatter(_json() if as_json else logging.Formatter("crossrep: %(message)s"))
    ours = logging.getLogger("crossrep")
    ours.handlers = [handler]
    ours.setLevel(logging.INFO if as_json else logging.WARNING)


def _json() -> logging.Formatter:
    import structlog  # noqa: PLC0415  only here: --help answers at once

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )
