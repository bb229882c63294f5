"""What capture offers as *Seen before?*: at most two known paper cuts, a new one, or later."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from papercuts import queries
from papercuts.domain import shorthand
from papercuts.domain.lifecycle import SHIPPED
from papercuts.domain.shorthand import Shorthand
from papercuts.forms.capture import LATER, NEW
from papercuts.models import PaperCut, Task

OFFERED = 2


@dataclass(frozen=True)
class Named:
    """The paper cut that the line itself names by its number, if there is one."""

    number: str
    cut: PaperCut | None

    def __str__(self) -> str:
        return f"{self.number} {self.cut.title}" if self.cut else f"no {self.number}"


@dataclass(frozen=True)
class SeenBefore:
    """The choices, the chosen one, which one the page would choose by itself, and the one that the line names."""

    cuts: Sequence[PaperCut]
    chosen: str
    suggested: str
    named: Named | None = None
    is_delight: bool = False  # what is left for later is one, for it is of a good mood

    def understood(self, said: Shorthand, codes: Container[str]) -> list[tuple[str, bool]]:
        """Return what was read in a line as short words, with the title of the paper cut that it names.

        codes: of the people at the site.
        Result: the words, and whether they tell of what is not understood, or a person or paper cut that there is not.
        """
        plainer = {self.named.number: (str(self.named), self.named.cut is None)} if self.named else {}
        if said.person and said.person not in codes:
            plainer[said.person] = f"nobody called {said.person}", True
        read = [plainer.get(text, (text, False)) for text in shorthand.understood(said)]
        return read + [(f"not understood: {words}", True) for words in said.not_read]


def seen_before(
    line: str, task: Task | None, *, mood: int | None = None, chosen: str = "", suggested: str = ""
) -> SeenBefore:
    """Return what to offer for a line; a choice that the reader made stays.

    A doubted line, and one of a good mood, is left for later.
    mood: the chosen one, from −2 to 2; a mark in the line counts more.
    chosen, suggested: what the form holds now; when they differ, somebody chose.
    """
    said = shorthand.parse(line)
    guesses = _guesses(said.text or said.quote or "", task)
    is_delight = ((mood if said.mood is None else said.mood) or 0) > 0
    best = LATER if said.is_unsure or is_delight else _best(guesses)
    cuts, named = [guess.cut for guess in guesses], _named(said.paper_cut)
    if not chosen or chosen == suggested:
        return SeenBefore(cuts, best, best, named, is_delight)
    if chosen not in (LATER, NEW) and chosen not in [str(cut.id) for cut in cuts]:
        kept = queries.matching.cut(int(chosen)) if chosen.isdecimal() and len(chosen) < 10 else None
        if kept is None:
            return SeenBefore(cuts, best, best, named, is_delight)
        cuts = [kept, *cuts][:OFFERED]
    return SeenBefore(cuts, chosen, best, named, is_delight)


def _best(guesses: Sequence[queries.similar.Guess]) -> str:
    """Return what to choose by itself: what is surely meant, but nothing that saving would open again."""
    if not guesses or not guesses[0].match.is_strong or guesses[0].cut.status in SHIPPED:
        return LATER
    return str(guesses[0].cut.id)


def _named(number: int | None) -> Named | None:
    return Named(f"PC-{number}", queries.matching.cut(number)) if number else None


def _guesses(text: str, task: Task | None) -> list[queries.similar.Guess]:
    """Return what is known of a text, at its task first and then anywhere; a task that is new has nothing yet."""
    if not text:
        return []
    task_id, area_id = (task.id, task.area_id) if task else (None, None)
    return queries.similar.to_text(text, task_id, area_id, limit=OFFERED)
