"""The tally of a visit: known paper cuts to be counted with one tap, and the copy that a phone takes along."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from papercuts import queries
from papercuts.models import PaperCut, Task, Visit
from papercuts.queries.tally import Seen
from papercuts.web.clock import utc_now

SHOWN = 6  # before "more known"

Key = tuple[int | None, int]  # a participant, or nobody in particular, and a paper cut


@dataclass(frozen=True)
class Row:
    """A known paper cut, and how often this person has met it at this visit."""

    cut: PaperCut
    n: int

    @property
    def words(self) -> str:
        """Return how likely it is, in words."""
        if self.cut.watched_n:
            return f"hit by {self.cut.hit_k:,} of {self.cut.watched_n:,}"
        n = self.cut.n_sightings
        return "not seen yet" if not n else f"{n:,} sighting{'' if n == 1 else 's'} elsewhere"


@dataclass(frozen=True)
class TaskTally:
    """The known paper cuts of one task, likeliest first."""

    task: Task
    is_watched: bool
    rows: Sequence[Row]

    @property
    def first(self) -> Sequence[Row]:
        """Return those that are seen at once."""
        return self.rows[:SHOWN]

    @property
    def more(self) -> Sequence[Row]:
        """Return those that are folded away."""
        return self.rows[SHOWN:]


@dataclass(frozen=True)
class Tally:
    """Everything that can be counted at a visit, and the copy of it for the phone."""

    tasks: Sequence[TaskTally]
    watches: Mapping[tuple[int | None, int], int]  # how often each task was done, by participant and task
    copy: Mapping[str, Any]

    def performed(self, person: int | None, task: Task | None) -> int:
        """Return how often a person has done a task at this visit, as far as that was noted; or once."""
        return self.watches.get((person, task.id), 1) if task else 1


def tally(visit: Visit, *, person: int | None, task: int | None, codes: Mapping[str, int]) -> Tally:
    """Return what is known of every task of a visit, counted for one person; `task` is the one that is watched.

    codes: the people of the site by code, for the copy.
    """
    tasks = queries.tally.tasks_at(visit, also=[task] if task else [])
    known = queries.tally.known_of([one.id for one in tasks])
    seen = queries.tally.seen_at(visit.id, g.user)
    counted = _counted(seen)
    shown = [
        TaskTally(one, one.id == task, [Row(cut, counted[person, cut.id]) for cut in known.get(one.id, ())])
        for one in tasks
    ]
    watches = queries.tally.performed_at(visit.id)
    copy = _copy(visit, tasks, seen, codes) | {"watches": [[*pair, n] for pair, n in watches.items()]}
    return Tally(shown, watches, copy)


def _counted(seen: Sequence[Seen]) -> Counter[Key]:
    counted: Counter[Key] = Counter()
    for one in seen:
        if one.paper_cut_id is not None:
            counted[one.participant_id, one.paper_cut_id] += one.occurrences
    return counted


def _copy(visit: Visit, tasks: Sequence[Task], seen: Sequence[Seen], codes: Mapping[str, int]) -> dict[str, Any]:
    """Return what the page knows without the network, for `static/modules/counted.js` and `known.js`.

    seen: [participant, paper cut, how often] at this visit; mine: [id, participant, paper cut, occurrences] of one's
    own sightings, the last one last; uids: of all sightings that are counted in it. Beside it, `tally` puts watches:
    [participant, task, how often it was done].
    """
    cuts = queries.tally.copied([task.id for task in tasks])
    words = queries.tally.words_of([cut.id for cut in cuts])
    return {
        "madeAt": f"{utc_now():%Y-%m-%dT%H:%M:%SZ}",
        "visit": visit.id,
        "people": dict(codes),
        "areas": {task.id: task.area_id for task in tasks},
        "cuts": [
            {
                "number": cut.id,
                "title": cut.title,
                "task": cut.task_id,
                "area": cut.area_id,
                "status": cut.status.value,
                "sightings": cut.n_sightings,
                "sites": cut.n_sites,
                "words": words.get(cut.id, ""),
            }
            for cut in cuts
        ],
        "seen": [[person, cut, n] for (person, cut), n in _counted(seen).items()],
        "mine": [
            [str(one.uid), one.participant_id, one.paper_cut_id, one.occurrences]
            for one in seen
            if one.is_own and one.paper_cut_id is not None
        ],
        "uids": [str(one.uid) for one in seen],
    }
