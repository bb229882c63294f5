"""The limits of many kinds of inputs are those of a simulation."""

from random import Random

import numpy

from bench import limits


def test_limits_are_within_three_percent_of_draws() -> None:
    chance, draws = Random(7), numpy.random.default_rng(7)
    some = [limits.some_inputs(chance) for _ in range(25)]

    assert max(limits.error(inputs, draws, 200_000) for inputs in some) < 0.03
    assert {len(inputs.segments) for inputs in some} == {1, 2, 3}
