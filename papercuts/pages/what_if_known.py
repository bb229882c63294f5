"""What the numbers of a paper cut are before anybody tries others, how they are known and what they count as."""

from collections.abc import Sequence

from papercuts.domain import formats
from papercuts.domain.ranking import Estimate, Inputs
from papercuts.domain.what_if import Today
from papercuts.pages.counted import counted

VARIOUS = "each known in its own way"
AS_POINTS = "other hours count as the least, the likely and the most"


def people_source(inputs: Inputs) -> str:
    """Return how the number of people is known."""
    return _source(
        ["assumed" if one.people is None else one.people_source or "nobody said how" for one in inputs.segments]
    )


def frequency_source(inputs: Inputs) -> str:
    """Return how it is known how often."""
    sources = []
    for one in inputs.segments:
        given = "" if one.times is None else one.frequency_source or "nobody said how"
        said = "said at visits" if any(one.reported_per_year) else ""
        sources.append(" and ".join(filter(None, [given, said])) or "assumed")
    return _source(sources)


def _source(sources: Sequence[str]) -> str:
    known = list(dict.fromkeys(sources)) or ["assumed"]
    return known[0] if len(known) == 1 else VARIOUS


def as_it_is(source: str) -> str:
    """Return the choice that changes no source."""
    return "as it is" if source == VARIOUS else f"as it is ({source})"


def known(inputs: Inputs, today: Today, found: Estimate | None) -> dict[str, str]:
    """Return what the numbers are, how they are known and what they count as, by part of the form.

    found: what they lead to; none where that has no score. The sum of the page holds the means of uncertain numbers.
    """
    mean = {factor.name: factor.mean for factor in found.factors} if found else {}
    n_segments = len(inputs.segments)
    over = f" in {n_segments:,} segments" if n_segments > 1 else ""
    n_stated = sum(not timing.stopwatch_seconds for timing in inputs.timings)
    timed = [f"{n:,} {how}" for n, how in ((today.timed, "timed"), (n_stated, "estimated")) if n]
    visits = formats.number_of(len(inputs.visits), "visit")
    return {
        "people": f"{_three(today.people)}{over}, {people_source(inputs)}{counted(today.people, mean.get('people'))}",
        "frequency": f"{_three(today.times_a_year)} times a year, {frequency_source(inputs)}"
        f"{counted(today.times_a_year, mean.get('frequency'))}",
        "hit": f"{today.hit:,} of {today.watched:,}, at {visits}",
        "seconds": f"typically {formats.seconds(today.seconds)}, {' and '.join(timed) or 'assumed'}"
        f"{counted(today.seconds, mean.get('seconds'), formats.seconds)}",
        "occurrences": f"{formats.significant(today.occurrences)}"
        f"{'' if inputs.occurrences or inputs.occurrences_log else ', assumed'}"
        f"{counted(today.occurrences, mean.get('occurrences'), formats.significant)}",
        "effort": _effort_known(inputs),
    }


def _three(number: float) -> str:
    return formats.significant(number, 3)


def _effort_known(inputs: Inputs) -> str:
    effort = inputs.effort
    if effort is None:
        return f"assumed, about size M; {AS_POINTS}"
    return (
        f"size {effort.size}; {AS_POINTS}"
        if effort.size
        else f"{effort.low:g}, {effort.likely:g} and {effort.high:g} h"
    )
