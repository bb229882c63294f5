"""The weekly summary: what was seen, fixed, verified and told, as a page and as a text to paste."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.public_names import names_in
from papercuts.domain.weekly import monday_of
from papercuts.pages import learning_flow
from papercuts.pages.weekly_parts import Part, Writer
from papercuts.web.clock import today
from papercuts.web.rendering import setting

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """A week as the address names it, and its neighbours."""

    monday: date

    @property
    def sunday(self) -> date:
        """Return its last day."""
        return self.monday + timedelta(days=6)

    @property
    def key(self) -> str:
        """Return it as addresses write it: 2026-W46."""
        return learning_flow.week_key(self.monday)

    @property
    def previous(self) -> str:
        """Return the week before."""
        return learning_flow.week_key(self.monday - A_WEEK)

    @property
    def next(self) -> str:
        """Return the week after; nothing when it has not begun."""
        after = self.monday + A_WEEK
        return learning_flow.week_key(after) if after <= today(setting()) else ""

    @property
    def title(self) -> str:
        """Return it in words: Week 46, 9 to 15 November 2026."""
        first, last = formats.date(self.monday), formats.date(self.sunday)
        for end in (f" {_month(self.sunday)} {self.sunday.year}", f" {self.sunday.year}"):
            if first.endswith(end):
                first = first.removesuffix(end)
                break
        return f"Week {self.monday.isocalendar().week}, {first} to {last}"


def week_of(asked: str) -> Week:
    """Return the week that an address asks for, or the last one that is over; 400 for what is none."""
    if not asked:
        day = today(setting())
        return Week(day - timedelta(days=day.weekday()) - A_WEEK)
    try:
        return Week(monday_of(asked))
    except ValueError:
        abort(400, "The address asks for something we do not know. Go back and try again.")


@dataclass(frozen=True)
class Summary:
    """A summary for the team, or with public aliases for everybody else."""

    week: Week
    is_public: bool
    parts: tuple[Part, ...]
    n_left_out: int  # lines that name a customer or a person, where nobody may be named

    @property
    def text(self) -> str:
        """Return it ready to paste."""
        product = setting().product_name
        lines = [f"{self.week.title}{f': {product}' if product else ''}"]
        for part in self.parts:
            lines.append(f"{part.name}: {part.text}")
            lines += [f"- {line.text}" for line in part.lines]
            lines += [f"- and {part.n_more} more"] if part.n_more else []
        return "\n".join(lines) + "\n"


def summary(week: Week, *, is_public: bool) -> Summary:
    """Return what happened in a week. is_public: without names of customers, numbers and what only the team reads."""
    parts = tuple(Writer(week.monday, week.sunday, is_public=is_public).parts())
    if not is_public:
        return Summary(week, False, parts, 0)
    names = queries.public_names.known()
    kept = tuple(part for part in (_without(part, names) for part in parts) if part)
    n_lines = sum(len(part.lines) + 1 for part in parts)
    return Summary(week, True, kept, n_lines - sum(len(part.lines) + 1 for part in kept))


def _without(part: Part, names: Sequence[str]) -> Part | None:
    """Return a part without the lines that name somebody; nothing when its heading does."""
    if names_in([part.text], names):
        return None
    lines = tuple(line for line in part.lines if not names_in([line.text], names))
    return Part(part.name, part.text, lines, part.n_more)


def _month(day: date) -> str:
    return formats.date(day).split(" ")[1]
