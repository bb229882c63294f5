"""Head to head: with which chance one paper cut pays back more than another, what both share left out."""

from collections.abc import Mapping
from dataclasses import dataclass

from papercuts import evidence, queries
from papercuts.domain import formats, standings
from papercuts.domain.numbers import paper_cut_number
from papercuts.domain.ranking import Estimate, estimate
from papercuts.models import PaperCut
from papercuts.queries.against import Opponent

EACH_WAY = 2
RATHER, PROBABLY = 0.75, 0.9
SHARED = ("people", "frequency")


@dataclass(frozen=True)
class Bout:
    """One comparison."""

    id: int
    title: str
    chance: str
    words: str
    is_same_task: bool
    is_asked: bool


@dataclass(frozen=True)
class Against:
    """All comparisons of one paper cut, and what is wrong with the one asked for."""

    bouts: tuple[Bout, ...]
    typed: str
    error: str


def of(cut: PaperCut, asked: str) -> Against | None:
    """Return a ranked paper cut against those next to it in the list, and against the one asked for by its number."""
    if not cut.is_ranked or cut.score_m is None:
        return None
    around = queries.neighbours.around(cut)
    near = [one.id for one in (*around.above[:EACH_WAY][::-1], *around.below[:EACH_WAY])]
    wanted = paper_cut_number(asked)
    ids = list(dict.fromkeys([*([wanted] if wanted else []), *near]))
    found = queries.against.opponents(ids)
    known = {cut_id: estimate(one.inputs) for cut_id, one in evidence.load([cut.id, *found]).items()}
    here = known[cut.id]
    if here is None or here.score_m is None:
        return None
    held = (_bout(cut, here, found[cut_id], known, wanted) for cut_id in ids if cut_id in found)
    bouts = tuple(bout for bout in held if bout is not None)
    return Against(bouts, asked, _error(asked, wanted, cut, [bout.id for bout in bouts]))


def _bout(
    cut: PaperCut, here: Estimate, other: Opponent, known: Mapping[int, Estimate | None], wanted: int | None
) -> Bout | None:
    there = known[other.id]
    if other.id == cut.id or not other.is_ranked or there is None or there.score_m is None:
        return None
    is_same_task = other.task_id == cut.task_id
    shared = min(_shared(here), _shared(there)) if is_same_task else 0.0
    chance = standings.chance_against(_score(here), _score(there), shared)
    return Bout(other.id, other.title, formats.percent(chance), _words(chance), is_same_task, other.id == wanted)


def _score(found: Estimate) -> standings.Score:
    return found.score_m or 0.0, found.score_v or 0.0


def _shared(found: Estimate) -> float:
    """Return the variance that all paper cuts of a task have in common: who does it, and how often."""
    return sum(one.variance_share for one in found.factors if one.name in SHARED) * (found.score_v or 0.0)


def _words(chance: float) -> str:
    sure = max(chance, 1 - chance)
    if sure < standings.EVEN:
        return "no real difference"
    what = "pays back more" if chance > 1 / 2 else "pays back less"
    return f"{'rather' if sure < RATHER else 'probably' if sure < PROBABLY else 'almost surely'} {what}"


def _error(asked: str, wanted: int | None, cut: PaperCut, shown: list[int]) -> str:
    if not asked or wanted in shown:
        return ""
    if wanted is None:
        return "Enter a number, like PC-7"
    if wanted == cut.id:
        return "Enter another paper cut than this one"
    return f"PC-{wanted} is not in the ranked list: take an open or claimed one that was seen with our product"
