"""Measure scoring: `python -m bench.scores`, or with another size: `python -m bench.scores 20000`.

Milliseconds of processor for one paper cut: alone, as after an edit; among all, as after an import; and from what is
kept of it, as after the prior was learnt anew. Only their ratios count, and ratios to another version in runs that
take turns. The instance is that of bench.pages.
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
    """Print what one paper cut takes alone, anew and among all, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int, nargs="?", default=5_000, help="paper cuts")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where instances are kept")
    parser.add_argument(
        "--without-rows", action="store_true", help="leave out all from their rows, which takes longest"
    )
    options = parser.parse_args()
    os.environ["PAPERCUTS_INSTANCE"] = str(seeded(options.folder / str(options.size), options.size))
    with open_instance().app_context():
        found = measure(options.size, has_rows=not options.without_rows)
    print(f"{options.size:,} paper cuts, milliseconds of processor for each")
    for name, taken in found.items():
        print(f"  {name:<10} {taken:8.3f}, {taken / found['anew']:6.0f} × anew")
    print(f"  all of them anew: {found['anew'] * options.size / 1000:.1f} s")


def measure(size: int, *, has_rows: bool) -> dict[str, float]:
    """Return the milliseconds of one paper cut alone, among all and anew: medians of rounds that take turns."""
    chosen = range(1, size + 1, max(1, size // N_ALONE))
    works: dict[str, tuple[Callable[[], object], int]] = {
        "alone": (lambda: score_each(chosen), len(chosen)),
        "anew": (scores.rescore, size),
    }
    if has_rows:
        works["among all"] = scores.refresh_all, size
        scores.refresh_all()
        db.session.commit()  # what is kept of each is there from now on
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, (work, n) in works.items():
            taken[name].append(milliseconds(work) / n)
    return {name: statistics.median(each) for name, each in taken.items()}


def score_each(cut_ids: Iterable[int]) -> None:
    """Score paper cuts one by one, each with nothing in the session, as in a new request."""
    for cut_id in cut_ids:
        scores.refresh(cuts=[cut_id])
        db.session.rollback()


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long the processor works on something; what it writes is taken back."""
    started = time.process_time()
    work()
    taken = 1000 * (time.process_time() - started)
    db.session.rollback()
    return taken


if __name__ == "__main__":
    main()
