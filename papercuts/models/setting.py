"""What the team has set for the whole instance: one row."""

from sqlalchemy import JSON, String, false, true
from sqlalchemy.orm import Mapped, mapped_column

from papercuts.db import Model, at_most, between
from papercuts.domain import limits
from papercuts.domain.rank_inputs import HIT_PRIOR, RHO


class Setting(Model):
    """The settings of this instance; always the row with id 1."""

    __table_args__ = (
        at_most("product_name", limits.NAME),
        between("weeks_a_year", 1, limits.WEEKS_MAX),
        between("days_a_year", 1, limits.DAYS_MAX),
        between("quick_win_payback", 0, limits.MAX_INT),
        between("quick_win_hours", limits.EFFORT_HOURS_MIN, limits.EFFORT_HOURS_MAX),
        between("comments_max", 0, limits.COMMENTS_MAX),
        between("ownerless_days", 1, limits.OWNERLESS_DAYS_MAX),
        between("hour_cost", 0, limits.HOUR_COST_MAX),
        at_most("currency", limits.CURRENCY),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_name: Mapped[str] = mapped_column(default="", server_default="")
    weeks_a_year: Mapped[int] = mapped_column(default=46, server_default="46")  # worked, for frequencies
    days_a_year: Mapped[int] = mapped_column(default=220, server_default="220")
    quick_win_payback: Mapped[float] = mapped_column(default=20.0, server_default="20")
    quick_win_hours: Mapped[float] = mapped_column(default=8.0, server_default="8")  # the gate asks whether it is more
    comments_max: Mapped[int] = mapped_column(default=5, server_default="5")  # more than that, and it is contested
    ownerless_days: Mapped[int] = mapped_column(default=14, server_default="14")  # then an open one falls between teams
    hour_cost: Mapped[float | None]  # of an hour of a user, for what was given back; none: not said
    currency: Mapped[str] = mapped_column(default="", server_default="")
    needs_approval: Mapped[bool] = mapped_column(default=False, server_default=false())  # of notes, by somebody else
    has_volunteer_form: Mapped[bool] = mapped_column(default=True, server_default=true())
    # what sizes have really meant here, where the team has taken it over: {"S": [low, high]} in hours, 10 % and 90 %
    size_hours: Mapped[dict[str, list[float]]] = mapped_column(JSON, default=dict, server_default="{}")
    # learnt from the visits by actions.learning, never typed: see domain.learning
    rho: Mapped[float] = mapped_column(default=RHO, server_default=str(RHO))
    hit_prior_a: Mapped[float] = mapped_column(default=HIT_PRIOR[0], server_default=str(HIT_PRIOR[0]))
    hit_prior_b: Mapped[float] = mapped_column(default=HIT_PRIOR[1], server_default=str(HIT_PRIOR[1]))
    scored_by: Mapped[int] = mapped_column(default=0, server_default="0")  # the version of the sum in all stored scores
    has_sample_data: Mapped[bool] = mapped_column(default=False)
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC", server_default="UTC")

    @property
    def periods_a_year(self) -> dict[str, float]:
        """Return how often each period comes round in a year of work."""
        return {"day": self.days_a_year, "week": self.weeks_a_year, "month": 12, "quarter": 4, "year": 1}

    @property
    def hit_prior(self) -> tuple[float, float]:
        """Return a, b of Beta(a, b): the share of people who are hit by a paper cut before anything is seen of it."""
        return self.hit_prior_a, self.hit_prior_b
