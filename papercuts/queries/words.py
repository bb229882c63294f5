"""Finding by words: every word must occur; nothing typed is a pattern."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, or_, true

from papercuts.domain import limits
from papercuts.domain.text import clean_line, fold

Column = SQLColumnExpression[str]


def wanted_words(text: str) -> list[str]:
    """Return the words to look for, folded. Raises ValueError when there are too many, or one cannot be stored."""
    line = clean_line(text)
    if len(line) > limits.SEARCH:
        raise ValueError(f"At most {limits.SEARCH} characters")
    words = fold(line).split()
    if len(words) > limits.SEARCH_WORDS:
        raise ValueError(f"At most {limits.SEARCH_WORDS} words")
    return words


def hold_all(words: Sequence[str], *, folded: Sequence[Column] = (), raw: Sequence[Column] = ()) -> ColumnElement[bool]:
    """Return the condition that each word is in one of the columns.

    folded: columns that hold `fold`ed text, found whatever accents it has; raw: as typed, found whatever case.
    """
    return and_(
        true(),
        *(
            or_(
                *(column.contains(word, autoescape=True) for column in folded),
                *(column.icontains(word, autoescape=True) for column in raw),
            )
            for word in words
        ),
    )
