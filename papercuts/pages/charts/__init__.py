"""The geometry of charts: values in, ready numbers for SVG attributes out; templates do no arithmetic.

Pure: no database, no clock. Lengths are in the units of each picture's viewBox, which are about pixels.
"""

from papercuts.pages.charts.bars import Release, release_bars
from papercuts.pages.charts.marks import METER_WIDTH, ago, meter, seen, strip
from papercuts.pages.charts.matrix import Matrix, Point, matrix
from papercuts.pages.charts.multiples import multiples
from papercuts.pages.charts.plan_bar import plan_compared, plan_filled
from papercuts.pages.charts.ranked_bars import Ranked, ranked_bars
from papercuts.pages.charts.scales import axis, scale_top
from papercuts.pages.charts.seconds import seconds_by_site
from papercuts.pages.charts.slots import slots

__all__ = [
    "METER_WIDTH",
    "Matrix",
    "Point",
    "Ranked",
    "Release",
    "ago",
    "axis",
    "matrix",
    "meter",
    "multiples",
    "plan_compared",
    "plan_filled",
    "ranked_bars",
    "release_bars",
    "scale_top",
    "seconds_by_site",
    "seen",
    "slots",
    "strip",
]
