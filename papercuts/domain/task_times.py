"""How far a few task times can be trusted by themselves, where nothing is known before them.

The rank uses `rank_factors.times_known`, which draws times towards what was expected: two of them alone say nothing.
"""

import math
from collections.abc import Sequence
from statistics import fmean, stdev

from papercuts.domain.distributions import student_reach


def geometric_mean_interval(seconds: Sequence[float], share: float = 0.8) -> tuple[float, float, float]:
    """Return low, geometric mean and high: the typical time lies between them with this confidence (0–1).

    seconds: one time a person, in any unit of time. The interval is Student's, of the mean of the logarithms.
    Raises ValueError for fewer than two times, one that is not above 0, and a share that is not between 0 and 1.
    Source: Sauro and Lewis (2010), Average task times in usability tests: what to report?
    """
    if len(seconds) < 2 or not all(0 < time < math.inf for time in seconds):
        raise ValueError("an interval takes two times at least, each above 0")
    if not 0 < share < 1:
        raise ValueError("a confidence lies between 0 and 1")
    logs = [math.log(time) for time in seconds]
    reach = student_reach(len(logs) - 1, share) * stdev(logs) / math.sqrt(len(logs))
    return math.exp(fmean(logs) - reach), math.exp(fmean(logs)), math.exp(fmean(logs) + reach)
