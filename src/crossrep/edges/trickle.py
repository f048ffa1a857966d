"""How fast what has waited may go: a broker that is back is not flooded with a day's messages."""

PER_S = 100.0
AT_ONCE_S = 1.0
"""After a pause this many seconds' worth may go in one piece."""


class Trickle:
    """Says when the next messages may go; ``now_s`` is any clock that does not go back."""

    def __init__(self, now_s: float, per_s: float = PER_S) -> None:
        self._per_s = per_s
        self._due_s = now_s - AT_ONCE_S

    def sent(self, number: int, now_s: float) -> float:
        """Seconds to wait after so many messages went."""
        self._due_s = max(self._due_s, now_s - AT_ONCE_S) + number / self._per_s
        return max(self._due_s - now_s, 0.0)
