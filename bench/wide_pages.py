"""Measure pages that look at all paper cuts: `python -m bench.wide_pages`, or with a size after it.

Milliseconds of processor after a change, when nothing is kept, and at the next look; and kilobytes. Only ratios of one
run count: beside each stands how many ranked pages, when all is kept, take as long. The instance is that of
bench.pages.
"""

import argparse
import os
import re
import statistics
import time
from pathlib import Path

from flask.testing import FlaskClient

from bench.pages import FOLDER, seeded
from bench.seed import EMAIL, PASSWORD
from papercuts.commands.instance import open_instance
from papercuts.domain.familiar import BY_KEY
from papercuts.pages import watch_next
from papercuts.queries import familiar, first_ones, middles

ROUNDS = 5
LIST = "/paper-cuts"
PATHS = {
    "ranked list": LIST,
    **{f"… with {score.name}": f"{LIST}?columns={key}" for key, score in BY_KEY.items()},
    "… with all five": f"{LIST}?columns={','.join(BY_KEY)}",
    "its first one": f"{LIST}/{{first}}",
    "… with other scores": f"{LIST}/{{first}}?scores=all",
    "what to watch next": "/visits/watch-next",
    "visits": "/visits",
    "what we have learnt": "/learning",
    "… since we began": "/learning?weeks=all",
    "plan of 16 hours": "/planner?hours=16",
    "plan of 9,999 hours": "/planner?hours=9999&reserve=0",
    "… listed whole": "/planner?hours=9999&reserve=0&rows=all",
}


def main() -> None:
    """Print the figures of each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int, nargs="?", default=10_000, help="paper cuts")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where instances are kept")
    options = parser.parse_args()
    os.environ["PAPERCUTS_INSTANCE"] = str(seeded(options.folder / str(options.size), options.size))
    client = signed_in(open_instance().test_client())
    client.get(PATHS["plan of 16 hours"])  # loads what is loaded once
    first_one = re.search(rf'href="{LIST}/([0-9]+)"', client.get(LIST).text)
    assert first_one is not None
    found = {name: measured(client, path.format(first=first_one[1])) for name, path in PATHS.items()}
    once = found["ranked list"][1]
    print(f"{options.size:,} paper cuts: ms after a change, ms again, × the ranked list kept, kB")
    for name, (first, again, size) in found.items():
        print(f"  {name:<20} {first:8.0f} {again:8.0f} {first / once:8.1f} {again / once:8.1f} {size / 1000:8.0f}")


def signed_in(client: FlaskClient) -> FlaskClient:
    """Return a browser in which the seeded account has signed in."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)
    assert token is not None
    client.post("/login", data={"email": EMAIL, "password": PASSWORD, "csrf_token": token[1], "next": "/keys"})
    return client


def measured(client: FlaskClient, path: str) -> tuple[float, float, int]:
    """Return the milliseconds of a page with nothing kept and with all of it, and its bytes: medians of rounds."""
    first, again, size = list[float](), list[float](), 0
    for _ in range(ROUNDS):
        first_ones.kept.clear()
        middles.kept.clear()
        familiar.kept.clear()
        watch_next._worked_out.cache_clear()
        for taken in (first, again):
            started = time.process_time()
            answer = client.get(path)
            taken.append(1000 * (time.process_time() - started))
            assert answer.status_code == 200, path
            size = len(answer.data)
    return statistics.median(first), statistics.median(again), size


if __name__ == "__main__":
    main()
