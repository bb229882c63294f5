"""What size S really means here, and how far estimates were off."""

from collections.abc import Iterator
from typing import Any

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.estimating import ENOUGH, Meaning, bias, meanings
from papercuts.domain.limits import Size
from papercuts.domain.sheets import Value
from papercuts.pages.charts.by_size import by_size
from papercuts.pages.needs import together
from papercuts.queries.estimates import Done
from papercuts.web.rendering import setting

COLUMNS = ("release", "released_on", "paper_cut", "title", "size", "estimated_hours", "actual_hours")
LISTED = 50  # fixes in the table on the page; the file has all
HONEST = 1.25  # a median within a quarter of what was meant is called honest


def shown() -> dict[str, Any]:
    """Return what the section shows; over all fixes, for there are few of each size."""
    done = queries.estimates.done()
    found = meanings(_by_size(done))
    return {
        "found": found,
        "done": done[:LISTED],
        "n_done": len(done),
        "chart": by_size(found, _label(found)) if found else None,
        "sentence": _sentence(found),
        "off": _off(done, bool(_sentence(found))),
        "n_fixes": queries.estimates.n_fixes(),
        "kept": setting().size_hours,
        "missing": max(ENOUGH - len(done), 0),
    }


def learnt(size: Size) -> tuple[float, float] | None:
    """Return the hours that a size has really meant (10 % and 90 %); none of too few fixes."""
    found = [one for one in meanings(_by_size(queries.estimates.done())) if one.size == size]
    return found[0].hours if found and found[0].is_enough else None


def rows() -> Iterator[tuple[Value, ...]]:
    """Return the rows of the file: one a fix whose hours were noted."""
    for one in queries.estimates.done():
        size = one.effort.size if one.effort else None
        yield (
            one.version,
            one.released_on.isoformat(),
            f"PC-{one.paper_cut_id}",
            one.title,
            size,
            one.estimated_hours,
            one.actual_hours,
        )


def _by_size(done: list[Done]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for one in done:
        if one.effort and one.effort.size:
            found.setdefault(one.effort.size, []).append(one.actual_hours)
    return found


def _sentence(found: list[Meaning]) -> str:
    """Return what each size with enough fixes took: "S was meant as 8 hours and took 4, from 2 to 7. XS is honest."."""
    enough = [one for one in found if one.is_enough]
    honest = [one.size for one in enough if 1 / HONEST <= one.median / one.meant_typical <= HONEST]
    others = [
        f"{one.size} was meant as {formats.hours(one.meant_typical)} hours and took {formats.hours(one.median)}, "
        f"from {formats.span(one.actual[0], one.actual[-1])}."
        for one in enough
        if one.size not in honest
    ]
    if honest:
        others.append(f"{together(honest)} {'is' if len(honest) == 1 else 'are'} honest.")
    return " ".join(others)


def _off(done: list[Done], has_more: bool) -> str:
    """Return by what factor fixes took longer than estimated, of whatever size; nothing of too few."""
    pairs = [(one.actual_hours, one.estimated_hours) for one in done if one.estimated_hours]
    off = bias(pairs) if len(pairs) >= ENOUGH else None
    if off is None:
        return ""
    likely = formats.span(off.low, off.high, formats.significant)
    chance = "; that may be chance" if off.may_be_none else ""
    begin = "All in all" if has_more else "So far"
    return f"{begin}, fixes took {formats.significant(off.factor)} times what was estimated, likely {likely}{chance}."


def _label(found: list[Meaning]) -> str:
    each = (f"{one.size} meant {formats.hours(one.meant_typical)}, median {formats.hours(one.median)}" for one in found)
    return f"Actual hours by estimated size: {'; '.join(each)}"
