"""Bars of the hours that releases give back."""

from collections.abc import Sequence

from papercuts.domain import formats
from papercuts.pages import charts
from papercuts.pages.charts.bars import ReleaseBars
from papercuts.queries.releases import Listed


def release_bars(listed: Sequence[Listed], is_this: int) -> ReleaseBars:
    """Return a bar for each release, oldest first as given. is_this: the release talked about."""
    return charts.release_bars(
        [
            charts.Release(
                one.release.version,
                formats.short_date(one.release.released_on),
                one.hours.mean,
                one.hours.q10,
                one.hours.q90,
                is_this=one.release.id == is_this,
            )
            for one in listed
        ]
    )
