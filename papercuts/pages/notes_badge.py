"""The badge for a README: how many paper cuts are fixed, and what that gives back."""

from dataclasses import dataclass

from flask import render_template

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.totals import Hours
from papercuts.pages.charts.scales import text_width
from papercuts.pages.notes_addresses import of_all, of_badge
from papercuts.pages.notes_words import hours_a_year, likely

NAME = "paper cuts"
_PAD = 8
_SHARE = 11 / 12  # the badge's letters have 11 pixels, those that are measured 12


@dataclass(frozen=True, slots=True)
class Part:
    """One half of the badge; pixels."""

    text: str
    x: float
    width: float

    @property
    def middle(self) -> float:
        """Return where its words are centred."""
        return self.x + self.width / 2

    @property
    def length(self) -> float:
        """Return how wide its words are drawn, whatever letters the reader has."""
        return self.width - 2 * _PAD


def as_svg() -> str:
    """Return the badge: "n fixed, h hours a year given back"; the range stands in its title."""
    n_fixes, hours = queries.notes.in_all()
    name = _part(NAME, 0)
    return render_template(
        "notes/badge.svg", title=words(n_fixes, hours), parts=(name, _part(_short(n_fixes, hours), name.width))
    )


def snippet() -> str:
    """Return the badge as a README in Markdown shows it, leading to the notes."""
    return f"[![Paper cuts fixed, and the hours a year that gives back]({of_badge()})]({of_all()})"


def words(n_fixes: int, hours: Hours) -> str:
    """Return what the published releases give back: "23 paper cuts fixed, 3,100 hours a year given back, likely …"."""
    fixed = f"{formats.number_of(n_fixes, 'paper cut')} fixed"
    if hours.mean <= 0:
        return fixed
    return f"{fixed}, {hours_a_year(hours)} given back, {likely(hours)}"


def _short(n_fixes: int, hours: Hours) -> str:
    return f"{n_fixes:,} fixed" + (f", {hours_a_year(hours)} given back" if hours.mean > 0 else "")


def _part(text: str, x: float) -> Part:
    return Part(text, x, round(text_width(text) * _SHARE + 2 * _PAD))
