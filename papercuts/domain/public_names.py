"""Which known names occur in texts that are about to be published (T09).

Compared by whole words, without case, accents and width: `brightmere's` holds the name Brightmère, `Bright` does not.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from papercuts.domain.text import fold

_SHORTEST = 2  # letters; a single one is in every text

# Scripts written without blanks between words: each character counts as a word, or no name in them would be found.
# Hangul has blanks, but its particles stick to the name.
_WITHOUT_BLANKS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x9FFF),  # Chinese and Japanese
    (0xAC00, 0xD7A3),  # Hangul
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)

Words = tuple[str, ...]


def names_in(texts: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return the names that occur in any of the texts, each once, in the order given.

    Names of fewer than two letters are ignored. The time grows with the length of texts and names, not their product.
    """
    known = {name: words_of(name) for name in dict.fromkeys(names)}
    known = {name: words for name, words in known.items() if sum(map(len, words)) >= _SHORTEST}
    lengths_by_first: dict[str, set[int]] = defaultdict(set)
    for words in known.values():
        lengths_by_first[words[0]].add(len(words))
    sought = set(known.values())
    found = {words for text in texts for words in _runs(words_of(text), lengths_by_first) if words in sought}
    return [name for name, words in known.items() if words in found]


def words_of(text: str) -> Words:
    """Return the folded words of a text, in order; punctuation and underscores only part them."""
    folded = fold(text)
    return tuple(folded.translate({ord(char): _as_word(char) for char in set(folded)}).split())


def _runs(words: Words, lengths_by_first: dict[str, set[int]]) -> Iterator[Words]:
    """Yield each run of words that starts like a name and is as long as one."""
    for start, word in enumerate(words):
        for length in lengths_by_first.get(word, ()):
            yield words[start : start + length]


def _as_word(char: str) -> str:
    if any(first <= ord(char) <= last for first, last in _WITHOUT_BLANKS):
        return f" {char} "
    is_part = char.isalnum() or unicodedata.category(char).startswith("M")
    return char if is_part else " "
