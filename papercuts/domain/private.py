"""What a site must not read in words that are sent or shown to it (T09), and where it stands in them."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from papercuts.domain.mails import addresses_in
from papercuts.domain.public_names import names_in, repeat

_NUMBER = re.compile(r"\bPC[-\u2010-\u2013]?\d+\b", re.IGNORECASE)
_CAPITALISED = r"[^\W\d_a-zß-ÿ][\w'’.-]+"
_BETWEEN = r"(?:[ \t]+(?:al|bin|da|de|del|den|der|di|du|la|le|van|von|zu))*"
_FULL_NAME = re.compile(rf"{_CAPITALISED}(?:{_BETWEEN}[ \t]+{_CAPITALISED}){{1,3}}")
# words of an office, a role or a street: two of them make nobody's name
_NOBODY = frozenset(
    """accounts avenue billing centre department desk front head helpdesk hotline house it main manager office owner
    payable reception road sales service square street support team the""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Private:
    """What one site must not read."""

    names: Sequence[str]  # of other sites and people, codes of people, addresses
    own: Sequence[str] = ()  # what may stand there, and may hold a name: their site, the product
    quotes: Sequence[str] = ()  # what was said elsewhere, or by somebody who has not agreed to be quoted

    def names_in(self, texts: Collection[str]) -> list[str]:
        """Return the names that stand in any of the texts."""
        return names_in(texts, self.names, self.own)

    def quotes_in(self, texts: Collection[str]) -> list[str]:
        """Return the quotes that any of the texts repeats."""
        if not repeat(texts, self.quotes):
            return []
        return [quote for quote in dict.fromkeys(self.quotes) if repeat(texts, [quote])]

    def narrowed(self, texts: Collection[str]) -> "Private":
        """Return the part of it that stands in these texts: of thousands of names, few or none are left to place."""
        return replace(self, names=self.names_in(texts), quotes=self.quotes_in(texts))


def numbers_in(texts: Iterable[str]) -> list[str]:
    """Return the numbers of paper cuts in texts, as they stand there, each once: "PC-12"."""
    return list(dict.fromkeys(found for text in texts for found in _NUMBER.findall(text)))


def people_in(contacts: str) -> list[str]:
    """Return the full names and the e-mail addresses in the contacts of a site, as they stand there, each once."""
    addresses = addresses_in(contacts)
    for address in addresses:
        contacts = contacts.replace(address, "\n")
    names = [name for name in _FULL_NAME.findall(contacts) if not _NOBODY & set(name.lower().split())]
    return list(dict.fromkeys([*names, *addresses]))
