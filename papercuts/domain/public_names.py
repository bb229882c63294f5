"""Which known names occur in texts that are about to be published (T09).

Compared by whole words, without case, accents and width: `brightmere's` holds the name Brightmère, `Bright` does not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from papercuts.domain.text import words_of

_SHORTEST = 2  # letters; a single one is in every text

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


def _runs(words: Words, lengths_by_first: dict[str, set[int]]) -> Iterator[Words]:
    """Yield each run of words that starts like a name and is as long as one."""
    for start, word in enumerate(words):
        for length in lengths_by_first.get(word, ()):
            yield words[start : start + length]
