"""What the radio has to say, in plain words, with what to do about it."""

from crossrep.edges.notices import Notice, NoticeKind
from crossrep.inputs import Side

LOW_PERCENT = 20
STRONG_DBM, FAIR_DBM = -65, -80
"""Our choice: at arm's length most wearables are heard with -50 to -65 dBm."""


def wrist(side: Side) -> str:
    """Which wrist, as a sentence begins."""
    return f"{side.value.capitalize()} wrist"


def signal(dbm: int) -> str:
    """How well something is heard."""
    if dbm >= 0 or dbm <= -127:
        return "not known"
    word = "strong" if dbm >= STRONG_DBM else "fair" if dbm >= FAIR_DBM else "weak"
    return f"{word} ({dbm} dBm)"


def is_weak(dbm: int) -> bool:
    """Too faint to rely on."""
    return -127 < dbm < FAIR_DBM


def charge(percent: int | None) -> str:
    """How full a battery is."""
    if percent is None:
        return "not told"
    return f"{percent} %, charge it" if percent <= LOW_PERCENT else f"{percent} %"


def sentence(notice: Notice) -> str:
    """One notice for a person; empty for what needs no words."""
    if notice.kind is NoticeKind.BATTERY and notice.value > LOW_PERCENT:
        return ""
    words = WORDS[notice.kind].format(value=notice.value, detail=notice.detail)
    return f"{wrist(notice.side)}: {words}"


WORDS = {
    NoticeKind.SEEKING: (
        "looking for the sensor, for up to {value:.0f} seconds. Switch it on and bring it within "
        "two metres of this computer."
    ),
    NoticeKind.CONNECTED: "connected ({detail}).",
    NoticeKind.LOST: (
        "no signal. Lower the weight; what was counted is kept. Is the sensor on the wrist and "
        "switched on? Come closer."
    ),
    NoticeKind.FAILED: "{detail}",
    NoticeKind.GIVEN_UP: (
        "still not found. The session goes on without it, and it is looked for every {value:.0f} "
        "seconds. Charge it, switch it off and on, and see that no phone is connected to it."
    ),
    NoticeKind.SILENT: (
        "connected, but nothing arrives. Lower the weight. If it stays so, switch the sensor off "
        "and on."
    ),
    NoticeKind.HEARD_AGAIN: "its movements arrive again.",
    NoticeKind.BATTERY: (
        "the battery is low ({value:.0f} %). Charge the sensor after this session."
    ),
    NoticeKind.WEAK: (
        "the signal is weak ({value:.0f} dBm). Bring the computer closer, and keep it off metal "
        "and off the floor."
    ),
    NoticeKind.SMALL_PACKETS: (
        "this computer's Bluetooth carries only {value:.0f} bytes at once, too few for this "
        "sensor; a newer Bluetooth adapter helps."
    ),
    NoticeKind.DUPLICATES: "{value:,.0f} packets came twice; they were counted once.",
    NoticeKind.OVERFLOW: "this computer was too slow; {value:,.0f} packets were lost.",
}
