"""Hold against the truth of `bench.year` the hours that pages and files say: lost, predicted, realised."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from bench import year_figures as figures
from bench.year_kept import Truth
from bench.year_pages import Browser, Page, number, span
from bench.year_said import Check, rows, same, within
from bench.year_sums import Given, Sum, Sums, held, mean_of

EXACT, ROUNDED, DRAWN = 1e-6, 0.026, 0.08
HOLDS = 0.13  # by which a range of a total may hold more or less than 80 %: its log-normal shape is not exact
PERIODS = ("12", "52", "all")


def checks(truth: Truth, sums: Sums, browser: Browser) -> Iterator[Check]:
    """Yield every figure in hours."""
    given = [sums.given(fix) for fix in truth.fixes.values() if truth.releases[fix.release].is_published]
    for weeks in PERIODS:
        yield from _measured(truth, given, browser, weeks)
    for by in ("release", "quarter"):
        yield from _groups(truth, given, browser.page(f"/learning?weeks=all&by={by}"), by)
    yield from _seams(truth, sums, browser)
    yield from _totals(truth, sums, given, browser.page("/learning"))


def _measured(truth: Truth, given: Sequence[Given], browser: Browser, weeks: str) -> Iterator[Check]:
    first = figures.begins(truth, weeks)
    mine = {
        (truth.releases[one.fix.release].version, f"PC-{one.fix.cut}"): one
        for one in given
        if truth.releases[one.fix.release].day >= min(first, _last_quarter(truth))
    }
    theirs = {(row["release"], row["paper_cut"]): row for row in browser.rows(f"/learning/measured.csv?weeks={weeks}")}
    counts = ("people_looked_at", "gone_for", "seconds_assumed_for")
    said = [(*key, *(row[name] for name in counts)) for key, row in theirs.items()]
    yield rows(
        f"fixes and who was looked at, {weeks} weeks",
        said,
        [(*key, str(one.n_looked), str(one.n_gone), str(one.n_assumed)) for key, one in mine.items()],
    )
    if said and mine.keys() == theirs.keys():
        yield from _each_fix(mine, theirs, weeks)


def _each_fix(
    mine: dict[tuple[str, str], Given], theirs: dict[tuple[str, str], dict[str, str]], weeks: str
) -> Iterator[Check]:
    for name in ("predicted", "measured"):
        known = [mine[key].predicted if name == "predicted" else mine[key].realised for key in theirs]
        said = [_number(row[f"{name}_hours"]) for row in theirs.values()]
        yield within(f"{name} by fix, {weeks} weeks", said, [one.mean if one else None for one in known], EXACT, EXACT)
        for i, end in enumerate(("low", "high")):
            said = [_number(row[f"{name}_{end}"]) for row in theirs.values()]
            widths = [(one.ends[1] - one.ends[0]) if one else 0.0 for one in known]
            # the end in widths of the range, so that one near 0 is held against what it is an end of
            off = [None if a is None else a / w for a, w in zip(said, widths, strict=True)]
            mine_off = [None if one is None else one.ends[i] / w for one, w in zip(known, widths, strict=True)]
            yield within(f"{name} by fix, {end} end, {weeks} weeks", off, mine_off, DRAWN, DRAWN)
    for name in ("before", "after"):
        said = [_number(row[f"seconds_{name}"]) for row in theirs.values()]
        yield within(
            f"seconds {name}, {weeks} weeks",
            said,
            [mine[key].before if name == "before" else mine[key].after for key in theirs],
            EXACT,
            EXACT,
        )


def _groups(truth: Truth, given: Sequence[Given], page: Page, by: str) -> Iterator[Check]:
    groups: dict[str, list[Given]] = defaultdict(list)
    for one in given:
        out = truth.releases[one.fix.release]
        groups[out.version if by == "release" else f"Q{_quarter(out.day)[1]} {out.day.year}"].append(one)
    table = {row[0]: row[1:] for row in page.tables.get("Predicted and measured", [])}
    for name, row in table.items():
        some = [one for one in groups[name] if one.predicted and _is_newest(truth, one)]
        predicted = [one.predicted for one in some if one.predicted]
        yield within(f"predicted, {name}", [number(row[0])], [mean_of(predicted)], ROUNDED, 0.06)
        yield _holds(f"predicted, {name}, range", predicted, span(row[1]))
        measured = [one.realised for one in some if one.realised]
        if len(measured) < len(some):
            yield same(f"measured, {name}", row[2], "in part" if measured else "not yet")
            continue
        yield within(f"measured, {name}", [number(row[2])], [mean_of(measured)], ROUNDED, 0.06)
        yield _holds(f"measured, {name}, range", measured, span(row[3]))
    quarter = _quarter(_last_quarter(truth))
    last = [
        one
        for one in given
        if _quarter(truth.releases[one.fix.release].day) == quarter and one.realised and _holds_now(truth, one)
    ]
    found = page.find(
        r"Last quarter, [^:]*: ([\d.,−]+) hours a year given back as measured \(likely ([^)]*)\), "
        r"of ([\d.,]+) predicted"
    )
    if found:
        mean = sum(one.realised.mean for one in last if one.realised)
        promised = sum(one.predicted.mean for one in last if one.predicted)
        yield within(f"last quarter, by {by}", [number(found[0]), number(found[2])], [mean, promised], ROUNDED, 0.06)


def _seams(truth: Truth, sums: Sums, browser: Browser) -> Iterator[Check]:
    said: list[float | None] = []
    known: list[float | None] = []
    ends: tuple[list[float | None], list[float | None]] = ([], [])
    for row in browser.rows("/learning/seams.csv"):
        one = sums.known(truth.cuts[int(row["paper_cut"][3:])])
        said.append(_number(row["hours_lost_a_year"]))
        known.append(one.mean if one else None)
        ends[0].extend((_number(row["low"]), _number(row["high"])))
        ends[1].extend(one.ends if one else (None, None))
    yield within("hours lost on seams and without an owner", said, known, EXACT, EXACT)
    yield within("… their ranges", *ends, DRAWN, 0.05)


def _totals(truth: Truth, sums: Sums, given: Sequence[Given], page: Page) -> Iterator[Check]:
    lost = [one for cut in truth.cuts.values() if cut.status in ("open", "claimed") and (one := sums.known(cut))]
    holding = [one for one in given if _holds_now(truth, one)]
    back = [one.predicted for one in holding if one.predicted]
    measured = [one.realised for one in holding if one.realised]
    named: dict[str, list[Sum]] = {
        "Known to be lost": lost,
        "Given back, as predicted": back,
        "Given back, as verified": measured,
    }
    for name, some in named.items():
        found = page.find(
            rf"{name} ([\d.,−]+) hours a year(?: ?likely ([^;]*);)? ?(\d+)"
            r"[^€]*?(?:([\d.,]+) EUR a year, likely ([\d.,]+ to [\d.,]+) EUR)"
        )
        mean = mean_of(some)
        if not found:
            yield same(name, page.find(rf"{name} (0) hours a year"), () if mean > 0 else ("0",))
            continue
        yield within(name, [number(found[0])], [mean], ROUNDED, 0.06)
        yield _holds(f"{name}, range", some, span(found[1]))
        yield within(f"{name}, worth", [number(found[3])], [mean * truth.hour_cost], ROUNDED, 0.6)
        n = len(holding) if "predicted" in name else len(some)
        yield same(f"{name}, of how many", found[2], str(n))
    cuts = [cut for cut in truth.cuts.values() if cut.status != "merged"]
    users = [one for one in truth.meetings if one.is_with_users]
    counts = {
        "Paper cuts": len(cuts),
        "Fixed": sum(bool(truth.published(cut.id)) for cut in cuts),
        "Verified": sum(cut.status == "verified" for cut in cuts),
        "Declined": sum(cut.status == "declined" for cut in cuts),
        "Visits with users": len(users),
        "People watched": len({person.id for one in users for person in one.people}),
    }
    for name, n in counts.items():
        found = page.find(rf"(?:Since we began.*){name} ([\d,]+)")
        yield same(name, found[0] if found else None, f"{n:,}")


def _holds(figure: str, some: Sequence[Sum], ends: tuple[float, float]) -> Check:
    share = held(some, *ends)
    return Check(figure, f"{ends[0]:g} to {ends[1]:g}: 80 %", f"holds {share:.0%}", abs(share - 0.8) <= HOLDS)


def _is_newest(truth: Truth, one: Given) -> bool:
    return truth.published(one.fix.cut)[-1] is one.fix


def _holds_now(truth: Truth, one: Given) -> bool:
    return truth.cuts[one.fix.cut].status in ("fixed", "verified") and _is_newest(truth, one)


def _last_quarter(truth: Truth) -> date:
    """Return the first day of the last quarter that is over."""
    day = date(truth.today.year, 3 * ((truth.today.month - 1) // 3) + 1, 1)
    return date(day.year - (day.month == 1), (day.month - 4) % 12 + 1, 1)


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3


def _number(text: str) -> float | None:
    return float(text) if text else None
