"""Which known names occur in texts that are about to be published (T09), and whether the texts repeat what was said.

Names are compared by whole words, without case, accents and width: `brightmere's` holds the name Brightmère, `Bright`
does not. A longer name is found without its joints too (`MarfinchJoinery`), and umlauts either way (`Joerg`, `Jörg`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, islice

from papercuts.domain.text import is_unseen, words_of

_SHORTEST = 2  # letters; a single one is in every text
_JOINED = 8  # letters, from which a name is found without its blanks and hyphens: few words hold as many by chance
_JOINED_APOSTROPHE = 5  # for O'Brien, which is as often Obrien
_TELLING = range(3, 6)  # words in a row: all of a short quote, or so many of a longer one, are somebody's own
_TELLING_ELSEWHERE = range(4, 8)  # of what was said of something else, where five words in a row meet by chance

_APOSTROPHE = re.compile(r"\w['’ʼ`]\w")
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa",
                            "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"})  # fmt: skip
_DECOMPOSED = re.compile("([aouAOU])\u0308")
_PARTING = "qqxqq"  # a word between two quotes, in nobody's words
_AT_ONCE = 500  # quotes

Words = tuple[str, ...]


def names_in(texts: Iterable[str], names: Iterable[str], own: Iterable[str] = ()) -> list[str]:
    """Return the names that occur in any of the texts, each once, in the order given.

    own: names that may stand there, as the reader's site and the product. One clears a name only where that lies
    wholly inside it: Marfinch Joinery tells nothing of Marfinch, but Marfinch Joinery Leeds is somebody else.
    Names of fewer than two letters are ignored. The time grows with the length of texts and names, not their product.
    """
    known = list(dict.fromkeys(names))
    sought, cleared = _Sought(known), _Sought(own)
    found = {
        name
        for text in texts
        for words in map(words_of, _spellings(text))
        for name in _uncleared(_Letters(words), sought, cleared)
    }
    return [name for name in known if name in found]


def repeat(texts: Iterable[str], quotes: Iterable[str]) -> bool:
    """Return whether a text repeats one of the quotes: five words of it in a row, or all of one of three or four."""
    return next(Said({0: texts}).repeated((0, quote) for quote in quotes), None) is not None


class Said:
    """Texts for everybody, ready to be held against any number of quotes, each of which is read once.

    What was said of the same paper cut is repeated by five words in a row, or by all of a quote of three or four. What
    was said of anything else by seven in a row, or by all of one of four to six: shorter runs meet by chance.
    """

    def __init__(self, texts: Mapping[int, Iterable[str]]) -> None:
        """texts: by the paper cut they are about."""
        self._of = frozenset(texts)
        self._about: dict[Words, set[int]] = defaultdict(set)
        for about, some in texts.items():
            for words in map(words_of, some):
                for n in range(_TELLING[0], _TELLING_ELSEWHERE[-1] + 1):
                    for run in _windows(words, n):
                        self._about[run].add(about)

    def repeated(self, quotes: Iterable[tuple[int | None, str]]) -> Iterator[tuple[int, str]]:
        """Yield which paper cut's texts repeat a quote, and the words in question, folded.

        quotes: the paper cut it was said of, if of one, and the words.
        """
        for some in _batches(quotes):
            folded = " ".join(words_of(f" {_PARTING} ".join(quote for _, quote in some)))
            for (of, _), line in zip(some, folded.split(_PARTING), strict=False):
                words = tuple(line.split())
                if of in self._of:
                    yield from ((about, run) for about, run in self._runs(words, _TELLING) if about == of)
                yield from ((about, run) for about, run in self._runs(words, _TELLING_ELSEWHERE) if about != of)

    def _runs(self, words: Words, sizes: range) -> Iterator[tuple[int, str]]:
        least = sizes[0]  # any run that tells holds one of these blocks, which lie side by side
        if not any(words[start : start + least] in self._about for start in range(0, len(words) - least + 1, least)):
            return
        for run in _telling(words, sizes):
            yield from ((about, " ".join(run)) for about in self._about.get(run, ()))


def _batches(quotes: Iterable[tuple[int | None, str]]) -> Iterator[list[tuple[int | None, str]]]:
    """Yield quotes many at a time: folding them together takes a tenth of the time."""
    left = iter(quotes)
    while some := list(islice(left, _AT_ONCE)):
        yield some


def _spellings(text: str) -> list[str]:
    """Return a text as it is written, with umlauts spelt out, and with what nobody sees parting words."""
    if text.isascii():
        return [text]
    spelt_out = _DECOMPOSED.sub(r"\1e", text).translate(_SPELT_OUT)
    parted = "".join(" " if is_unseen(char) else char for char in text)
    return list(dict.fromkeys([text, spelt_out, parted]))


def _telling(words: Words, sizes: range) -> Iterator[Words]:
    n = min(len(words), sizes[-1])
    return _windows(words, n) if n in sizes else iter(())


def _windows(words: Words, n: int) -> Iterator[Words]:
    return (words[start : start + n] for start in range(len(words) - n + 1))


class _Letters:
    """The words of a text, and where each begins when nothing parts them; and where the last one ends."""

    def __init__(self, words: Words) -> None:
        self.words, self.joined = words, "".join(words)
        self.starts = [0, *accumulate(map(len, words))]
        self.ends = frozenset(self.starts)


class _Sought:
    """Names to look for, by their first words, and the longer ones by their first letters."""

    def __init__(self, names: Iterable[str]) -> None:
        self._wholes: dict[Words, list[str]] = defaultdict(list)
        self._joined: dict[str, list[str]] = defaultdict(list)
        for name in dict.fromkeys(names):
            least = _JOINED_APOSTROPHE if _APOSTROPHE.search(name) else _JOINED
            for words in map(words_of, _spellings(name)):
                letters = "".join(words)
                if len(letters) >= _SHORTEST:
                    self._wholes[words].append(name)
                if len(letters) >= least:
                    self._joined[letters].append(name)
        self._lengths_by_first: dict[str, set[int]] = defaultdict(set)
        for words in self._wholes:
            self._lengths_by_first[words[0]].add(len(words))
        self._lengths_by_head: dict[str, set[int]] = defaultdict(set)
        for letters in self._joined:
            self._lengths_by_head[letters[:_JOINED_APOSTROPHE]].add(len(letters))

    def at(self, text: _Letters, nth: int) -> Iterator[tuple[str, int]]:
        """Yield the names that begin with a word of a text, and the letter at which each ends."""
        for length in self._lengths_by_first.get(text.words[nth], ()):
            if nth + length < len(text.starts):
                names = self._wholes.get(text.words[nth : nth + length], ())
                yield from ((name, text.starts[nth + length]) for name in names)
        start = text.starts[nth]
        for length in self._lengths_by_head.get(text.joined[start : start + _JOINED_APOSTROPHE], ()):
            end = start + length
            if end in text.ends:
                yield from ((name, end) for name in self._joined.get(text.joined[start:end], ()))


def _uncleared(text: _Letters, sought: _Sought, cleared: _Sought) -> Iterator[str]:
    """Yield the names in a text that lie in no cleared one, or reach beyond it."""
    cleared_to = 0  # the furthest end of the cleared names that began so far
    for nth in range(len(text.words)):
        cleared_to = max([cleared_to, *(end for _, end in cleared.at(text, nth))])
        yield from (name for name, end in sought.at(text, nth) if end > cleared_to)
