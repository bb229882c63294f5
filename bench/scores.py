"""Measure scoring: `python -m bench.scores`, or with another size: `python -m bench.scores 20000`.

Milliseconds for one paper cut: alone, as after an edit; among all, as after an import; and from what is kept of it, as
after the prior was learnt anew. Only their ratios count, and ratios to another version in runs that take turns. The
instance is that of bench.pages.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.pages import FOLDER, seeded
from papercuts.actions import scores
from papercuts.commands.instance import open_instance
from papercuts.db import db

ROUNDS = 5  # of each, taking turns, so that what else runs on the machine meets both
N_ALONE = 40  # paper cuts scored one by one in a round


def main() -> None:
    """Print what one paper cut takes alone and among all, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int, nargs="?", default=5_000, help="paper cuts")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where instances are kept")
    options = parser.parse_args()
    os.environ["PAPERCUTS_INSTANCE"] = str(seeded(options.folder / str(options.size), options.size))
    with open_instance().app_context():
        alone, among_all, anew = measure(options.size)
    print(f"{options.size:,} paper cuts, milliseconds for each")
    print(f"  alone     {alone:8.3f}\n  among all {among_all:8.3f}\n  anew      {anew:8.3f}")
    print(f"  alone is {alone / among_all:.1f} × among all, which is {among_all / anew:.0f} × anew")
    print(f"  all of them anew: {anew * options.size / 1000:.1f} s")


def measure(size: int) -> tuple[float, float, float]:
    """Return the milliseconds that one paper cut takes alone, among all and anew: medians of rounds that take turns."""
    chosen = range(1, size + 1, max(1, size // N_ALONE))
    scores.refresh_all()
    db.session.commit()  # what is kept of each is there from now on
    alone, among_all, anew = [], [], []
    for _ in range(ROUNDS):
        alone.append(milliseconds(lambda: score_each(chosen)) / len(chosen))
        among_all.append(milliseconds(scores.refresh_all) / size)
        anew.append(milliseconds(scores.rescore) / size)
    return statistics.median(alone), statistics.median(among_all), statistics.median(anew)


def score_each(cut_ids: Iterable[int]) -> None:
    """Score paper cuts one by one, each with nothing in the session, as in a new request."""
    for cut_id in cut_ids:
        scores.refresh(cuts=[cut_id])
        db.session.rollback()


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long some work takes; what it writes is taken back."""
    started = time.perf_counter()
    work()
    taken = 1000 * (time.perf_counter() - started)
    db.session.rollback()
    return taken


if __name__ == "__main__":
    main()
