"""Known before? Which paper cuts a text may be about: a few, with reasons, for a person who decides.

Candidates are those most seen at the task, whose sightings are read too, and those whose titles the index finds.
Merged and declined ones are left out, and what somebody said is not the same.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.limits import Status
from papercuts.domain.matching import OFFERED, Candidate, Known, Match
from papercuts.models import PaperCut, Sighting
from papercuts.queries import not_the_same
from papercuts.queries.title_index import alike

AT_HAND_MOST = 100  # of a task, those seen most
OF_TASKS_MOST = 300  # of the tasks of a visit
SEARCHED_MOST = 30  # sightings of one page that the whole list is searched for; matching one searches for it anyway
SIGHTINGS_READ = 500

LIVE = PaperCut.status.not_in((Status.MERGED, Status.DECLINED))


@dataclass(frozen=True)
class Guess:
    """A paper cut that a text may be about, and why."""

    cut: PaperCut
    match: Match


def to_text(
    text: str,
    task_id: int | None = None,
    area_id: int | None = None,
    *,
    limit: int = OFFERED,
    left_out: Collection[int] = (),
    with_faint: bool = False,
) -> list[Guess]:
    """Return the likeliest paper cuts, best first.

    left_out: their ids; with_faint: also what may be chance, for who looks through a list.
    """
    found = alike(db.session.connection(), text)
    known = Known([*_candidates(PaperCut.id.in_(found)), *_at_hand([task_id], AT_HAND_MOST, found)])
    matches = known.likest(text, task_id, area_id, limit, left_out=left_out, with_faint=with_faint)
    return _with_cuts({0: matches})[0]


def to_cut(cut: PaperCut) -> list[Guess]:
    """Return up to five paper cuts that may be the same as this one."""
    left_out = not_the_same.of_cut(cut.id) | {cut.id}
    return to_text(cut.title, cut.task_id, cut.area_id, left_out=left_out)


def to_sighting(sighting: Sighting, *, without: int | None = None) -> list[Guess]:
    """Return up to five paper cuts that a sighting may be. without: one that was turned down just now.

    The sighting comes with its task.
    """
    left_out = not_the_same.of_sightings([sighting.id]).get(sighting.id, set()) | {without or 0}
    task = sighting.task
    return to_text(sighting.what_happened, task.id, task.area_id, left_out=left_out, with_faint=True)


def best_of_each(sightings: Collection[Sighting]) -> dict[int, Guess]:
    """Return the best guess for each sighting that has one, by the sighting's id. They come with their tasks."""
    left_out = not_the_same.of_sightings([sighting.id for sighting in sightings])
    known = Known(_at_hand({sighting.task_id for sighting in sightings}, OF_TASKS_MOST)) if sightings else Known([])
    best = {
        one.id: known.likest(one.what_happened, one.task_id, one.task.area_id, 1, left_out=left_out.get(one.id, ()))
        for one in sightings
    }
    elsewhere = [one for one in sightings if not best[one.id]][:SEARCHED_MOST]
    guesses = _with_cuts(best)
    for one in elsewhere:
        guesses[one.id] = to_text(
            one.what_happened, one.task_id, one.task.area_id, limit=1, left_out=left_out.get(one.id, ())
        )
    return {sighting_id: found[0] for sighting_id, found in guesses.items() if found}


def _at_hand(task_ids: Iterable[int | None], most: int, without: Collection[int] = ()) -> list[Candidate]:
    wanted = [task_id for task_id in task_ids if task_id is not None]
    return _candidates(PaperCut.task_id.in_(wanted), PaperCut.id.not_in(without), limit=most) if wanted else []


def _candidates(*conditions: ColumnElement[bool], limit: int | None = None) -> list[Candidate]:
    """Return live paper cuts with the words of their newest sightings, those seen most first."""
    columns = select(PaperCut.id, PaperCut.title, PaperCut.task_id, PaperCut.area_id, PaperCut.n_sightings)
    wanted = columns.where(LIVE, *conditions).order_by(PaperCut.n_sightings.desc(), PaperCut.id).limit(limit)
    rows = db.session.execute(wanted).all()
    seen = _what_was_seen([row.id for row in rows])
    return [Candidate(*row, words=" ".join(seen[row.id])) for row in rows]


def _what_was_seen(cut_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the words of the newest sightings of each paper cut."""
    rows = db.session.execute(
        select(Sighting.paper_cut_id, Sighting.what_happened)
        .where(Sighting.paper_cut_id.in_(cut_ids))
        .order_by(Sighting.id.desc())
        .limit(SIGHTINGS_READ)
    )
    seen: dict[int, list[str]] = defaultdict(list)
    for cut_id, text in rows:
        if cut_id is not None:
            seen[cut_id].append(text)
    return seen


def _with_cuts(matches: Mapping[int, Sequence[Match]]) -> dict[int, list[Guess]]:
    numbers = {match.number for found in matches.values() for match in found}
    rows = select(PaperCut).where(PaperCut.id.in_(numbers)).options(joinedload(PaperCut.area))
    cuts = {cut.id: cut for cut in db.session.scalars(rows)}
    return {
        key: [Guess(cuts[match.number], match) for match in found if match.number in cuts]
        for key, found in matches.items()
    }
