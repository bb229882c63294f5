"""Which known names occur in texts that are about to be published (T09), and whether the texts repeat what was said.

Compared by whole words, without case, accents and width: `brightmere's` holds the name Brightmère, `Bright` does not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from papercuts.domain.text import words_of

_SHORTEST = 2  # letters; a single one is in every text
_TELLING = range(3, 6)  # words in a row: all of a short quote, or so many of a longer one, are somebody's own

Words = tuple[str, ...]


def names_in(texts: Iterable[str], names: Iterable[str], own: Iterable[str] = ()) -> list[str]:
    """Return the names that occur in any of the texts, each once, in the order given.

    own: names that may stand there, as the reader's site and the product. One clears a name only where that lies
    wholly inside it: Marfinch Joinery tells nothing of Marfinch, but Marfinch Joinery Leeds is somebody else.
    Names of fewer than two letters are ignored. The time grows with the length of texts and names, not their product.
    """
    known = {name: words_of(name) for name in dict.fromkeys(names)}
    known = {name: words for name, words in known.items() if sum(map(len, words)) >= _SHORTEST}
    sought, cleared = _Sought(known.values()), _Sought(map(words_of, own))
    found = {words for text in texts for words in _uncleared(words_of(text), sought, cleared)}
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


class _Sought:
    """Names to look for, by their first words."""

    def __init__(self, names: Iterable[Words]) -> None:
        self._names = set(filter(None, names))
        self._lengths_by_first: dict[str, set[int]] = defaultdict(set)
        for name in self._names:
            self._lengths_by_first[name[0]].add(len(name))

    def at(self, words: Words, start: int) -> Iterator[Words]:
        """Yield the names that begin with a word of a text."""
        for length in self._lengths_by_first.get(words[start], ()):
            run = words[start : start + length]
            if run in self._names:
                yield run


def _uncleared(words: Words, sought: _Sought, cleared: _Sought) -> Iterator[Words]:
    """Yield the names in a text that lie in no cleared one, or reach beyond it."""
    cleared_to = 0  # the furthest end of the cleared names that began so far
    for start in range(len(words)):
        cleared_to = max([cleared_to, *(start + len(name) for name in cleared.at(words, start))])
        yield from (name for name in sought.at(words, start) if start + len(name) > cleared_to)
