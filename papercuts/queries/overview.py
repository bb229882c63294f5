"""What the first page shows: where the team stands, what users said, whom nobody has watched for long."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from papercuts.db import db
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.limits import VisitStatus
from papercuts.domain.totals import NOTHING, Hours, of_sums
from papercuts.models import Account, Area, PaperCut, Release, Sighting, Visit
from papercuts.queries.given_back import gains, total_of
from papercuts.shipped import is_published

N_QUOTES = 3
N_EMPTIED = 4  # areas
VISITS_READ = 50  # the newest words are among those of the newest visits
N_UNDER_WAY = 10


@dataclass(frozen=True)
class AreaLoss:
    """What the open and claimed paper cuts of an area cost."""

    area: Area | None  # none: no area is known
    n_cuts: int
    hours: Hours

    @property
    def area_id(self) -> int | None:
        """Return the number of the area, if one is known."""
        return self.area.id if self.area else None


def has_sighting() -> bool:
    """Say whether anything was ever seen."""
    return db.session.scalar(select(Sighting.id).limit(1)) is not None


def first_visit() -> Visit | None:
    """Return the visit a new team has begun with."""
    return db.session.scalar(select(Visit).options(joinedload(Visit.site)).order_by(Visit.id).limit(1))


def n_colleagues() -> int:
    """Return how many can sign in."""
    can = and_(Account.is_disabled.is_(False), Account.password_hash.is_not(None))
    return db.session.scalar(select(func.count(Account.id)).where(can)) or 0


def counts() -> tuple[int, int, int]:
    """Return how many paper cuts the ranked list holds, how many wait but were never seen, and how many there are."""
    n = func.count(PaperCut.id)
    ranked = n.filter(PaperCut.is_ranked.is_(True))
    unseen = n.filter(PaperCut.status.in_(WAITING), PaperCut.is_ranked.is_(False))
    n_ranked, n_unseen, n_all = db.session.execute(select(ranked, unseen, n)).one()
    return int(n_ranked), int(n_unseen), int(n_all)


def given_back() -> tuple[int, Hours]:
    """Return how many releases are published, and the hours that they give back together."""
    n_releases = db.session.scalar(select(func.count(Release.id)).where(is_published())) or 0
    return n_releases, total_of(gains(is_published()))


def losses() -> list[AreaLoss]:
    """Return what each area costs, the dearest first."""
    mean = func.sum(PaperCut.hours_lost_mean)
    rows: Sequence[Any] = db.session.execute(
        select(
            PaperCut.area_id,
            func.count(PaperCut.id),
            mean,
            func.sum(PaperCut.hours_lost_sd * PaperCut.hours_lost_sd),
            func.max(PaperCut.hours_lost_q10),
            func.max(PaperCut.hours_lost_q90),
        )
        .where(PaperCut.status.in_(WAITING), PaperCut.hours_lost_mean.is_not(None))
        .group_by(PaperCut.area_id)
        .order_by(mean.desc(), PaperCut.area_id)
    ).all()
    areas = {area.id: area for area in db.session.scalars(select(Area))}
    return [AreaLoss(areas.get(area_id or 0), n, of_sums(n, *figures)) for area_id, n, *figures in rows]


def without_losses(area_ids: Collection[int | None]) -> list[AreaLoss]:
    """Return these areas as those in which nothing is lost any more, by name; at most four."""
    found = select(Area).where(Area.id.in_([one for one in area_ids if one])).order_by(Area.name).limit(N_EMPTIED)
    return [AreaLoss(area, 0, NOTHING) for area in db.session.scalars(found)] if area_ids else []


def quotes() -> Sequence[Sighting]:
    """Return the newest sightings with words of a user, at the newest visits."""
    newest = select(Visit.id).order_by(Visit.visited_on.desc(), Visit.id.desc()).limit(VISITS_READ)
    return db.session.scalars(
        select(Sighting)
        .join(Sighting.visit)
        .where(Sighting.visit_id.in_(newest), Sighting.quote != "")
        .order_by(Visit.visited_on.desc(), Sighting.id.desc())
        .options(
            joinedload(Sighting.participant),
            joinedload(Sighting.visit).joinedload(Visit.site),
            joinedload(Sighting.paper_cut),
        )
        .limit(N_QUOTES)
    ).all()


def next_visit(today: date) -> Visit | None:
    """Return the next planned visit."""
    return db.session.scalar(
        select(Visit)
        .where(Visit.status == VisitStatus.PLANNED, Visit.visited_on >= today)
        .order_by(Visit.visited_on, Visit.id)
        .options(
            joinedload(Visit.site),
            selectinload(Visit.participants),
            selectinload(Visit.tasks),
            selectinload(Visit.observers),
        )
        .limit(1)
    )


def under_way(today: date) -> Sequence[Visit]:
    """Return the visits that were begun today and are not written up."""
    return db.session.scalars(
        select(Visit)
        .where(Visit.status == VisitStatus.UNDER_WAY, Visit.visited_on >= today)
        .order_by(Visit.started_at.desc(), Visit.id.desc())
        .options(joinedload(Visit.site))
        .limit(N_UNDER_WAY)
    ).all()
