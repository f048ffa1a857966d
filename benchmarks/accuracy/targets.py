"""What we want to reach, line by line, in percent: (exact, within one). None: nothing asked."""

Target = tuple[float | None, float | None]

COUNTS: dict[str, Target] = {
    "gymimu": (78, 97),
    "gymimu, active part given": (90, 99),
    "spar": (None, 99),
    "gymbud": (None, 99),
    "metamotion": (None, 92),
    "ptx, limbs told to keep still": (100, 100),
    "ptx, wrist and ankle, 30 repetitions": (95, 100),
}
