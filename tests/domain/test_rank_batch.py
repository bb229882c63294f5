"""Very many scores at once are the scores one by one."""

from dataclasses import asdict, replace
from math import log
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papercuts.domain import rank_batch, rank_known, ranking
from papercuts.domain.comparison import differences_in
from papercuts.domain.rank_inputs import Inputs, VisitCount
from tests.domain.test_ranking import inputs_that_rank, segments

named = st.lists(st.tuples(segments, st.sampled_from("ABC")), min_size=1, max_size=3, unique_by=lambda pair: pair[1])
visits = st.lists(
    st.integers(1, 6).flatmap(
        lambda watched: st.builds(VisitCount, st.just(watched), st.integers(0, watched), st.sampled_from("ABCD"))
    ),
    min_size=1,
    max_size=8,
).filter(lambda counts: any(count.hit for count in counts))


@st.composite
def worlds(draw: st.DrawFn) -> Inputs:
    """Several segments, of which some were watched enough to have a hit rate of their own."""
    chosen = [replace(segment, name=name) for segment, name in draw(named)]
    if draw(st.booleans()):
        chosen[0] = replace(chosen[0], people=0.0)
    return replace(
        draw(inputs_that_rank),
        segments=tuple(chosen),
        visits=tuple(draw(visits)),
        share_removed=draw(st.sampled_from([0.0, 0.3, 1.0])),
        hit_prior=(0.6, 2.4),
        rho=0.35,
    )


@settings(max_examples=40)
@given(st.lists(worlds(), min_size=1, max_size=4))
def test_the_batch_is_one_by_one(many: list[Inputs]) -> None:
    kept = [rank_known.known(inputs) for inputs in many]

    found = rank_batch.scores([known.packed() for known in kept], (0.6, 2.4), 0.35)

    for i, (known, inputs) in enumerate(zip(kept, many, strict=True)):
        columns = {name: values[i] for name, values in found.items()}
        expected = asdict(ranking.scores(known, (0.6, 2.4), 0.35))
        assert {name for name in columns if columns[name] is None} == {
            name for name in expected if expected[name] is None
        }
        assert known_of(columns) == pytest.approx(known_of(expected), rel=1e-7)
        whole = ranking.estimate(inputs)
        assert whole
        assert expected.items() <= vars(whole).items()


@settings(max_examples=40)
@given(worlds(), st.sampled_from([0.0, 1.0, 2.5]))
def test_the_weight_is_read_from_what_is_kept(inputs: Inputs, weight: float) -> None:
    first, *others = inputs.segments
    inputs = replace(inputs, segments=(replace(first, weight=weight), *others))

    found = rank_known.weight_of(rank_known.known(inputs).packed(), inputs.hit_prior, inputs.rho)

    whole = ranking.estimate(inputs)
    assert whole
    assert found == pytest.approx(whole.weight, rel=1e-9)


def known_of(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if value is not None}


@settings(max_examples=30)
@given(st.lists(worlds(), min_size=1, max_size=4))
def test_the_middle_of_a_list_is_that_of_its_paper_cuts_one_by_one(many: list[Inputs]) -> None:
    """Held against itself, a list of one differs in nothing; of several, by the median of the logarithms."""
    found = rank_batch.middles([rank_known.known(inputs).packed() for inputs in many], (0.6, 2.4), 0.35)
    estimates = [ranking.estimate(inputs) for inputs in many]

    for name in ("hit rate", "occurrences", "seconds", "effort", "weight"):
        logs = [log(values_of(one)[name]) for one in estimates if one]
        assert found[name] == pytest.approx(median(logs), rel=1e-7, abs=1e-9)
    if len(many) == 1 and estimates[0]:
        assert differences_in(estimates[0], found) == []


def values_of(found: ranking.Estimate) -> dict[str, float]:
    """The means of its factors, and its weight."""
    return {factor.name: factor.mean for factor in found.factors} | {"weight": found.weight}
