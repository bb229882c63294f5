"""Which known names occur in texts that are about to be published (T09), and whether the texts repeat what was said.

Compared by whole words, without case, accents and width: `brightmere's` holds the name Brightmère, `Bright` does not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from papercuts.domain.text import words_of

_SHORTEST = 2  # letters; a single one is in every text
_TELLING = range(3, 6)  # words in a row: all of a short quote, or so many of a longer one, are somebody's own

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


def repeat(texts: Iterable[str], quotes: Iterable[str]) -> bool:
    """Return whether a text repeats one of the quotes: five words of it in a row, or all of one of three or four."""
    said = {run for quote in quotes for run in _telling(words_of(quote))}
    return any(run in said for text in texts for n in _TELLING for run in _windows(words_of(text), n))


def _telling(words: Words) -> Iterator[Words]:
    n = min(len(words), _TELLING[-1])
    return _windows(words, n) if n in _TELLING else iter(())


def _windows(words: Words, n: int) -> Iterator[Words]:
    return (words[start : start + n] for start in range(len(words) - n + 1))


def _runs(words: Words, lengths_by_first: dict[str, set[int]]) -> Iterator[Words]:
    """Yield each run of words that starts like a name and is as long as one."""
    for start, word in enumerate(words):
        for length in lengths_by_first.get(word, ()):
            yield words[start : start + length]
