"""What capture offers as *Seen before?*: at most two known paper cuts, a new one, or later."""

from collections.abc import Sequence
from dataclasses import dataclass

from papercuts import queries
from papercuts.domain import shorthand
from papercuts.forms.capture import LATER, NEW
from papercuts.models import PaperCut, Task

OFFERED = 2


@dataclass(frozen=True)
class SeenBefore:
    """The choices, the chosen one, and which one the page would choose by itself."""

    cuts: Sequence[PaperCut]
    chosen: str
    suggested: str


def seen_before(line: str, task: Task | None, *, chosen: str = "", suggested: str = "") -> SeenBefore:
    """Return what to offer for a line: a doubted one is left for later; a choice that the reader made stays.

    chosen, suggested: what the form holds now; when they differ, somebody chose.
    """
    said = shorthand.parse(line)
    guesses = _guesses(said.text or said.quote or "", task)
    is_known = bool(guesses) and guesses[0].match.is_strong and not said.is_unsure
    best = str(guesses[0].cut.id) if is_known else LATER
    cuts = [guess.cut for guess in guesses]
    if not chosen or chosen == suggested:
        return SeenBefore(cuts, best, best)
    if chosen not in (LATER, NEW) and chosen not in [str(cut.id) for cut in cuts]:
        kept = queries.matching.cut(int(chosen)) if chosen.isdecimal() and len(chosen) < 10 else None
        if kept is None:
            return SeenBefore(cuts, best, best)
        cuts = [kept, *cuts][:OFFERED]
    return SeenBefore(cuts, chosen, best)


def _guesses(text: str, task: Task | None) -> list[queries.matching.Guess]:
    if task is None or not text:
        return []
    known = queries.matching.known_at([task.id], [task.area_id] if task.area_id else [])
    return known.guesses(text, task.id, task.area_id, OFFERED)
