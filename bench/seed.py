"""Fill an empty instance: `PAPERCUTS_INSTANCE=~/papercuts-big python -m bench.seed --cuts 100000`.

About ten sightings for each paper cut, most of them on a few, as it is in life; the same rows for the same number.
"""

import argparse
import math
import random
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from papercuts import actions
from papercuts.commands.instance import open_instance
from papercuts.db import db
from papercuts.domain.limits import Consent, HowTimed, Role, Size, Source, Status, VisitStatus
from papercuts.domain.text import fold, identity
from papercuts.models import (
    Account,
    Area,
    Effort,
    PaperCut,
    Participant,
    Segment,
    Sighting,
    Site,
    Task,
    TaskUse,
    Visit,
    Watch,
    visit_participant,
)
from papercuts.web.passwords import hash_password

EMAIL, PASSWORD = "bench@example.org", "measured twice and cut once"
AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
N_AREAS, N_TASKS, N_SITES, N_PEOPLE, N_VISITS = 12, 40, 300, 4, 2000
SIGHTINGS_A_CUT = 10
CHUNK = 20_000

THINGS = [
    "date field",
    "search",
    "list",
    "filter",
    "button",
    "dialog",
    "PDF preview",
    "total",
    "currency",
    "address",
    "reminder",
    "note",
]
TROUBLES = [
    "clears itself",
    "finds nothing",
    "jumps to the top",
    "opens behind the window",
    "forgets the last choice",
    "is below the fold",
    "sorts by name",
    "loads everything first",
    "refuses spaces",
    "copies a trailing space",
    "hides the error",
    "needs two clicks",
]
MOMENTS = [
    "when you press Enter",
    "after saving",
    "on small screens",
    "when words are out of order",
    "on Mondays",
    "offline",
]
VERBS, NOUNS = ["write", "find", "send", "check", "approve"], ["invoice", "customer", "payment", "order"]


