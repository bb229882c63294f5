"""What the list of quick wins says of those that are not in it: how many pay back enough, and what keeps each."""

from dataclasses import dataclass
from urllib.parse import urlencode

from papercuts import queries
from papercuts.domain import formats
from papercuts.pages.filter_bar import count
from papercuts.queries.filters import FILTERS
from papercuts.queries.listed import Wanted
from papercuts.queries.quick_wins import Tally
from papercuts.web.guard import may
from papercuts.web.rendering import setting

TITLES = {"quick-wins": "No quick win here", "unchecked": "Nobody is left to ask", "contested": "Nothing is contested"}


@dataclass(frozen=True)
class About:
    """Words about a view of the list, and where to go on; the link is empty where there is nothing to ask."""

    view: str
    title: str  # when it is empty
    sentence: str
    query: str
    label: str
    is_empty: bool


def about(wanted: Wanted, me: int, is_empty: bool) -> About | None:
    """Return what to say of the quick wins, of the unchecked and of the contested; nothing of other lists."""
    view = wanted.filters.get("view", "")
    if not view:
        return None
    others = {name: value for name, value in wanted.filters.items() if name != "view"}
    query = label = ""
    if view == "quick-wins":
        tally = queries.quick_wins.tally([FILTERS[name](value, me) for name, value in others.items()])
        sentence = _of_quick_wins(tally)
        if tally.n_unchecked:
            query = "?" + urlencode(others | {"view": "unchecked"})
            label = f"{'Ask' if may('answer the gate') else 'See'} about {_those(tally.n_unchecked)}"
    elif view == "unchecked":
        sentence = f"These pay back {_line()} or more, and nobody has answered the gate for them."
        sentence = f"All that pay back {_line()} or more were asked at the gate." if is_empty else sentence
    else:
        most = setting().comments_max
        sentence = (
            f"An objection that is not resolved, or more than {formats.number_of(most, 'comment')}, contests one."
        )
    return About(view, TITLES[view], sentence, query, label, is_empty)


def _of_quick_wins(tally: Tally) -> str:
    if not tally.n_paying:
        return f"No paper cut here pays back {_line()} or more."
    kept = [
        (tally.n_unchecked, "was not asked at the gate", "were not asked at the gate"),
        (tally.n_held_back, "did not pass the gate", "did not pass the gate"),
        (tally.n_contested, "is contested", "are contested"),
    ]
    parts = [f"{count(n)} {one if n == 1 else many}" for n, one, many in kept if n]
    pay = f"{count(tally.n_paying)} {'pays' if tally.n_paying == 1 else 'pay'} back {_line()} or more"
    return f"{pay}: {', '.join(parts)}." if parts else f"{pay}, and none is kept back."


def _line() -> str:
    return formats.payback(setting().quick_win_payback)


def _those(n: int) -> str:
    return "it" if n == 1 else f"those {count(n)}"
