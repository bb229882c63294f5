"""The score of a paper cut, kept beside it so that lists sort and page in SQL. Only actions.scores writes it."""

from sqlalchemy import JSON, Computed
from sqlalchemy.orm import Mapped, mapped_column

LIVE = "status IN ('open', 'claimed') AND payback_q50 IS NOT NULL"


class Score:
    """Hours lost a year, effort, payback, and what they rest on. Empty while nothing was seen on our product.

    Units: hours a year, engineer-hours, hours a year per engineer-hour; q10–q90 is the 80 % range.
    Source: `domain.ranking.estimate`.
    """

    hit_k: Mapped[int] = mapped_column(default=0, server_default="0")
    watched_n: Mapped[int] = mapped_column(default=0, server_default="0")
    n_sightings: Mapped[int] = mapped_column(default=0, server_default="0")  # of our product and others
    n_sites: Mapped[int] = mapped_column(default=0, server_default="0")
    hours_lost_mean: Mapped[float | None]
    hours_lost_sd: Mapped[float | None]
    hours_lost_q10: Mapped[float | None]
    hours_lost_q50: Mapped[float | None]
    hours_lost_q90: Mapped[float | None]
    effort_hours_mean: Mapped[float | None]
    effort_hours_q10: Mapped[float | None]
    effort_hours_q90: Mapped[float | None]
    payback_q10: Mapped[float | None]
    payback_q50: Mapped[float | None]
    payback_q90: Mapped[float | None]
    score_m: Mapped[float | None]  # mean and variance of ln(payback)
    score_v: Mapped[float | None]
    rice: Mapped[float | None]
    hit_mean: Mapped[float | None]  # the share of people who are hit, 0–1
    # what stays as it is when the prior of the share who are hit, or rho, is learnt anew
    known: Mapped[bytes | None] = mapped_column(deferred=True)  # `domain.rank_known.Known.packed`
    n_visits: Mapped[int] = mapped_column(default=0, server_default="0")  # at which the task was watched
    watched_squares: Mapped[float] = mapped_column(default=0.0, server_default="0")  # Σ watched² over the visits
    hit_squares: Mapped[float] = mapped_column(default=0.0, server_default="0")  # Σ hit² / watched
    share_removed: Mapped[float] = mapped_column(default=1.0, server_default="1")  # of the loss, by the fix
    assumed: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    is_mostly_assumed: Mapped[bool] = mapped_column(default=False)
    needs_effort: Mapped[bool] = mapped_column(default=True)
    # what the ranked list holds; computed by the database so that an index can lead with it
    is_ranked: Mapped[bool] = mapped_column(Computed(LIVE, persisted=True))
