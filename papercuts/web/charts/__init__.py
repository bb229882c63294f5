"""The geometry of charts: values in, ready numbers for SVG attributes out; templates do no arithmetic.

Pure: no database, no clock. Lengths are in the units of each picture's viewBox, which are about pixels.
"""

from papercuts.web.charts.bars import Release, release_bars
from papercuts.web.charts.marks import ago, meter, seen, strip
from papercuts.web.charts.matrix import Point, matrix
from papercuts.web.charts.scales import axis, scale_top
from papercuts.web.charts.seconds import seconds_by_site

__all__ = [
    "Point",
    "Release",
    "ago",
    "axis",
    "matrix",
    "meter",
    "release_bars",
    "scale_top",
    "seconds_by_site",
    "seen",
    "strip",
]