def main() -> None:
    """Seed the instance and say how long each part took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=100_000)
    n_cuts = parser.parse_args().cuts
    with open_instance().app_context():
        if db.session.scalar(db.select(PaperCut.id).limit(1)):
            raise SystemExit("This instance has paper cuts already. Choose an empty one with PAPERCUTS_INSTANCE.")
        parts: dict[str, Callable[[], None]] = {"rows": lambda: fill(n_cuts), "scores": score, "statistics": analyse}
        for name, part in parts.items():
            started = time.perf_counter()
            part()
            print(f"{name}: {time.perf_counter() - started:.1f} s", flush=True)


def fill(n_cuts: int) -> None:
    """Insert all rows."""
    rng = random.Random(n_cuts)
    place_rows(rng)
    pairs = visit_rows(rng)
    _insert(PaperCut, (cut_row(rng, n) for n in range(1, n_cuts + 1)))
    _insert(Effort, (effort_row(rng, n) for n in range(1, n_cuts + 1) if rng.random() < 0.7))
    _insert(Sighting, sighting_rows(rng, n_cuts, pairs))
    db.session.commit()


def score() -> None:
    """Compute every score."""
    actions.scores.refresh_all()
    db.session.commit()


def analyse() -> None:
    """Let the database look at its tables, as it does after an import."""
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def place_rows(rng: random.Random) -> None:
    """Insert who signs in, and where and on what people work."""
    hashed = hash_password(PASSWORD)
    account = {"name": "Ben Bench", "email": EMAIL, "email_identity": identity(EMAIL), "password_hash": hashed}
    _insert(Account, [account | {"role": Role.ENGINEER, "is_disabled": False, "created_at": AT}])
    db.session.execute(text("UPDATE segment SET head_count = 20000 WHERE is_everyone"))
    segments = ["Dentists", "Workshops", "Shops"]
    _insert(Segment, (_named(name) | {"is_everyone": False} for name in segments))
    _insert(Area, (_named(f"Area {n}") for n in range(1, N_AREAS + 1)))
    _insert(Site, (_named(f"Site {n:03}") | {"segment_id": n % 3 + 2, "head_count": 40} for n in range(1, N_SITES + 1)))
    _insert(Participant, (participant_row(rng, n) for n in range(N_SITES * N_PEOPLE)))
    _insert(Task, (task_row(n) for n in range(1, N_TASKS + 1)))
    _insert(TaskUse, (use_row(rng, task, segment) for task in range(1, N_TASKS) for segment in (2, 3, 4)))


def visit_rows(rng: random.Random) -> dict[int, list[tuple[int, int]]]:
    """Insert visits and watches; return who was watched at which visit, by task."""
    visits, people, watches = [], [], []
    pairs: dict[int, list[tuple[int, int]]] = {task: [] for task in range(1, N_TASKS + 1)}
    for visit in range(1, N_VISITS + 1):
        site = rng.randint(1, N_SITES)
        day = date(2022, 1, 1) + timedelta(days=visit * 3 // 4)
        visits.append({"site_id": site, "visited_on": day, "status": VisitStatus.WRITTEN_UP})
        present = rng.sample(range((site - 1) * N_PEOPLE + 1, site * N_PEOPLE + 1), 3)
        people += [{"visit_id": visit, "participant_id": person} for person in present]
        for task in rng.sample(range(1, N_TASKS + 1), 3):
            watches += [{"visit_id": visit, "participant_id": person, "task_id": task} for person in present]
            pairs[task] += [(visit, person) for person in present]
    _insert(Visit, visits)
    _insert(visit_participant, people)
    _insert(Watch, watches)
    return pairs


def cut_row(rng: random.Random, n: int) -> dict[str, Any]:
    """Return a paper cut; most are open."""
    title = f"{rng.choice(THINGS)} {rng.choice(TROUBLES)} {rng.choice(MOMENTS)} ({n})".capitalize()
    status = rng.choices([Status.OPEN, Status.CLAIMED, Status.FIXED, Status.DECLINED], [70, 10, 15, 5])[0]
    return {
        "title": title,
        "title_identity": fold(title),
        "task_id": n % N_TASKS + 1,
        "area_id": n % N_AREAS + 1,
        "status": status,
        "owner_id": 1 if status is Status.CLAIMED else None,
        "created_at": AT,
        "is_mostly_assumed": False,
        "needs_effort": True,
    }


def effort_row(rng: random.Random, cut: int) -> dict[str, Any]:
    """Return an estimate."""
    return {"paper_cut_id": cut, "size": rng.choices(list(Size), [3, 4, 2, 1, 0.3])[0], "estimated_at": AT}


def sighting_rows(rng: random.Random, n_cuts: int, pairs: dict[int, list[tuple[int, int]]]) -> Iterator[dict[str, Any]]:
    """Return the sightings, paper cut by paper cut: in the order of the indexes they are quicker to insert."""
    uids = count(1)
    for cut in range(1, n_cuts + 1):
        expected = SIGHTINGS_A_CUT * n_cuts * (math.sqrt(cut / n_cuts) - math.sqrt((cut - 1) / n_cuts))
        for _ in range(round(expected * rng.expovariate(1))):
            visit, person = rng.choice(pairs[cut % N_TASKS + 1])
            yield sighting_row(rng, next(uids), cut) | {"visit_id": visit, "participant_id": person}


def sighting_row(rng: random.Random, uid: int, cut: int) -> dict[str, Any]:
    """Return what was seen; not every one was timed."""
    is_timed = rng.random() < 0.6
    return {
        "uid": UUID(int=uid),
        "task_id": cut % N_TASKS + 1,
        "paper_cut_id": cut,
        "what_happened": "Had to do it twice",
        "received_at": AT,
        "seconds_lost": round(rng.lognormvariate(2.3, 0.7), 1) if is_timed else None,
        "how_timed": rng.choice([HowTimed.STOPWATCH, HowTimed.GUESS]) if is_timed else None,
        "quote": "",
    }


def participant_row(rng: random.Random, n: int) -> dict[str, Any]:
    """Return a person at a site."""
    code, consent = f"P{n % N_PEOPLE + 1}", rng.choice([None, *Consent])
    return {"site_id": n // N_PEOPLE + 1, "code": code, "role": "Clerk", "consent": consent}


def task_row(n: int) -> dict[str, Any]:
    """Return a task."""
    name = f"{VERBS[n % len(VERBS)].capitalize()} {NOUNS[n % len(NOUNS)]} {n}"
    return _named(name) | {"area_id": n % N_AREAS + 1}


def use_row(rng: random.Random, task: int, segment: int) -> dict[str, Any]:
    """Return how many of a segment do a task how often."""
    people, times = rng.choice([20, 200, 2000]), rng.choice([1.0, 3.0, 10.0])
    known = {"people_source": Source.CUSTOMER, "frequency_source": Source.GUESS, "per": "week"}
    return known | {"task_id": task, "segment_id": segment, "people": people, "times": times}


def _named(name: str) -> dict[str, Any]:
    return {"name": name, "name_identity": fold(name)}


def _insert(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    for some in _chunks(rows):
        db.session.execute(insert(table), some)


def _chunks(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    iterator = iter(rows)
    while some := list(islice(iterator, CHUNK)):
        yield some


if __name__ == "__main__":
    main()
