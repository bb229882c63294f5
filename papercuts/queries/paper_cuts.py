"""One paper cut with everything its page shows, and where it stands in the list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true, tuple_
from sqlalchemy.orm import joinedload, selectinload

from papercuts.db import db
from papercuts.domain.limits import Per
from papercuts.models import (
    Account,
    Area,
    Effort,
    Event,
    Fix,
    PaperCut,
    Participant,
    Release,
    Sighting,
    Site,
    Task,
    Verification,
    Visit,
    Watch,
)
from papercuts.queries.with_users import with_users

SHOWN = 50  # sightings on the page; the rest on request
RANK_MOST = 10_000  # nobody asks what comes after


@dataclass(frozen=True)
class Place:
    """Where a paper cut stands among the open and claimed ones; RANK_MOST + 1 stands for further down."""

    rank: int
    of: int

    @property
    def number(self) -> int | None:
        """Return the rank where it was counted to its end."""
        return self.rank if self.rank <= RANK_MOST else None


@dataclass(frozen=True)
class Seen:
    """A sighting as the page lists it."""

    sighting: Sighting
    times: float | None  # how often this person says they do the task
    per: Per | None
    performed: int  # how often this person did the task at that visit
    matched_by: str

    @property
    def participant(self) -> Participant | None:
        """Return who met it."""
        return self.sighting.participant


@dataclass(frozen=True)
class Told:
    """A site to tell when it is fixed, and who there showed it to us."""

    site: Site
    codes: list[str]


def one(cut_id: int) -> PaperCut | None:
    """Return a paper cut with its task, area, owner, links and estimates."""
    return db.session.scalar(
        select(PaperCut)
        .where(PaperCut.id == cut_id)
        .options(
            joinedload(PaperCut.task).joinedload(Task.area),
            joinedload(PaperCut.area),
            joinedload(PaperCut.owner),
            selectinload(PaperCut.links),
            selectinload(PaperCut.efforts).joinedload(Effort.estimated_by),
        )
    )


def there(ids: Collection[int]) -> set[int]:
    """Return which of these numbers a paper cut has."""
    return set(db.session.scalars(select(PaperCut.id).where(PaperCut.id.in_(ids))))


def place(cut: PaperCut) -> Place | None:
    """Return the rank of a paper cut; nothing while it is not in the list."""
    if not cut.is_ranked:
        return None
    before = tuple_(PaperCut.payback_q50, PaperCut.id) > tuple_(cut.payback_q50, cut.id)
    n_before, n_all = db.session.execute(select(_n_ranked(before), _n_ranked(true()))).one()
    return Place(int(n_before) + 1, int(n_all))


def place_with(cut: PaperCut, payback: float) -> Place:
    """Return the place that a paper cut would have among the others with another median payback."""
    other = PaperCut.id != cut.id
    before = and_(other, tuple_(PaperCut.payback_q50, PaperCut.id) > tuple_(payback, cut.id))
    n_before, n_others = db.session.execute(select(_n_ranked(before), _n_ranked(other))).one()
    return Place(int(n_before) + 1, int(n_others) + 1)


def seen(cut: PaperCut, limit: int | None = SHOWN) -> list[Seen]:
    """Return the sightings of a paper cut, newest first."""
    sightings = db.session.scalars(
        select(Sighting)
        .join(Visit, Visit.id == Sighting.visit_id)
        .where(Sighting.paper_cut_id == cut.id)
        .options(
            joinedload(Sighting.visit).joinedload(Visit.site),
            joinedload(Sighting.participant),
            joinedload(Sighting.seen_by),
        )
        .order_by(Visit.visited_on.desc(), Sighting.id.desc())
        .limit(limit)
    ).all()
    said, matched = _said(sightings), _matched_by([sighting.id for sighting in sightings])
    return [
        Seen(
            sighting,
            *said.get((sighting.visit_id, sighting.participant_id, sighting.task_id), (None, None, 1)),
            matched.get(sighting.id, ""),
        )
        for sighting in sightings
    ]


def seconds_by_site(cut: PaperCut) -> list[tuple[str, list[float]]]:
    """Return the seconds lost at each site with our product, the sites with most sightings first."""
    rows = db.session.execute(
        select(Site.name, Sighting.seconds_lost)
        .join(Visit, Visit.id == Sighting.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(Sighting.paper_cut_id == cut.id, Sighting.seconds_lost.is_not(None), Visit.product == "")
        .order_by(Site.name, Sighting.id)
    )
    by_site: dict[str, list[float]] = {}
    for name, seconds in rows:
        by_site.setdefault(name, []).append(float(seconds or 0))
    return sorted(by_site.items(), key=lambda item: (-len(item[1]), item[0]))


def to_tell(cut: PaperCut) -> list[Told]:
    """Return the sites that showed it to us on our product, with the codes of the people."""
    rows = db.session.execute(
        select(Site, Participant.code)
        .join(Visit, Visit.site_id == Site.id)
        .join(Sighting, Sighting.visit_id == Visit.id)
        .outerjoin(Participant, Participant.id == Sighting.participant_id)
        .where(Sighting.paper_cut_id == cut.id, Visit.product == "", with_users())
        .order_by(Site.name, Participant.id)
        .distinct()
        .add_columns(Participant.id)
    )
    told: dict[int, Told] = {}
    for site, code, _ in rows:
        codes = told.setdefault(site.id, Told(site, [])).codes
        if code:
            codes.append(code)
    return list(told.values())


def fixes(cut: PaperCut) -> Sequence[Fix]:
    """Return the fixes of a paper cut, the newest release first, with what was found when somebody looked again."""
    return db.session.scalars(
        select(Fix)
        .join(Release)
        .where(Fix.paper_cut_id == cut.id)
        .options(
            joinedload(Fix.release),
            selectinload(Fix.verifications).joinedload(Verification.visit).joinedload(Visit.site),
        )
        .order_by(Release.released_on.desc(), Fix.id.desc())
    ).all()


def seen_between(cut: PaperCut) -> tuple[Any, Any]:
    """Return the days of the first and the last visit at which it was seen; none when it never was."""
    first, last = db.session.execute(
        select(func.min(Visit.visited_on), func.max(Visit.visited_on))
        .join(Sighting, Sighting.visit_id == Visit.id)
        .where(Sighting.paper_cut_id == cut.id)
    ).one()
    return first, last


def tasks_and_areas() -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return the choices of a form: ids and names of tasks and of areas."""
    return _named(select(Task.id, Task.name).order_by(Task.name)), _named(
        select(Area.id, Area.name).order_by(Area.name)
    )


