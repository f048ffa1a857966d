"""Where this user's data lie."""

from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """The folder of recordings and outbox."""
    return platformdirs.user_data_path("crossrep", appauthor=False)


def history_path() -> Path:
    """The history of this user, unless another is named."""
    return data_folder() / "history.sqlite"


def outbox_path() -> Path:
    """The outbox of this user."""
    return data_folder() / "outbox.sqlite"
