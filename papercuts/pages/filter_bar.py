"""The filter bar above lists of paper cuts: what can be chosen, what is, and the address of every change."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from papercuts.domain import formats
from papercuts.domain.limits import COUNT_MOST, Status
from papercuts.forms.paper_cuts import sizes
from papercuts.queries.choices import Choices
from papercuts.queries.listed import Wanted

Options = tuple[tuple[str, str], ...]  # value and words

ORDERS: Options = (
    ("payback", "By payback"),
    ("cautious", "By payback, cautiously"),
    ("hours", "By hours lost a year"),
    ("effort", "By effort"),
    ("hit", "By people hit"),
)

ALWAYS = ("area", "effort", "seen", "owner")  # the others come with "More filters", or when they are set
VIEWS: Options = (
    ("", "Quick wins and others"),
    ("quick-wins", "Quick wins"),
    ("unchecked", "Unchecked, worth asking"),
    ("contested", "Contested"),
)
STATUSES: Options = (
    ("", "Open or claimed"),
    *((status.value, status.value.capitalize()) for status in Status),
    ("all", "Any status"),
)


@dataclass(frozen=True)
class Select:
    """One select; groups: a title (or none) with its options."""

    name: str
    label: str
    groups: tuple[tuple[str, Options], ...]
    value: str


@dataclass(frozen=True)
class Bar:
    """The whole bar. Addresses are queries: they stand after the page's own path."""

    selects: tuple[Select, ...]
    has_text: bool
    text: str
    kept: Options  # fields that are set but not shown
    chips: tuple[tuple[str, str], ...]  # words, and the query without it
    query: str  # of what is chosen, with its "?"; empty when nothing is
    ahead: str  # the same, ready for one more: "?" or "?area=3&"
    more: str  # the query that shows all fields, or nothing when they are shown
    count: str  # "16 of 41 paper cuts"
    is_filtered: bool


def bar(wanted: Wanted, choices: Choices, counts: tuple[int, int], is_more: bool) -> Bar:
    """Return the bar of a list."""
    chosen = dict(wanted.filters) | ({} if wanted.sort == "payback" else {"sort": wanted.sort}) | _columns(wanted)
    state = chosen | ({"more": "1"} if is_more else {})
    selects = _selects(wanted.filters, choices)
    shown = [one for one in selects if is_more or one.name in ALWAYS or one.value]
    shown.append(Select("sort", "Order", (("", ORDERS),), wanted.sort))
    has_text = is_more or "text" in wanted.filters
    names = {one.name for one in shown} | ({"text"} if has_text else set())
    return Bar(
        selects=tuple(shown),
        has_text=has_text,
        text=wanted.filters.get("text", ""),
        kept=tuple((name, value) for name, value in state.items() if name not in names),
        chips=_chips(wanted, selects, state),
        query="?" + urlencode(state) if state else "",
        ahead="?" + urlencode(state) + "&" if state else "?",
        more="" if is_more else "?" + urlencode(state | {"more": "1"}),
        count=f"{count(counts[0])} of {count(counts[1])} paper cut{'' if counts[1] == 1 else 's'}",
        is_filtered=bool(wanted.filters),
    )


def sorted_by(wanted: Wanted, sort: str) -> str:
    """Return the query of the same rows in another order."""
    return "?" + urlencode(dict(wanted.filters) | {"sort": sort} | _columns(wanted))


def count(n: int, most: int = COUNT_MOST) -> str:
    """Return a count as it is known: beyond `most` nobody counted further."""
    return f"{most:,}+" if n > most else f"{n:,}"


def _columns(wanted: Wanted) -> dict[str, str]:
    """Return the other scores that are shown, as an address says them."""
    return {"columns": ",".join(wanted.columns)} if wanted.columns else {}


def _selects(filters: Mapping[str, str], choices: Choices) -> list[Select]:
    people: Options = (("me", "Mine"), ("nobody", "Nobody’s"), ("anybody", "Anybody’s"))
    visits = _told_apart([(f"visit-{n}", f"{formats.date(day)}, {name}") for n, (day, name) in choices.visits.items()])
    sites = tuple((f"site-{n}", name) for n, name in choices.sites.items())
    groups: list[tuple[str, str, tuple[tuple[str, Options], ...]]] = [
        ("area", "Area", (("", (("", "Any area"), *_named(choices.areas))),)),
        ("effort", "Effort", (("", (("", "Any effort"), ("needs", "Needs effort"), *_sizes())),)),
        ("seen", "Seen at", (("", (("", "Seen at any visit"),)), ("Latest visits", visits), ("Sites", sites))),
        ("owner", "Owner", (("", (("", "Any owner"), *people)), ("Who", _named(choices.owners)))),
        ("view", "Quick wins", (("", VIEWS),)),
        ("status", "Status", (("", STATUSES),)),
        ("task", "Task", (("", (("", "Any task"), *_named(choices.tasks))),)),
    ]
    return [
        Select(name, label, tuple(part for part in parts if part[1]), filters.get(name, ""))
        for name, label, parts in groups
    ]


def _named(rows: Mapping[int, str]) -> Options:
    return tuple((str(row_id), name) for row_id, name in rows.items())


def _told_apart(visits: Sequence[tuple[str, str]]) -> Options:
    """Number the visits of one day to one site, which come newest first."""
    totals = Counter(words for _, words in visits)
    left = totals.copy()
    options = []
    for value, words in visits:
        nth = formats.ordinal(left[words])
        left[words] -= 1
        options.append((value, f"{words}, {nth} visit that day" if totals[words] > 1 else words))
    return tuple(options)


def _sizes() -> Options:
    return tuple((value, words.replace(" · ", ", ")) for value, words in sizes({}))


def _chips(wanted: Wanted, selects: Sequence[Select], state: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    chips = [("Open or claimed", "?" + urlencode(dict(state) | {"status": "all"}))] if wanted.is_ranked else []
    for name, value in wanted.filters.items():
        if (name, value) != ("status", "all"):
            others = {key: kept for key, kept in state.items() if key != name}
            chips.append((f"“{value}”" if name == "text" else _words(selects, name, value), "?" + urlencode(others)))
    return tuple(chips)


def _words(selects: Sequence[Select], name: str, value: str) -> str:
    options = next(one.groups for one in selects if one.name == name)
    return next((words for _, group in options for key, words in group if key == value), value)
