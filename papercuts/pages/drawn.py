"""Why what counts is not what was seen: what is known of few people is drawn towards what is usual."""

from statistics import fmean

from papercuts.domain import formats, rank_factors
from papercuts.domain.ranking import Estimate, Factor, Inputs
from papercuts.pages.counted import counted


def notes(inputs: Inputs, found: Estimate) -> tuple[str, ...]:
    """Return a sentence for the share who are hit, and one for how often it happens to them, where they differ."""
    by_name = {factor.name: factor for factor in found.factors}
    said = (_hit(inputs, found, by_name["hit rate"]), _occurrences(inputs, by_name["occurrences"]))
    return tuple(filter(None, said))


def _hit(inputs: Inputs, found: Estimate, hit: Factor) -> str:
    """Return how many of how many the people who were hit of those watched count as."""
    k, n = found.hit_k, found.watched_n
    mean, seen = formats.percent(hit.mean), formats.percent(k / n)
    if mean == seen:
        return ""
    told = f"{mean} are hit and not {seen}:"
    prior = formats.percent(inputs.hit_prior[0] / sum(inputs.hit_prior))
    if any(group.is_own for group in found.known.groups):
        return (
            f"{told} segments count by how much they do the task, a rate of their own is drawn towards that of all, and"
            f" that towards {prior}, which is taken before anybody is watched."
        )
    alike = (
        ", for people at one visit are alike" if rank_factors.design_effect(found.known.pooled, inputs.rho) > 1 else ""
    )
    as_many = f"{_three(found.hit_a)} of {_three(found.hit_a + found.hit_b)}"
    return (
        f"{told} with {formats.number_of(n, 'person', 'people')} watched, {k:,} of {n:,} is counted as {as_many}"
        f"{alike}; {prior} is taken before anybody is watched."
    )


def _occurrences(inputs: Inputs, times: Factor) -> str:
    """Return how often those who were hit met it, and what it is drawn towards."""
    if inputs.occurrences_log is not None or not inputs.occurrences:
        return ""
    seen = fmean(hit.occurrences / hit.performed for hit in inputs.occurrences)
    if _two(seen) == _two(times.mean):
        return ""
    n = len(inputs.occurrences)
    who = "the one it hit met it" if n == 1 else f"the {n:,} it hit met it, in the mean,"
    drawn = f", drawn towards 1: {_two(times.typical)}" if _two(times.typical) != _two(seen) else ""
    return (
        f"{_two(times.mean)} times and not {_two(seen)}: {who} {_two(seen)} times each time they did the task"
        f"{drawn}{counted(times.typical, times.mean, _two)}."
    )


def _two(number: float) -> str:
    return formats.significant(number)


def _three(number: float) -> str:
    return formats.significant(number, 3)
