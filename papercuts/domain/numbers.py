"""The numbers of paper cuts, as people write them."""

import re

from papercuts.domain.limits import MAX_INT

_PAPER_CUT = re.compile("(?:pc[- ]?)?0*([0-9]{1,15})", re.IGNORECASE)


def paper_cut_number(text: str, most: int = MAX_INT) -> int | None:
    """Return the number that a text names, nothing when it names none: PC-31, pc-31, PC 31, PC31 or 31.

    most: a larger one is none (at most 15 digits). There may be no such paper cut, as there never is a PC-0.
    """
    match = _PAPER_CUT.fullmatch(text.strip())
    number = int(match[1]) if match else None
    return None if number is None or number > most else number
