"""What paper cuts cost one site: the same model as the rank, with that site's people and frequencies alone."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import select

from papercuts import evidence
from papercuts.db import chunks, db
from papercuts.domain.ranking import Inputs, SegmentUse
from papercuts.evidence.rows import Pair, read_sightings
from papercuts.evidence.uses import HALF, HEAD_COUNT_LOG_SD, Columns, read_said
from papercuts.models import PaperCut, Segment, Site, Visit, Watch


def load_at(site: Site, cut_ids: Collection[int]) -> dict[int, Inputs]:
    """Return the inputs of each paper cut for a site alone; nothing while its head count is not known.

    How often it hits, how often it happens and how long it takes are those of everybody who was watched. People: half
    the head count, as wherever nobody counted (log-sd .9), but at least those who were seen doing the task there. How
    often: what was said of the site's segment, or of everyone, brought together with what its own people said.
    """
    if not site.head_count:
        return {}
    found = evidence.load(cut_ids)
    tasks = {
        cut_id: task_id
        for ids in chunks(sorted(cut_ids))
        for cut_id, task_id in db.session.execute(select(PaperCut.id, PaperCut.task_id).where(PaperCut.id.in_(ids)))
    }
    uses = _Uses(site, set(tasks.values()), evidence.settings().periods_a_year)
    met = _met(site, cut_ids)
    return {
        cut_id: replace(one.inputs, segments=(uses.of(tasks[cut_id], met[cut_id]),)) for cut_id, one in found.items()
    }


class _Uses:
    """Who does which task how often at one site."""

    def __init__(self, site: Site, task_ids: Collection[int], periods: Mapping[str, float]) -> None:
        self._site, self._periods = site, periods
        self._segment = db.session.get_one(Segment, site.segment_id)
        self._everyone = db.session.scalars(select(Segment.id).where(Segment.is_everyone)).one()
        self._said = read_said(task_ids)
        self._people: dict[int, set[Pair]] = defaultdict(set)
        self._reports: dict[int, list[tuple[float, str]]] = defaultdict(list)
        rows = db.session.execute(
            select(Watch.task_id, Watch.visit_id, Watch.participant_id, Watch.times, Watch.per)
            .join(Visit, Visit.id == Watch.visit_id)
            .where(Visit.site_id == site.id, Visit.product == "", Watch.task_id.in_(task_ids))
            .order_by(Watch.id)
        )
        for task_id, visit_id, person_id, times, per in rows:
            self._people[task_id].add(_who(visit_id, person_id))
            if times and per:
                self._reports[task_id].append((times, per))

    def of(self, task_id: int, met: set[Pair]) -> SegmentUse:
        said: Columns | None = self._said[task_id].get(self._site.segment_id) or self._said[task_id].get(self._everyone)
        reports = tuple(self._reports[task_id])
        return SegmentUse(
            name=self._segment.name,
            weight=1.0,
            people=None,
            people_source=None,
            times=said.times if said else None,
            per=said.per if said else None,
            frequency_source=said.frequency_source if said else None,
            reported_per_year=tuple(times * self._periods[per] for times, per in reports),
            reported_as=reports,
            assumed_people=max((self._site.head_count or 0) * HALF, float(len(self._people[task_id] | met))),
            assumed_people_sigma=HEAD_COUNT_LOG_SD,
        )


def _met(site: Site, cut_ids: Collection[int]) -> dict[int, set[Pair]]:
    met: dict[int, set[Pair]] = defaultdict(set)
    for ids in chunks(sorted(cut_ids)):
        for cut_id, rows in read_sightings(ids).items():
            met[cut_id or 0] |= {_who(*row.pair) for row in rows if row.is_ours and row.site_id == site.id}
    return met


def _who(visit_id: int, person_id: int | None) -> Pair:
    """Return somebody as one person over several visits; nobody in particular is one a visit."""
    return (0, person_id) if person_id is not None else (visit_id, None)
