"""What becomes of a text before it is stored or compared.

Stored text is NFC, names and titles have no control or direction characters; what no database can hold is refused.
Comparing has two strengths: `identity` for things that must be unique, `fold` for finding.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

# NUL and halves of surrogate pairs cannot be stored; the others ring bells and move cursors.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_BREAKS_AND_CONTROLS = re.compile("[\t\n\r\x7f-\x9f\u2028\u2029]")
_CONTROLS = re.compile("[\x7f-\x9f]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(" {2,}")
_BYTE_ORDER_MARK = "\ufeff"

_MARKS_IN_A_ROW = 30  # Unicode's stream-safe format, UAX #15; beyond it, normalising takes quadratic time

_CHARACTERS_KEPT = 4_000  # that were looked up; a language has some hundreds, a few have more

_FORMAT = {"Cc", "Cf", "Zl", "Zp", "Zs"}
# Nothing is drawn for them, whatever category they have (Default_Ignorable_Code_Point of Unicode).
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
                     "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
                     "\U000e0000-\U000e0fff]")  # fmt: skip
_LOOKS_EMPTY = "\u2800"  # Braille without a dot

# Letters whose stroke is no combining mark, so that decomposing them changes nothing.
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i"})
_LIGATURES = str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})
# Nukta, kana voicing and virama make another letter, not an accented one.
_LETTER_MAKING = {0, 7, 8, 9}

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


def clean_line(value: str) -> str:
    """Return a name or title as it is stored: one line, NFC, no direction controls, single spaces.

    Empty when nothing in it can be seen. Raises ValueError for what cannot be stored.
    """
    _refuse_unstorable(value)
    visible = _DIRECTION.sub("", value).replace(_BYTE_ORDER_MARK, "")
    line = _normalised("NFC", _BREAKS_AND_CONTROLS.sub(" ", visible))
    return "" if is_blank(line) else _SPACES.sub(" ", line).strip()


def clean_text(value: str) -> str:
    """Return a text of several lines as it is stored: NFC, line ends as LF, no blanks around it.

    Direction controls stay: whole sentences may need them, and pages isolate each text.
    Empty when nothing in it can be seen. Raises ValueError for what cannot be stored.
    """
    _refuse_unstorable(value)
    lines = value.replace("\r\n", "\n").replace("\r", "\n").replace(_BYTE_ORDER_MARK, "")
    text = _normalised("NFC", _CONTROLS.sub("", lines))
    return "" if is_blank(text) else text.strip(" \t\n")


def is_blank(value: str) -> bool:
    """Return whether nothing of it can be seen: only white space, fillers and zero-width characters."""
    seen = _UNSEEN.sub("", value)
    return all(unicodedata.category(char) in _FORMAT or char in _LOOKS_EMPTY for char in seen)


def printable(value: str, most: int) -> str:
    """Return a text that came from elsewhere as one line for a terminal: no control or direction characters.

    most: characters; what is longer ends in an ellipsis.
    """
    line = "".join(char if char.isprintable() else " " for char in value[: 10 * most])
    line = _SPACES.sub(" ", line).strip()
    return line if len(line) <= most else f"{line[: most - 1]}…"


def fold(value: str) -> str:
    """Return the text for comparing and finding: without case, accents, width and extra blanks.

    Each character is folded alone, so the time grows only with the length.
    """
    if not value.isascii():
        value = value.translate({ord(char): _folded(char) for char in set(value)})
    return " ".join(value.lower().split())


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, in order; punctuation and underscores only part them."""
    folded = fold(text)
    return tuple(folded.translate({ord(char): _as_word(char) for char in set(folded)}).split())


def identity(value: str) -> str:
    """Return what must be unique of a user name or an e-mail address: NFKC, without case.

    Invisible characters do not make another name. Raises ValueError like `clean_line`.
    """
    line = _normalised("NFKC", clean_line(value)).casefold()
    visible = "".join(char for char in line if not is_unseen(char))
    return clean_line(_normalised("NFKC", visible))


def _refuse_unstorable(value: str) -> None:
    refused = _REFUSED.search(value)
    if refused:
        raise ValueError(f"This text contains a character that cannot be stored (U+{ord(refused[0]):04X})")


def _normalised(form: Literal["NFC", "NFKC"], value: str) -> str:
    if value.isascii():
        return value
    n_marks = 0
    for char in value:
        n_marks = n_marks + 1 if unicodedata.combining(char) else 0
        if n_marks > _MARKS_IN_A_ROW:
            raise ValueError(f"This text has more than {_MARKS_IN_A_ROW} accents on one letter")
    return unicodedata.normalize(form, value)


@lru_cache(_CHARACTERS_KEPT)
def _folded(char: str) -> str:
    if is_unseen(char):
        return ""
    marked = unicodedata.normalize("NFKD", char)
    bare = "".join(part for part in marked if unicodedata.combining(part) in _LETTER_MAKING)
    plain = bare.casefold().translate(_STROKES).translate(_LIGATURES)
    return unicodedata.normalize("NFC", plain)


@lru_cache(_CHARACTERS_KEPT)
def is_unseen(char: str) -> bool:
    """Return whether nothing is drawn for a character: it joins, parts or turns what stands around it."""
    return unicodedata.category(char) == "Cf" or _UNSEEN.match(char) is not None


@lru_cache(_CHARACTERS_KEPT)
def _as_word(char: str) -> str:
    if any(first <= ord(char) <= last for first, last in _WITHOUT_BLANKS):
        return f" {char} "
    is_part = char.isalnum() or unicodedata.category(char).startswith("M")
    return char if is_part else " "
