"""Live a year whose truth is known, and check what the pages say of it: `python -m bench.year`, or with `--seed 2`.

A year of visits, sightings, decisions, releases, looks, ratings and promises is made through the product's own actions
in a temporary folder, and written down beside them in plain lists. Each figure of *What we have learnt* is then
computed anew from these lists alone, hours by drawing, and held against what pages and files say.
Ends with 1 where one does not agree. Nothing is timed; the same seed prints the same.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from unittest.mock import patch

from flask import Flask

from bench import year_counted, year_hours
from bench.year_lived import EMAIL, PASSWORD, ZONE, Lived
from bench.year_pages import Browser
from bench.year_said import Check
from bench.year_sums import Sums
from papercuts import create_app
from papercuts.db import db
from papercuts.models import Setting
from papercuts.upgrade import upgrade

TODAY = date(2026, 6, 25)
WEEKS = 53
WIDTH = 34


def main() -> int:
    """Print what agrees and what does not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weeks", type=int, default=WEEKS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE": Path(folder), "SECRET_KEY": "only-for-this-year-0123456789abcdef"})
        upgrade(app, datetime(2025, 1, 1, tzinfo=UTC))
        checks = list(checked(app, options.seed, options.weeks))
        with app.app_context():
            db.engine.dispose()
    for one in checks:
        print(f"{one.figure:44.44} {one.said:>{WIDTH}.{WIDTH}} {one.known:>{WIDTH}.{WIDTH}}  {one.word}")
    wrong = [one for one in checks if not one.is_same]
    print(f"{len(checks) - len(wrong)} of {len(checks)} figures agree.")
    for one in wrong:
        print(f"\n{one.figure}\n  product: {one.said}\n  truth:   {one.known}")
    return bool(wrong)


def checked(app: Flask, seed: int, weeks: int) -> Iterator[Check]:
    """Live so many weeks in an empty instance, and yield each figure as the product says it and as it is known."""
    with app.app_context(), stopped():
        truth = Lived(seed, weeks, TODAY).live()
        setting = db.session.get_one(Setting, 1)
        sums = Sums(truth, setting.hit_prior, setting.rho)
        db.session.commit()
        browser = Browser(app.test_client(), EMAIL, PASSWORD)
        yield from year_counted.checks(truth, browser)
        yield from year_hours.checks(truth, sums, browser)


@contextmanager
def stopped() -> Iterator[None]:
    """Let it be the evening of the last day, where the team works."""
    now = datetime.combine(TODAY, time(23, 30), ZONE).astimezone(UTC)
    with patch("papercuts.web.clock.utc_now", lambda: now):
        yield


if __name__ == "__main__":
    sys.exit(main())
