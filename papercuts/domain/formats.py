"""Numbers, ranges and dates as people read them: rounded to what is known, never more.

Units: each function says what it takes; `hours`, `significant` and `span` leave the unit to the page.
"""

from collections.abc import Callable
from datetime import date as Date
from decimal import ROUND_HALF_UP, Decimal

_MINUS = "−"
_SMALLEST = Decimal("0.01")
_LARGE = [(Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million")]
_LARGEST = Decimal(10) ** 15
# Not calendar.month_name: that follows the server's locale.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

_CARDINALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def significant(x: float, digits: int = 2) -> str:
    """Return a number with so many significant digits: 0.04, 8, 27, 1,700, 10 million."""
    return _in_words(_to_digits(_exact(x), digits), digits)


def hours(x: float) -> str:
    """Return hours as far as they are ever known: 0.25, 4.2, 39, 735, 1,660."""
    return _in_words(_known(_exact(x)), 2 if abs(x) < 1 else 3)


def known_hours(x: float) -> float:
    """Return the number that `hours` shows, for programs: 735.0, 1660.0."""
    return float(_known(_exact(x)))


def payback(x: float) -> str:
    """Return hours given back a year per engineer-hour, with two digits always: 8.0×, 27×, 280×."""
    return _in_words(_to_digits(_exact(x), 2), 2, keeps_zeros=True) + "×"


def span(lo: float, hi: float, show: Callable[[float], str] = hours, between: str = " to ") -> str:
    """Return a range, `870 to 3,190`; one number when both ends read the same.

    show: how each end is written. between: in tables an en dash.
    Raises ValueError when the ends are the wrong way round.
    """
    if lo > hi:
        raise ValueError("a range needs its lower end first")
    ends = [show(lo), show(hi)]
    return ends[0] if ends[0] == ends[1] else between.join(ends)


def seconds(x: float) -> str:
    """Return a time lost, given in seconds, with its unit: 8.8 s, 14 s, 2.5 min, 3 h."""
    exact = _exact(x)
    if 0 < exact < Decimal("0.05"):
        return "under 0.1 s"
    if exact < 120:
        return _in_words(_to_step(exact, Decimal("0.1") if exact < 10 else Decimal(1)), 3) + " s"
    if exact < 7200:
        return significant(x / 60) + " min"
    return significant(x / 3600) + " h"


def seconds_span(lo: float, hi: float) -> str:
    """Return a range of times lost, given in seconds: 4.5 to 7.5 s, 77 s to 2.2 min."""
    ends = span(lo, hi, seconds).split(" to ")
    first, unit = ends[0].rsplit(" ", 1)
    return " to ".join([first, *ends[1:]]) if ends[1:] and ends[1].endswith(f" {unit}") else " to ".join(ends)


def duration(seconds: float) -> str:
    """Return exactly what was read or typed, in the units that read best: 14 s, 12.5 s, 2 min, 2 min 15 s."""
    if seconds < 120:
        return f"{round(seconds, 2):g} s"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:g} min" + (f" {round(rest, 2):g} s" if round(rest, 2) else "")


def percent(share: float) -> str:
    """Return a share (0–1) in percent; 0 and 100 only when it is exactly that."""
    whole = int(_to_step(_exact(share) * 100, Decimal(1)))
    if whole <= 0 < share:
        return "under 1 %"
    if share < 1 <= whole / 100:
        return "over 99 %"
    return f"{whole} %".replace("-", _MINUS)


def ordinal(n: int) -> str:
    """Return a rank in words up to tenth, then 11th, 22nd, 103rd."""
    if n < 1:
        raise ValueError("ranks start with the first")
    if n <= len(_ORDINALS):
        return _ORDINALS[n - 1]
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n:,}{ending}"


def number_of(n: int, one: str, many: str = "") -> str:
    """Return how many there are: `1 sighting`, `1,204 people`."""
    return f"{f'{n:,}'.replace('-', _MINUS)} {one if n == 1 else many or one + 's'}"


def counted(n: int, one: str, many: str = "") -> str:
    """Return how many there are, in words up to twelve: `no sites`, `one person`, `four people`, `1,204 people`."""
    number, what = number_of(n, one, many).split(" ", 1)
    return f"{_CARDINALS[n] if 0 <= n < len(_CARDINALS) else number} {what}"


def date(d: Date) -> str:
    """Return a day as 12 March 2026."""
    return f"{d.day} {_MONTHS[d.month - 1]} {d.year}"


def weekday(d: Date) -> str:
    """Return the day of the week: Thursday."""
    return _DAYS[d.weekday()]


def short_date(d: Date) -> str:
    """Return a day as 12 Mar, where the year is plain."""
    return f"{d.day} {_MONTHS[d.month - 1][:3]}"


def _exact(x: float) -> Decimal:
    exact = Decimal(str(x))
    if not exact.is_finite():
        raise ValueError("only a finite number can be shown")
    return exact


def _known(exact: Decimal) -> Decimal:
    """Return hours rounded to what is ever known of them."""
    size = abs(exact)
    if size < 1 or size >= 1000:
        return _to_digits(exact, 2 if size < 1 else 3)
    return _to_step(exact, Decimal("0.1") if size < 10 else Decimal(1) if size < 100 else Decimal(5))


def _to_step(exact: Decimal, step: Decimal) -> Decimal:
    """Return the multiple of step nearest to it, halves away from zero (as people round)."""
    return (exact / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _to_digits(exact: Decimal, digits: int) -> Decimal:
    """Return it with so many significant digits; twice, as 9.96 becomes 10.0 and then 10."""
    for _ in range(2):
        if exact:
            exact = exact.quantize(Decimal(1).scaleb(exact.adjusted() - digits + 1), ROUND_HALF_UP)
    return exact


def _in_words(rounded: Decimal, digits: int, keeps_zeros: bool = False) -> str:
    size, sign = abs(rounded), _MINUS if rounded < 0 else ""
    if size < _SMALLEST:
        return "under 0.01" if rounded > 0 else "0"
    if size >= _LARGEST:
        return f"under {_MINUS}1,000 trillion" if sign else "over 1,000 trillion"
    for unit, word in _LARGE:
        if size >= unit:
            return f"{sign}{_plain(_to_digits(size / unit, digits), keeps_zeros)} {word}"
    return sign + _plain(size, keeps_zeros)


def _plain(size: Decimal, keeps_zeros: bool) -> str:
    text = f"{size:,f}"
    return text if keeps_zeros or "." not in text else text.rstrip("0").rstrip(".")
