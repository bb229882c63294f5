"""What the totals since we began are made of: paper cuts with their hours, and people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from papercuts import queries
from papercuts.domain.sheets import Value
from papercuts.domain.totals import Hours
from papercuts.pages.learning_measured import state
from papercuts.queries.lifetime import Seen
from papercuts.queries.realised import Realised

N_ROWS = 200  # on the page; the file has all
COLUMNS = ("paper_cut", "title", "state", "release", "hours", "low", "high", "people_looked_at")
PEOPLE_COLUMNS = ("participant", "site", "visits", "last_visit")


class What(StrEnum):
    """Which total."""

    LOST = "lost"
    PREDICTED = "predicted"
    VERIFIED = "verified"
    FIXED = "fixed"
    PEOPLE = "people"


NAMES = {
    What.LOST: "Known to be lost",
    What.PREDICTED: "Given back, as predicted",
    What.VERIFIED: "Given back, as verified",
    What.FIXED: "Fixed",
    What.PEOPLE: "People watched",
}
COUNTS = {
    What.LOST: "Hours a year that open and claimed paper cuts cost, as far as they are known.",
    What.PREDICTED: "Hours a year that fixes which hold were to give back: the newest of each paper cut, "
    "while nobody has met it again.",
    What.VERIFIED: "Hours a year that fixes which hold give back as measured with those who were looked at again.",
    What.FIXED: "Paper cuts of which people have, or have had, a fix; each with its newest. "
    "What no longer holds gives nothing back.",
    What.PEOPLE: "People at visits with users, each once; somebody without a code counts once a visit.",
}


@dataclass(frozen=True)
class Row:
    """One paper cut."""

    cut_id: int
    title: str
    state: str
    release_id: int | None
    version: str
    hours: Hours | None  # none: nobody was seen losing time
    n_looked: int


def rows(what: What) -> list[Row]:
    """Return the paper cuts that a total counts, those with most hours first; none for `What.PEOPLE`."""
    if what is What.LOST:
        return [
            Row(one.cut_id, one.title, one.status.value, None, "", one.hours, 0) for one in queries.lifetime.each_lost()
        ]
    found = [_row(one, what) for one in _fixes(what)]
    return sorted(found, key=lambda row: (-row.hours.mean if row.hours else 0.0, row.cut_id))


def people() -> list[Seen]:
    """Return the people that were watched or talked to."""
    return queries.lifetime.each_person()


def file_rows(what: What) -> Iterator[tuple[Value, ...]]:
    """Yield the rows of the file, under `COLUMNS`, or under `PEOPLE_COLUMNS`."""
    if what is What.PEOPLE:
        for one in people():
            yield one.code, one.site, one.n_visits, one.last_on.isoformat()
    else:
        for row in rows(what):
            hours = (row.hours.mean, row.hours.q10, row.hours.q90) if row.hours else (None, None, None)
            yield f"PC-{row.cut_id}", row.title, row.state, row.version, *hours, row.n_looked


def columns(what: What) -> Sequence[str]:
    """Return the names of the columns of the file."""
    return PEOPLE_COLUMNS if what is What.PEOPLE else COLUMNS


def _fixes(what: What) -> list[Realised]:
    if what is What.PEOPLE:
        return []
    newest = [one for one in queries.realised.of_published() if one.is_newest]
    if what is What.FIXED:
        return newest
    holding = [one for one in newest if one.is_holding]
    return holding if what is What.PREDICTED else [one for one in holding if one.realised]


def _row(one: Realised, what: What) -> Row:
    hours = one.realised if what is What.VERIFIED else one.predicted
    return Row(one.paper_cut_id, one.title, state(one), one.release_id, one.version, hours, one.n_looked)
