"""What it has come to since the team began: hours lost and given back, what they are worth, and how much was done."""

from dataclasses import dataclass

from flask import url_for

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.measured import Sums
from papercuts.domain.totals import Hours
from papercuts.domain.waiting import worth
from papercuts.models import Setting
from papercuts.pages.totals_rows import NAMES, What
from papercuts.queries.given_back import total_of
from papercuts.shipped import is_published


@dataclass(frozen=True)
class Figure:
    """A number with its range, what it counts, and where that is."""

    name: str
    number: str
    unit: str
    likely: str  # its range; empty: it is counted
    worth: str  # in money, with its range; empty: no cost is set, or these are no hours
    of_what: str
    href: str


@dataclass(frozen=True)
class Totals:
    """The part as it is shown."""

    hours: tuple[Figure, ...]
    counts: tuple[Figure, ...]
    has_cost: bool
    cost: str  # "40 EUR"


def shown(setting: Setting) -> Totals:
    """Return the totals."""
    n_lost, lost = queries.lifetime.lost()
    gains = queries.given_back.gains(is_published())
    holding = [gain for gain in gains if gain.is_holding]
    verified = Sums(tuple(queries.realised.of_fixes([gain.fix_id for gain in holding]).values()))
    of_lost = formats.number_of(n_lost, "open or claimed paper cut")
    of_all = f"{len(holding):,} of {formats.number_of(len(gains), 'fix', 'fixes')} still hold"
    looked = (
        f"{formats.number_of(len(verified.measured), 'fix', 'fixes')} looked at again of {len(holding):,} that hold"
    )
    hours = (
        _hours(What.LOST, lost, of_lost, setting),
        _hours(What.PREDICTED, total_of(gains), of_all, setting),
        _hours(What.VERIFIED, verified.given, looked, setting),
    )
    cost = _money(setting.hour_cost, setting) if setting.hour_cost else ""
    return Totals(hours, _counts(), bool(cost), cost)


def _hours(what: What, hours: Hours, of_what: str, setting: Setting) -> Figure:
    money = worth(hours, setting.hour_cost) if setting.hour_cost and hours.mean > 0 else None
    return Figure(
        name=NAMES[what],
        number=formats.hours(hours.mean),
        unit="hours a year",
        likely=formats.span(hours.q10, hours.q90) if hours.sd > 0 else "",
        worth=f"{_money(money.mean, setting)} a year, likely {_money_span(money, setting)}" if money else "",
        of_what=of_what,
        href=_rows(what),
    )


def _counts() -> tuple[Figure, ...]:
    n = queries.lifetime.counts()
    told = (
        ("Paper cuts", n.paper_cuts, url_for("paper_cuts.index", status="all")),
        (NAMES[What.FIXED], n.fixed, _rows(What.FIXED)),
        ("Verified", n.verified, url_for("paper_cuts.index", status="verified")),
        ("Declined", n.declined, url_for("paper_cuts.index", status="declined")),
        ("Visits with users", n.visits, url_for("visits.index")),
        (NAMES[What.PEOPLE], n.people, _rows(What.PEOPLE)),
    )
    return tuple(Figure(name, f"{number:,}", "", "", "", "", href) for name, number, href in told)


def _rows(what: What) -> str:
    return url_for("totals.show", what=what.value)


def _money(amount: float, setting: Setting) -> str:
    return f"{formats.significant(amount, 3)} {setting.currency}"


def _money_span(money: Hours, setting: Setting) -> str:
    return f"{formats.span(money.q10, money.q90, lambda x: formats.significant(x, 3))} {setting.currency}"
