"""Estimates that are like a plain one but for what a test is about."""

from dataclasses import replace
from typing import Any

from papercuts.domain.ranking import EffortGiven, Estimate, Inputs, SegmentUse, VisitCount, estimate

USE = SegmentUse("Firms", 1.0, 400, "telemetry", 3.0, "day", "telemetry")
PLAIN = Inputs(visits=(VisitCount(5, 2),), timings=(), occurrences=(), segments=(USE,), effort=EffortGiven("S"))


def estimated(**changed: Any) -> Estimate:
    """Return what a paper cut costs that is like the plain one but for this."""
    found = estimate(replace(PLAIN, **changed))
    assert found is not None
    return found
