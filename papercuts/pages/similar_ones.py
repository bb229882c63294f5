"""Which paper cuts might be the same as one: up to five, with the reasons; what was turned down is left out."""

from papercuts import queries
from papercuts.models import PaperCut
from papercuts.queries.matching import Guess

SHOWN = 5


def similar_to(cut: PaperCut) -> list[Guess]:
    """Return the likeliest others, best first."""
    left_out = queries.not_the_same.of_cut(cut.id) | {cut.id}
    known = queries.matching.known_for(cut.title, cut.task_id, cut.area_id)
    guesses = known.guesses(cut.title, cut.task_id, cut.area_id, SHOWN + len(left_out))
    return [guess for guess in guesses if guess.cut.id not in left_out][:SHOWN]