def _named(statement: Select[int, str]) -> list[tuple[int, str]]:
    return [(row_id, name) for row_id, name in db.session.execute(statement)]


def _n_ranked(condition: ColumnElement[bool]) -> Any:
    rows = select(PaperCut.id).where(PaperCut.is_ranked == true(), condition).limit(RANK_MOST + 1)
    return select(func.count()).select_from(rows.subquery()).scalar_subquery()


def _said(sightings: Sequence[Sighting]) -> dict[tuple[int, int | None, int], tuple[float | None, Per | None, int]]:
    """Return how often each person says they do the task, and did it, by visit, person and task."""
    visits = {sighting.visit_id for sighting in sightings}
    tasks = {sighting.task_id for sighting in sightings}
    rows = db.session.execute(
        select(Watch.visit_id, Watch.participant_id, Watch.task_id, Watch.times, Watch.per, Watch.performed).where(
            Watch.visit_id.in_(visits), Watch.task_id.in_(tasks)
        )
    )
    return {(visit, person, task): (times, per, done) for visit, person, task, times, per, done in rows}


def _matched_by(sighting_ids: Sequence[int]) -> dict[int, str]:
    """Return who matched each sighting last."""
    rows = db.session.execute(
        select(Event.subject_id, Account.name)
        .join(Account, Account.id == Event.account_id)
        .where(Event.subject == "sighting", Event.subject_id.in_(sighting_ids), Event.verb == "matched")
        .order_by(Event.id)
    )
    return {row.subject_id: row.name for row in rows}
