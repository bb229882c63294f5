"""Search: paper cuts by number, title and text, quotes people allowed, visits and sites by name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.numbers import paper_cut_number
from papercuts.domain.text import fold
from papercuts.models import PaperCut, Participant, Sighting, Site, Visit
from papercuts.queries.words import hold_all, wanted_words
from papercuts.shipped import was_fixed

MOST = 50  # of each kind; whoever finds more adds a word
NEWEST = 50_000  # sightings that are looked through: a million texts would take seconds


@dataclass(frozen=True)
class Found:
    """What a search found."""

    cuts: Sequence[PaperCut]
    sightings: Sequence[Sighting]
    visits: Sequence[Visit]
    sites: Sequence[Site]
    once_fixed: Collection[int] = ()  # of those paper cuts, those that people have, or have had, a fix of

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was found."""
        return not (self.cuts or self.sightings or self.visits or self.sites)


def number_of(text: str) -> int | None:
    """Return the paper cut that a text names by its number, `PC-31` or `31`, if there is one."""
    number = paper_cut_number(fold(text))
    return db.session.scalar(select(PaperCut.id).where(PaperCut.id == number)) if number else None


def find(text: str) -> Found:
    """Return what holds all the words. Raises ValueError when the text is too long or cannot be stored."""
    words = wanted_words(text)
    if not words:
        return Found([], [], [], [])
    cuts = _cuts(words)
    return Found(cuts, _sightings(words), _visits(words), _sites(words), _once_fixed(cuts))


def _cuts(words: Sequence[str]) -> Sequence[PaperCut]:
    """Return paper cuts, those that pay back most first."""
    texts = [PaperCut.what_happens, PaperCut.reason, PaperCut.workaround]
    return db.session.scalars(
        select(PaperCut)
        .where(hold_all(words, folded=[PaperCut.title_identity], raw=texts))
        .options(joinedload(PaperCut.area))
        .order_by(PaperCut.payback_q50.is_(None), PaperCut.payback_q50.desc(), PaperCut.id.desc())
        .limit(MOST)
    ).all()


def _once_fixed(cuts: Sequence[PaperCut]) -> Collection[int]:
    ids = [cut.id for cut in cuts]
    return set(db.session.scalars(select(PaperCut.id).where(PaperCut.id.in_(ids), was_fixed())))


def _sightings(words: Sequence[str]) -> Sequence[Sighting]:
    """Return new sightings by what was seen, or by a quote that may be shown: no other may be found out by words."""
    newest = select(func.max(Sighting.id) - NEWEST).scalar_subquery()
    return db.session.scalars(
        select(Sighting)
        .join(Visit, Visit.id == Sighting.visit_id)
        .outerjoin(Participant, Participant.id == Sighting.participant_id)
        .where(
            Sighting.id > newest,
            or_(
                hold_all(words, raw=[Sighting.what_happened]),
                and_(Participant.may_be_quoted, hold_all(words, raw=[Sighting.quote])),
            ),
        )
        .options(
            joinedload(Sighting.visit).joinedload(Visit.site),
            joinedload(Sighting.participant),
            joinedload(Sighting.paper_cut),
        )
        .order_by(Sighting.id.desc())
        .limit(MOST)
    ).all()


def _visits(words: Sequence[str]) -> Sequence[Visit]:
    """Return visits by the name of their site, newest first."""
    return db.session.scalars(
        select(Visit)
        .join(Site, Site.id == Visit.site_id)
        .where(hold_all(words, raw=[Site.name, Site.name_identity]))
        .options(joinedload(Visit.site))
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
        .limit(MOST)
    ).all()


def _sites(words: Sequence[str]) -> Sequence[Site]:
    return db.session.scalars(
        select(Site).where(hold_all(words, raw=[Site.name, Site.name_identity])).order_by(Site.name).limit(MOST)
    ).all()
