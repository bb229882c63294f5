"""Which paper cuts might be the same as one: up to five, with the reasons; what was turned down is left out."""

from papercuts import queries
from papercuts.models import PaperCut
from papercuts.queries.similar import Guess


def similar_to(cut: PaperCut) -> list[Guess]:
    """Return the likeliest others, best first."""
    return queries.similar.to_cut(cut)
