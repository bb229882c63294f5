"""A list of titles that is no instance: searched in memory as the paper cuts of an instance are."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text

from papercuts.domain.matching import Candidate, Match, rank_candidates
from papercuts.domain.text import fold
from papercuts.queries.title_index import alike

TABLES = (
    "CREATE TABLE paper_cut (id INTEGER PRIMARY KEY, title_identity TEXT)",
    "CREATE VIRTUAL TABLE paper_cut_words USING fts5("
    "title_identity, content='paper_cut', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE paper_cut_letters USING fts5("
    "title_identity, content='paper_cut', content_rowid='id', tokenize='trigram')",
)
FILL = (
    "INSERT INTO paper_cut_words(paper_cut_words) VALUES ('rebuild')",
    "INSERT INTO paper_cut_letters(paper_cut_letters) VALUES ('rebuild')",
)


class TitleList:
    """Titles under any number, in a database in memory."""

    def __init__(self, connection: Connection, titles: Mapping[int, str]) -> None:
        self._connection, self._titles = connection, titles
        for statement in TABLES:
            connection.exec_driver_sql(statement)
        rows = [{"id": number, "title": fold(title)} for number, title in titles.items()]
        if rows:
            connection.execute(text("INSERT INTO paper_cut VALUES (:id, :title)"), rows)
        for statement in FILL:
            connection.exec_driver_sql(statement)

    def similar(self, sought: str, limit: int, without: int | None = None) -> list[Match]:
        """Return the titles that are likest a text, best first. without: a number that is left out."""
        numbers = [number for number in alike(self._connection, sought) if number != without]
        candidates = [Candidate(number, self._titles[number]) for number in numbers]
        return rank_candidates(sought, None, None, candidates, limit, with_faint=True)


@contextmanager
def title_list(titles: Mapping[int, str], file: str = ":memory:") -> Iterator[TitleList]:
    """Give a list of titles to search. file: where the database is kept, in memory when not given."""
    engine = create_engine(f"sqlite:///{file}")
    try:
        with engine.connect() as connection:
            yield TitleList(connection, titles)
    finally:
        engine.dispose()
