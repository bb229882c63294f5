"""Which titles may be about the same thing as a text: found by words and by letters, fused.

Of a text only its rarest words and runs of three letters are asked for, as many as together lead to few titles: the
common ones cost most and say least. What comes first is for `domain/matching.py` to say, which reads the titles found.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, TextClause, text

from papercuts.domain.matching import fused, trigrams, words_sought
from papercuts.domain.text import fold

TITLES_MOST = 2_000  # that one search looks at; its rarest term alone may lead to more
LETTERS_MOST = 24  # runs of three letters whose number of titles is asked for
FOUND_MOST = 100  # of each search, and of both
_PIECES = re.compile(r"[^\W_]{3,}")  # letters and digits only: nothing in them means anything to an engine


@dataclass(frozen=True)
class _Search:
    """How one engine searches.

    count: takes :terms and :most, gives each term and how many titles have it, as far as :most.
    find: takes :wanted, :sought and :most, gives the numbers of the best titles with any of the terms.
    """

    count: TextClause
    find: TextClause
    as_term: Callable[[str], str]
    any_of: Callable[[Sequence[str]], Any]
    as_list: Callable[[Sequence[str]], Any] = list


def _fts5(table: str) -> _Search:
    count = """SELECT value, (SELECT count(*) FROM (SELECT 1 FROM titles WHERE titles MATCH value LIMIT :most))
        FROM json_each(:terms)"""
    find = "SELECT rowid FROM titles WHERE titles MATCH :wanted AND :sought <> '' ORDER BY rank LIMIT :most"
    return _Search(
        text(count.replace("titles", table)),
        text(find.replace("titles", table)),
        '"{}"'.format,
        " OR ".join,
        json.dumps,
    )


_TSVECTOR = _Search(
    text("""SELECT value, (SELECT count(*) FROM (SELECT 1 FROM paper_cut
        WHERE to_tsvector('english'::regconfig, title_identity) @@ to_tsquery('english', value) LIMIT :most) AS few)
        FROM unnest(CAST(:terms AS text[])) AS value"""),
    text("""SELECT id FROM paper_cut
        WHERE to_tsvector('english'::regconfig, title_identity) @@ to_tsquery('english', :wanted) AND :sought <> ''
        ORDER BY ts_rank_cd(to_tsvector('english'::regconfig, title_identity), to_tsquery('english', :wanted)) DESC, id
        LIMIT :most"""),
    "'{}'".format,
    " | ".join,
)
_PG_TRGM = _Search(
    text("""SELECT value, (SELECT count(*) FROM (SELECT 1 FROM paper_cut WHERE title_identity LIKE value LIMIT :most)
        AS few) FROM unnest(CAST(:terms AS text[])) AS value"""),
    text("""SELECT id FROM paper_cut WHERE title_identity LIKE ANY (CAST(:wanted AS text[]))
        ORDER BY similarity(title_identity, :sought) DESC, id LIMIT :most"""),
    "%{}%".format,
    list,
)
_SEARCHES = {
    "sqlite": (_fts5("paper_cut_words"), _fts5("paper_cut_letters")),
    "postgresql": (_TSVECTOR, _PG_TRGM),
}


def alike(connection: Connection, sought: str) -> list[int]:
    """Return the numbers of up to 100 paper cuts whose titles have most in common with a text, best first.

    connection: to a database with the tables of the index, which on SQLite hold the titles as of the last commit.
    """
    by_words, by_letters = _SEARCHES[connection.dialect.name]
    n_titles = _count(connection, by_words, words_sought(sought))
    runs = _count(connection, by_letters, _letters(sought, n_titles))
    folded = fold(sought)
    return fused(
        _find(connection, by_words, n_titles, folded),
        _find(connection, by_letters, runs, folded),
    )[:FOUND_MOST]


def _letters(sought: str, n_titles: Mapping[str, int]) -> list[str]:
    """Return runs of three letters, those of the rarest words first: a word that no title has may be misspelt."""
    pieces = [piece for piece in _PIECES.findall(fold(sought)) if words_sought(piece)]
    pieces.sort(key=lambda piece: (n_titles.get(piece, 0), -len(piece)))
    return list(dict.fromkeys(run for piece in pieces for run in trigrams(piece)))[:LETTERS_MOST]


def _count(connection: Connection, search: _Search, terms: Sequence[str]) -> dict[str, int]:
    """Return how many titles have each term, counted as far as it matters."""
    if not terms:
        return {}
    by_text = {search.as_term(term): term for term in terms}
    given = {"terms": search.as_list(list(by_text)), "most": TITLES_MOST + 1}
    return {by_text[term]: n for term, n in connection.execute(search.count, given)}


def _find(connection: Connection, search: _Search, n_titles: Mapping[str, int], sought: str) -> list[int]:
    wanted = [search.as_term(term) for term in _rarest(n_titles)]
    if not wanted:
        return []
    given = {"wanted": search.any_of(wanted), "sought": sought, "most": FOUND_MOST}
    return list(connection.execute(search.find, given).scalars())


def _rarest(n_titles: Mapping[str, int]) -> list[str]:
    """Return the rarest terms that titles have, at least one, as long as there are few titles in all."""
    rarest: list[str] = []
    total = 0
    for n, term in sorted((n, term) for term, n in n_titles.items() if n):
        total += n
        if rarest and total > TITLES_MOST:
            break
        rarest.append(term)
    return rarest
