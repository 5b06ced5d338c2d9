"""Messages of torch and Python in, lines that can be shown out: short, without addresses, without our own names."""

import re

_LONGEST = 200
_STATE = "Error(s) in loading state_dict"


def first_line(message: str) -> str:
    """What fits into one line; of a state dict that does not fit the reasons stand in the lines after the first."""
    return " ".join(message.split()) if message.startswith(_STATE) else message.split("\n", 1)[0]


def without_addresses(message: str) -> str:
    """The message without addresses and the names of our own modules."""
    plain = re.sub(r"[\w.]*<locals>\.", "", re.sub(r" at 0x[0-9a-fA-F]+", "", message))
    return re.sub(r"app\.[\w.]*\.(\w+)", lambda match: match.group(1).lower(), plain)


def trimmed(message: str) -> str:
    """One line of torch's message, without addresses."""
    plain = without_addresses(message).replace("<lambda>", "function")
    plain = re.sub(r"\b_+(\w*[^\W_])\(\)", r"\1()", plain)
    plain = re.sub(r"[^\x20-\x7e\u00a0-\uffff]", " ", plain)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"
