"""Head to head: with which chance one paper cut pays back more than another, what both share left out."""

from dataclasses import dataclass

from papercuts import queries
from papercuts.domain import formats, standings
from papercuts.domain.numbers import paper_cut_number
from papercuts.models import PaperCut
from papercuts.queries.neighbours import Around

EACH_WAY = 2
RATHER, PROBABLY = 0.75, 0.9


@dataclass(frozen=True)
class Bout:
    """One comparison."""

    id: int  # of the other one
    title: str
    first: int  # which of both is likelier to pay back more
    second: int
    chance: str  # that it does
    words: str
    is_same_task: bool
    is_asked: bool


@dataclass(frozen=True)
class Against:
    """All comparisons of one paper cut, and what is wrong with the one asked for."""

    bouts: tuple[Bout, ...]
    typed: str
    error: str


def of(cut: PaperCut, around: Around, asked: str) -> Against | None:
    """Return a ranked paper cut against those next to it in the list, and against the one asked for by its number."""
    if not cut.is_ranked or cut.score_m is None:
        return None
    near = [one.id for one in (*around.above[:EACH_WAY][::-1], *around.below[:EACH_WAY])]
    wanted = paper_cut_number(asked)
    ids = list(dict.fromkeys([*([wanted] if wanted else []), *near]))
    titles = queries.against.titles(ids)
    paybacks = queries.against.rows([cut.id, *titles])
    here = paybacks[cut.id]
    bouts = tuple(
        _bout(cut.id, here, paybacks[cut_id], cut_id, titles[cut_id], wanted)
        for cut_id in ids
        if cut_id in titles and cut_id in paybacks and cut_id != cut.id
    )
    return Against(bouts, asked, _error(asked, wanted, cut, [bout.id for bout in bouts]))


def _bout(own: int, here: standings.Row, there: standings.Row, cut_id: int, title: str, wanted: int | None) -> Bout:
    """Return one comparison, told of the likelier one. own: the paper cut of the page."""
    chance = here.chance_against(there)
    first, second = (own, cut_id) if chance >= 1 / 2 else (cut_id, own)
    sure = max(chance, 1 - chance)
    same_task, is_asked = here.task == there.task, cut_id == wanted
    return Bout(cut_id, title, first, second, formats.percent(sure), _words(sure), same_task, is_asked)


def _words(sure: float) -> str:
    if sure < standings.EVEN:
        return "no real difference"
    return "rather" if sure < RATHER else "probably" if sure < PROBABLY else "almost surely"


def _error(asked: str, wanted: int | None, cut: PaperCut, shown: list[int]) -> str:
    if not asked or wanted in shown:
        return ""
    if wanted is None:
        return "Enter a number, like PC-7"
    if wanted == cut.id:
        return "Enter another paper cut than this one"
    return f"PC-{wanted} is not in the ranked list: take an open or claimed one that was seen with our product"
