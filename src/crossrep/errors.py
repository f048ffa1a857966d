"""Errors a person may meet: each message is one clear sentence that says what to do."""


class CrossRepError(Exception):
    """Anything CrossRep refuses; ``str(error)`` is one sentence for a person."""


class BadInputError(CrossRepError):
    """A file, script or value cannot be used as it is."""


class RecordingError(BadInputError):
    """A recording cannot be read: foreign, empty, damaged, or from a newer version."""
