"""What everybody will read is checked before: a title for every fix, nobody's name, number, address or words (T09)."""

from collections.abc import Collection, Mapping
from typing import Any

from papercuts import said
from papercuts.domain.private import numbers_in
from papercuts.domain.public_names import Said, names_in

SHOWN = 3  # repeated quotes that a refusal names


class NamesSomebody(ValueError):
    """A text for everybody has the name of a customer or a participant in it."""


def refuse(
    fixes: Mapping[int, Mapping[str, Any]], known_names: Collection[str] | None, *others: str, of: Collection[int] = ()
) -> None:
    """Raise ValueError unless these texts may be published, naming what stands in the way.

    fixes: the texts of each by the number of its paper cut, also what its pictures show; others: version and name of
    the release; of: further paper cuts that these are about. known_names: of sites and people
    (`queries.public_names.known`).
    """
    untitled = [f"PC-{number}" for number, texts in fixes.items() if not texts["public_title"]]
    if untitled:
        raise ValueError(f"Readers need a title for {', '.join(untitled)}.")
    by_fix = {number: [text for text in texts.values() if isinstance(text, str)] for number, texts in fixes.items()}
    texts = [*others, *(text for some in by_fix.values() for text in some)]
    _refuse_names(texts, known_names)
    numbers = numbers_in(texts)
    if numbers:
        raise ValueError(
            f"These texts are for everybody: {', '.join(numbers)} means nothing to them. Write it without."
        )
    about = {number: [*others, *by_fix.get(number, ())] for number in (*by_fix, *of)} or {0: list(others)}
    _refuse_quotes(about)


def _refuse_names(texts: Collection[str], known_names: Collection[str] | None) -> None:
    if known_names is None:
        raise TypeError("a published text is checked for names: give known_names")
    found = [*names_in(texts, known_names), *said.addresses_of_people(texts)]
    if found:
        raise NamesSomebody(f"These texts are for everybody, and they name {', '.join(found)}. Write them without.")


def _refuse_quotes(about: Mapping[int, Collection[str]]) -> None:
    found = dict.fromkeys(words for _, words in Said(about).repeated(said.without_consent()))
    if found:
        words = ", ".join(f"“{one}”" for one in list(found)[:SHOWN])
        raise ValueError(f"These texts repeat what somebody said who has not agreed to it: {words}. Write your own.")
