"""Names of files, made of titles."""

import re
from collections.abc import Sequence

from papercuts.domain.text import fold

_LONGEST = 60
_OTHER = re.compile("[^a-z0-9]+")


def slugs(titles: Sequence[str], otherwise: str) -> list[str]:
    """Return a name for each title, of a–z, 0–9 and hyphens, no two alike; otherwise: where no such letter is in it."""
    names: list[str] = []
    for title in titles:
        name = _OTHER.sub("-", fold(title))[:_LONGEST].strip("-") or otherwise
        numbered, n = name, 1
        while numbered in names:
            n += 1
            numbered = f"{name}-{n}"
        names.append(numbered)
    return names
