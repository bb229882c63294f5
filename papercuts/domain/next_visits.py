"""Which segment to visit next, and where somebody is left to visit."""

from collections.abc import Sequence
from dataclasses import dataclass

RESTED_DAYS = 60  # after which a site can be asked again, and a segment is seen too seldom
DRY_BELOW = 2  # sites that could be visited: with one, a single "not now" leaves nobody
UNSEEN_DAYS = 365  # for which a segment counts that was never visited


@dataclass(frozen=True)
class Prospect:
    """What a visit to a segment could teach."""

    segment_id: int
    weight: float  # how much the team commits to it, 0–3
    places: float  # of the first ones of the ranked list that would change, all tasks best watched there together
    days: int | None  # since it was last visited; none: never

    @property
    def worth(self) -> tuple[float, float]:
        """Return what sorts the segments, most first: places by weight; where these are equal, days by weight."""
        days = UNSEEN_DAYS if self.days is None else min(self.days, UNSEEN_DAYS)
        return self.weight * self.places, self.weight * days


def in_order(prospects: Sequence[Prospect]) -> list[Prospect]:
    """Return the segments whose visit would teach most first; those that the team does not serve are left out."""
    return sorted((one for one in prospects if one.weight > 0), key=lambda one: one.worth, reverse=True)


def is_rested(days: int | None) -> bool:
    """Say whether a site can be asked again: never visited, or more than 60 days ago."""
    return days is None or days > RESTED_DAYS


def is_dry(n_sites: int) -> bool:
    """Say whether a segment runs out of sites to visit. n_sites: rested ones, and those somebody has offered from."""
    return n_sites < DRY_BELOW
