"""The interval of task times by themselves, against published values."""

import math

import pytest

from papercuts.domain.task_times import geometric_mean_interval


def test_the_interval_of_task_times_is_the_published_one() -> None:
    """Sauro (2006), Graph and calculator for confidence intervals for task times: 68 s (46, 101)."""
    limits = geometric_mean_interval([55, 65, 75, 62, 45, 135], 0.95)

    assert [round(seconds) for seconds in limits] == [46, 68, 101]


@pytest.mark.parametrize(
    ("seconds", "share"), [([7], 0.8), ([7, 0], 0.8), ([7, math.nan], 0.8), ([7, math.inf], 0.8), ([7, 8], 1)]
)
def test_what_has_no_interval_is_refused(seconds: list[float], share: float) -> None:
    with pytest.raises(ValueError, match=r"two times at least|between 0 and 1"):
        geometric_mean_interval(seconds, share)
