"""The first steps of a new team, and what one line of capture becomes."""

from typing import Any

from papercuts import queries
from papercuts.domain import formats, ranking
from papercuts.domain.limits import Per, Source
from papercuts.domain.ranking import EffortGiven, HitOccurrence, Inputs, SegmentUse, Timing, VisitCount
from papercuts.web.rendering import setting

PEOPLE, TIMES_A_WEEK = 1_000, 6

# what the example says: five of twelve people at five visits, their seconds, and three hours of work
_EXAMPLE = ranking.estimate(
    Inputs(
        visits=(VisitCount(3, 1), VisitCount(3, 2), VisitCount(2, 1), VisitCount(2, 1), VisitCount(2, 0)),
        timings=tuple(
            Timing(visit, (seconds,)) for visit, seconds in ((1, 14.0), (2, 16.0), (2, 9.0), (3, 12.0), (4, 20.0))
        ),
        occurrences=(HitOccurrence(1, 1),) * 5,
        segments=(SegmentUse("Everyone", 1.0, PEOPLE, Source.CUSTOMER, TIMES_A_WEEK, Per.WEEK, Source.CUSTOMER),),
        effort=EffortGiven(None, 2, 3, 4),
    )
)


def example() -> dict[str, Any]:
    """Return the numbers of the example, computed like those of every paper cut."""
    assert _EXAMPLE is not None  # it was seen, so there is a score
    return {
        "hit": _EXAMPLE.hit_k,
        "watched": _EXAMPLE.watched_n,
        "people": f"{PEOPLE:,}",
        "times": TIMES_A_WEEK,
        "hours": formats.hours(_EXAMPLE.hours_lost_mean),
        "likely": formats.span(_EXAMPLE.hours_lost_q10, _EXAMPLE.hours_lost_q90),
        "effort": formats.number_of(round(_EXAMPLE.effort_hours_mean), "hour"),
    }


def steps() -> dict[str, Any]:
    """Return which of the first steps are done, and which one is next."""
    people, visit = queries.settings.number_of_users(), queries.overview.first_visit()
    done = (bool(setting().product_name and people), visit is not None, queries.overview.n_colleagues() > 1)
    states = ["done" if is_done else "todo" for is_done in done]
    if "todo" in states:
        states[states.index("todo")] = "cur"
    return {"states": states, "people": people, "visit": visit}
