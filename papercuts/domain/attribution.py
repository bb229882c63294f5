"""Who said something, as their consent allows it to be told: never more than they agreed to."""

from collections.abc import Iterable

from papercuts.domain.limits import Consent
from papercuts.domain.text import fold

SOMEBODY = "Somebody"

_STRICTEST_FIRST = (Consent.NONE, Consent.ANONYMOUS, Consent.ROLE, Consent.NAMED)


def strictest(said: Iterable[Consent]) -> Consent:
    """Return what allows least of what may all have been said by one person. Raises ValueError when nothing was."""
    return min(said, key=_STRICTEST_FIRST.index)


def may_say_role(consent: Consent | None) -> bool:
    """Say whether somebody agreed to have told what they do."""
    return consent in (Consent.ROLE, Consent.NAMED)


def attribution(consent: Consent | None, *, role: str, real_name: str, alias: str, site: str) -> str:
    """Return who said it: "Somebody at a law firm", "Clerk, a law firm", "Rosa Klein, clerk, a law firm".

    role, real_name, alias: empty where they are not known, or may not be told; alias: of the site, for everybody;
    site: its own name. Of somebody who is quoted anonymously the site is not told where its alias names it.
    Raises ValueError for somebody who is not to be quoted, or was not asked.
    """
    if consent is None or consent is Consent.NONE:
        raise ValueError("They are not to be quoted.")
    if not may_say_role(consent):
        role, real_name, alias = "", "", "" if fold(alias) == fold(site) else alias
    if consent is Consent.ROLE:
        real_name = ""
    who = ", ".join(filter(None, [real_name, role]))
    if not who:
        return f"{SOMEBODY} at {alias}" if alias else SOMEBODY
    return ", ".join(filter(None, [who[0].upper() + who[1:], alias]))
