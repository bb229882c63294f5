"""Learning from the visits what every score starts from."""

from datetime import datetime

from papercuts import lessons
from papercuts.actions import scores
from papercuts.actions.history import record
from papercuts.db import db
from papercuts.domain.learning import has_moved
from papercuts.models import Account, Setting


def learn(*, by: Account | None, at: datetime, is_wanted: bool = False) -> bool:
    """Learn rho and the prior anew, and score all paper cuts with them; True when they changed.

    What moved too little to matter stays as it is, so that the list is not stirred after each visit.
    is_wanted: somebody asked for it, so every change counts.
    """
    db.session.flush()
    setting = db.session.get_one(Setting, 1, with_for_update=True)
    found = lessons.read()
    before, after = (setting.rho, setting.hit_prior), (found.rho, found.prior)
    if before == after or not (is_wanted or has_moved(before, after)):
        return False
    setting.rho, (setting.hit_prior_a, setting.hit_prior_b) = found.rho, found.prior
    record(
        setting,
        "learnt from the visits",
        by=by,
        at=at,
        **{
            "people of one visit alike by": found.rho,
            "usual hit rate": round(found.prior[0] / sum(found.prior), 3),
            "worth so many watched people": round(sum(found.prior), 2),
        },
    )
    scores.rescore()
    return True


def bring_up_to_date(*, at: datetime) -> None:
    """Score anew what another version of the sum has scored, and learn from it."""
    if scores.bring_up_to_date():
        learn(by=None, at=at, is_wanted=True)
