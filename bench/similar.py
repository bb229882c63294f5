"""Measure how often a duplicate is among the suggestions: `python -m bench.similar FILE.csv`.

The file has the columns id, title and duplicates (ids with blanks between). Each title that has a duplicate in the file
is asked for with itself left out; nothing but titles is used. Prints in which share of them the first, the first five
and the first ten suggestions hold a duplicate, also for two halves of the questions, so that a setting that fits one
half alone is seen; and how often a title without a duplicate is said to look the same as another.

Then how long a question takes among very many titles, made by joining halves of those in the file, in milliseconds of
this process's own time: the middle and the 95th in a hundred; against the plain search for a title's two rarest words.
"""

import argparse
import csv
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from papercuts.domain.matching import words_sought
from papercuts.queries.title_list import TitleList, title_list

DEPTHS = (1, 5, 10)
ASKED = 200  # for times


def main() -> None:
    """Print how often, and how fast."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, metavar="FILE.csv")
    parser.add_argument("--many", type=int, default=100_000, help="titles to measure time with; 0: none")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    titles, duplicates = read(options.file)
    with title_list(titles) as listed:
        report(listed, titles, duplicates, random.Random(options.seed))
    if options.many:
        many = dict(enumerate(multiplied(list(titles.values()), options.many, random.Random(options.seed))))
        asked = random.Random(options.seed).sample(list(titles.values()), min(ASKED, len(titles)))
        report_times(many, asked)


def read(file: Path) -> tuple[dict[int, str], dict[int, set[int]]]:
    """Return the titles, and for each one that has any, its duplicates within the file; both by the place in it."""
    csv.field_size_limit(sys.maxsize)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    places = {row["id"]: place for place, row in enumerate(rows)}
    found = {
        place: {places[one] for one in (row["duplicates"] or "").split() if one in places} - {place}
        for place, row in enumerate(rows)
    }
    return {place: row["title"] for place, row in enumerate(rows)}, {
        one: those for one, those in found.items() if those
    }


def report(
    listed: TitleList, titles: Mapping[int, str], duplicates: Mapping[int, set[int]], chance: random.Random
) -> None:
    """Print how often a duplicate is found, and how often one is seen that is none."""
    asked = sorted(duplicates)
    chance.shuffle(asked)
    places = {one: first_place(listed, one, titles[one], duplicates[one]) for one in asked}
    print(
        f"{len(titles):,} titles, {len(asked):,} with a duplicate      " + "".join(f"  recall@{k:<2}" for k in DEPTHS)
    )
    half = len(asked) // 2
    for name, those in (("all", asked), ("one half", asked[:half]), ("the other half", asked[half:])):
        shares = [statistics.fmean(places[one] <= depth for one in those) if those else 0.0 for depth in DEPTHS]
        print(f"{name:41}" + "".join(f"{share:11.3f}" for share in shares))
    alone = [one for one in titles if one not in duplicates]
    others = chance.sample(alone, min(500, len(alone)))
    strong = [
        bool(found and found[0].is_strong)
        for one in others
        if (found := listed.similar(titles[one], 1, one)) is not None
    ]
    print(
        f"of {len(strong)} without a duplicate, said to look the same as another: {statistics.fmean(strong or [0]):.3f}"
    )


def first_place(listed: TitleList, number: int, title: str, duplicates: set[int]) -> int:
    """Return at which place the first duplicate is suggested, from 1; beyond all when it is not."""
    found = [match.number for match in listed.similar(title, max(DEPTHS), number)]
    return next((place for place, one in enumerate(found, 1) if one in duplicates), max(DEPTHS) + 1)


def multiplied(titles: Sequence[str], n: int, chance: random.Random) -> Iterator[str]:
    """Yield the titles, and then beginnings of some with ends of others."""
    yield from titles[:n]
    for _ in range(n - len(titles)):
        one, other = (chance.choice(titles).split() for _ in range(2))
        yield " ".join([*one[: (len(one) + 1) // 2], *other[len(other) // 2 :]])


def report_times(many: Mapping[int, str], asked: Sequence[str]) -> None:
    """Print how long a question takes on SQLite, against the plain search, and what memory it takes."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/titles.sqlite")
        with engine.connect() as connection:
            listed = TitleList(connection, many)
            connection.commit()
            rarest = {title: two_rarest(connection, title) for title in asked}
            plain = own_times(lambda title: plainly(connection, rarest[title]), asked)
            before = peak()
            ours = own_times(lambda title: listed.similar(title, max(DEPTHS)), asked)
        engine.dispose()
    print(f"among {len(many):,} titles on SQLite, ms of own time    median   95 %")
    for name, times in (("two rarest words, plainly", plain), ("similar", ours)):
        print(f"{name:46}{middle(times):11.2f}{high(times):7.2f}")
    print(
        f"similar to plain, of the medians: {middle(ours) / middle(plain):.1f}; memory grew by {peak() - before:,} MB"
    )


def two_rarest(connection: Connection, title: str) -> str:
    """Return the search for a title's two rarest words."""
    count = text("SELECT count(*) FROM paper_cut_words WHERE paper_cut_words MATCH :word")
    words = [f'"{word}"' for word in words_sought(title)]
    counts = {word: connection.execute(count, {"word": word}).scalar_one() for word in words}
    return " OR ".join(sorted(words, key=lambda word: counts[word])[:2])


def plainly(connection: Connection, wanted: str) -> list[int]:
    """Return the best ten of one search by words."""
    search = text("SELECT rowid FROM paper_cut_words WHERE paper_cut_words MATCH :wanted ORDER BY rank LIMIT 10")
    return list(connection.execute(search, {"wanted": wanted}).scalars()) if wanted else []


def own_times(
    ask: Callable[[str], object], asked: Sequence[str], clock: Callable[[], float] = time.process_time
) -> list[float]:
    """Return how many milliseconds each question took, asked once before."""
    for title in asked[:20]:
        ask(title)
    times = []
    for title in asked:
        begun = clock()
        ask(title)
        times.append(1000 * (clock() - begun))
    return times


def middle(times: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(times)


def high(times: Sequence[float]) -> float:
    """Return what 95 in a hundred stay below."""
    return sorted(times)[int(0.95 * len(times))]


def peak() -> int:
    """Return the most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
