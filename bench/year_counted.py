"""Hold against the truth of `bench.year` what pages and files count: days, people, answers, weeks."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from bench import year_figures as figures
from bench.year_kept import Meeting, Truth
from bench.year_lived import OTHER
from bench.year_pages import Browser, number, span
from bench.year_said import Check, rows, same, within

STEPS = ("Sighting to decision", "Decision to fix", "Fix to release", "Release to verified")
FELT = {
    "mood": ("Mood when it happened", -2, 2),
    "rating": ("Would recommend it", 0, 10),
    "applause": ("Applause for fixes", 0, 3),
    "delight": ("Delighted by something", 0, 1),
}
PERIODS = ("12", "26", "52", "all")
RESTED = timedelta(days=60)


def checks(truth: Truth, browser: Browser) -> Iterator[Check]:
    """Yield every figure that is counted."""
    for weeks in PERIODS:
        yield from _flow(truth, browser, weeks)
        yield from _steps(truth, browser, weeks)
    yield from _days(truth, browser)
    yield from _seams(truth, browser)
    yield from _estimates(truth, browser)
    yield from _felt(truth, browser)
    yield from _others(truth, browser)
    yield from _watching(truth, browser)
    yield from _weeks(truth, browser)


def _flow(truth: Truth, browser: Browser, weeks: str) -> Iterator[Check]:
    said = [tuple(row.values()) for row in browser.rows(f"/learning/flow.csv?weeks={weeks}")]
    known = [tuple(map(str, row)) for row in figures.per_week(truth, weeks)]
    yield rows(f"flow per week, {weeks} weeks", said, known)
    first = figures.begins(truth, weeks)
    happened = figures.flow(truth, first, truth.today)
    n_weeks, totals = ((truth.today - first).days + 1) / 7, Counter(kind for _, kind, _ in happened)
    page = browser.page(f"/learning?weeks={weeks}")
    found = page.find(r"We see about ([\d.]+) new paper cuts? a week and fix ([\d.]+|none)\. (\w+) fix(?:es)? came")
    if found:
        known_pair = [totals["added"] / n_weeks, totals["fixed"] / n_weeks]
        words = [number(one) if one != "none" else 0.0 for one in found[:2]]
        yield within(f"flow a week, {weeks} weeks", words, known_pair, 0.05, 0.06)
    (_, kind, day), _ = Counter(happened).most_common(1)[0]
    monday = figures.monday(day)
    listed = browser.page(
        f"/learning/flow?weeks={weeks}&week={monday.isocalendar().year}-W{monday.isocalendar().week:02d}&what={kind}"
    )
    n = {one for one, what, when in happened if what == kind and figures.monday(when) == monday}
    numbers = {int(one) for one in re.findall(r"PC-(\d+)", listed.text)}
    yield rows(f"flow, {kind} in the week of {monday}", numbers, n)


def _steps(truth: Truth, browser: Browser, weeks: str) -> Iterator[Check]:
    table = {row[0]: row[1:] for row in browser.page(f"/learning?weeks={weeks}").tables["Days in each step"]}
    first = figures.begins(truth, weeks)
    for i, name in enumerate(STEPS):
        some = [one for one in figures.spells(truth, i) if first <= one[1] <= truth.today]
        n_over, n_waiting = sum(one[3] for one in some), sum(not one[3] for one in some)
        known = ["too early to say", ""]
        if n_over >= 5:
            ends = figures.waits((one[2], one[3]) for one in some)
            longest = max(one[2] for one in some)
            low, middle, high = (f"over {longest}" if one is None else str(one) for one in ends)
            between = "–" if ends[2] is not None else " to "
            known = [middle, low if low == high else f"{low}{between}{high}"]
        yield same(f"{name}, {weeks} weeks", table[name], [*known, str(n_over), str(n_waiting)])


def _days(truth: Truth, browser: Browser) -> Iterator[Check]:
    columns = ("seen", "decided", "fixed", "released", "works", "verified", "declined", "reopened")
    said = [tuple(row.values()) for row in browser.rows("/learning/steps.csv")]
    known = [
        (f"PC-{cut}", truth.cuts[cut].status, *(_iso(days[name]) for name in columns))
        for cut, days in figures.days_of(truth).items()
    ]
    yield rows("days of each paper cut", said, known)


def _seams(truth: Truth, browser: Browser) -> Iterator[Check]:
    said = [
        (row["paper_cut"], row["status"], row["kind"], row["team"].strip(), row["other_team"].strip())
        for row in browser.rows("/learning/seams.csv")
    ]
    seams = {cut.id: pair for cut in truth.cuts.values() if (pair := figures.on_seam(truth, cut))}
    known = [(f"PC-{cut}", truth.cuts[cut].status, "seam", *pair) for cut, pair in seams.items()]
    known += [
        (f"PC-{cut.id}", "open", "no owner", truth.teams[cut.area].strip(), "") for cut in figures.ownerless(truth)
    ]
    yield rows("seams and without an owner", said, known)
    page = browser.page("/learning")
    spells = figures.spells(truth, 0)
    parts = [[(one[2], one[3]) for one in spells if (one[0] in seams) is is_there] for is_there in (True, False)]
    found = page.find(
        r"wait (?:for a decision )?about ([\d.]+ times as long|as long) as others[,;] "
        r"likely ([\d.]+(?: to [\d.]+)?) times"
    )
    ratio = figures.ratio(*parts)
    if ratio is None:
        yield same("seams wait how many times as long", found, ())
    else:
        said_ratio = [number(found[0]) if found[0] != "as long" else 1.0, *span(found[1])] if found else []
        yield within("seams wait how many times as long", said_ratio, ratio, 0.05, 0.006)
    teams = Counter(truth.teams[cut.area].strip().casefold() for cut in figures.ownerless(truth))
    table = {row[0].casefold(): int(row[1]) for row in page.tables.get("Without an owner, by team", [])}
    yield same(
        "without an owner, by team",
        dict(sorted(table.items())),
        dict(sorted((team or "no team", n) for team, n in teams.items())),
    )


def _estimates(truth: Truth, browser: Browser) -> Iterator[Check]:
    noted = [fix for fix in truth.fixes.values() if fix.hours is not None]
    said = [
        (
            row["paper_cut"],
            row["release"],
            row["size"],
            f"{float(row['estimated_hours'] or 0):.3f}",
            float(row["actual_hours"]),
        )
        for row in browser.rows("/learning/sizes.csv")
    ]
    known = []
    for fix in noted:
        size, median = fix.estimate or ("", 0.0)
        known.append((f"PC-{fix.cut}", truth.releases[fix.release].version, size, f"{median:.3f}", fix.hours))
    yield rows("hours estimated and noted, by fix", said, known)
    page = browser.page("/learning")
    off = figures.bias([(fix.hours, fix.estimate[1]) for fix in noted if fix.hours and fix.estimate])
    found = page.find(r"fixes took ([\d.]+) times what was estimated, likely ([\d.]+(?: to [\d.]+)?)")
    yield within("bias of effort", [number(found[0]), *span(found[1])] if found else [], off or (), 0.05, 0.006)
    by_size = defaultdict(list)
    for fix in noted:
        if fix.estimate and fix.estimate[0] and fix.hours:
            by_size[fix.estimate[0]].append(fix.hours)
    for size, hours in by_size.items():
        if len(hours) >= 5:
            found = page.find(rf"Use ([\d.,]+) h for {size} from now on likely ([\d.,]+ to [\d.,]+)")
            low, typical, high = figures.meaning(size, hours)
            yield within(
                f"what {size} means",
                [number(found[0]), *span(found[1])] if found else [],
                [typical, low, high],
                0.05,
                0.06,
            )
    timed = figures.said_and_timed(truth)
    said_rows = [
        (
            row["paper_cut"],
            row["how_known"],
            f"{float(row['seconds_said']):.3f}",
            f"{float(row['seconds_timed']):.3f}",
            row["people_said"],
            row["people_timed"],
        )
        for row in browser.rows("/learning/seconds.csv")
    ]
    yield rows(
        "seconds said and timed",
        said_rows,
        [
            (f"PC-{cut}", how, f"{one[0]:.3f}", f"{one[1]:.3f}", str(one[2]), str(one[3]))
            for (cut, how), one in timed.items()
        ],
    )
    for how, name in (("guess", "Guesses"), ("counted", "Counted steps")):
        off = figures.bias([one[:2] for (_, kind), one in timed.items() if kind == how])
        found = page.find(
            rf"{name} are(?: too (?:long|short):)? ([\d.]+) times what the stopwatch says, "
            r"likely ([\d.]+(?: to [\d.]+)?)"
        )
        yield within(
            f"bias of {name.lower()}", [number(found[0]), *span(found[1])] if found else [], off or (), 0.05, 0.006
        )


def _felt(truth: Truth, browser: Browser) -> Iterator[Check]:
    meetings = {one.id: one for one in truth.meetings}
    said = [(row["measure"], row["visit"], float(row["value"])) for row in browser.rows("/learning/feelings.csv")]
    known = [(kind, str(visit), value) for kind in FELT for visit, value in figures.felt(truth, kind)]
    yield rows("moods, ratings, applause, delights", said, known)
    page = browser.page("/learning/feelings")
    for kind, (name, bottom, top) in FELT.items():
        entries = figures.felt(truth, kind)
        unit = 100 if kind == "delight" else 1
        for group in ("Everybody", *truth.segments):
            some = [one for one in entries if group in ("Everybody", meetings[one[0]].place.segment)]
            row = next((row for row in page.tables.get(name, []) if row[:2] == [group, "in all"]), None)
            n_visits = len({visit for visit, _ in some})
            if row is not None and (len(some) < 5 or n_visits < 2):
                early = ["", "too early to say", str(len(some)), str(n_visits)]
                yield same(f"{kind}, {group}", list(row[2:]), early)
                continue
            if row is None or len(entries) < 5:
                n_segments = len({meetings[visit].place.segment for visit, _ in entries})
                is_left_out = not some or len(entries) < 5 or (group != "Everybody" and n_segments < 2)
                yield same(f"{kind}, {group}", row, None if is_left_out else some)
                continue
            mean = figures.mean_of(some, bottom, top)
            told = [number(row[2]) / unit, *(one / unit for one in span(row[3]))]
            counts = (int(row[4]), int(row[5])) == (len(some), n_visits)
            check = within(f"{kind}, {group}", told, mean, 0, 0.051 if unit == 1 else 0.0051)
            yield check if counts else same(f"{kind}, {group}", row, (len(some), n_visits))


def _others(truth: Truth, browser: Browser) -> Iterator[Check]:
    known = []
    watched = Counter((one.job.id, one.meeting.product) for one in truth.watches if one.meeting.is_with_users)
    for job in truth.jobs:
        if not watched[job.id, OTHER]:
            continue
        hits: dict[tuple[int, str], set[tuple[int, int]]] = defaultdict(set)
        for one in truth.sights:
            if not one.meeting.is_with_users:
                continue
            if one.job is job and one.cut:
                hits[one.cut, one.meeting.product].add((one.meeting.id, one.person.id))
            elif one.job is job and one.meeting.product and not one.is_delight:
                known.append(
                    (
                        job.name,
                        OTHER,
                        "only there",
                        "",
                        one.what,
                        "0",
                        str(watched[job.id, ""]),
                        "1",
                        str(watched[job.id, OTHER]),
                    )
                )
        for cut in {cut for cut, _ in hits}:
            here, there = len(hits[cut, ""]), len(hits[cut, OTHER])
            was = "was here, fixed" if truth.cuts[cut].status in ("fixed", "verified") else "only here"
            where = "also there" if here and there else was if here else "only there"
            known.append(
                (
                    job.name,
                    OTHER,
                    where,
                    f"PC-{cut}",
                    truth.cuts[cut].title,
                    str(here),
                    str(watched[job.id, ""]),
                    str(there),
                    str(watched[job.id, OTHER]),
                )
            )
    yield rows("other products", [tuple(row.values()) for row in browser.rows("/learning/others.csv")], known)


def _watching(truth: Truth, browser: Browser) -> Iterator[Check]:
    last: dict[tuple[str, str], date] = {}

    def note(kind: str, name: str, meeting: Meeting) -> None:
        last[kind, name] = max(last.get((kind, name), date.min), meeting.day)

    for one in truth.meetings:
        if one.is_with_users:
            note("segment", one.place.segment, one)
            for name in one.observers:
                note("observer", name, one)
            for person in one.people:
                note("role", person.role.casefold(), one)
    jobs = [(one.job, one.meeting) for one in truth.watches] + [(one.job, one.meeting) for one in truth.sights]
    for job, meeting in jobs:
        if meeting.is_with_users:
            note("stage", job.stage.capitalize(), meeting)
            note("task", job.name, meeting)
    names = [("segment", name) for name, weight in truth.segments.items() if weight]
    names += [("observer", name) for name in truth.observers] + [("role", "clerk"), ("role", "manager")]
    names += [("stage", name) for name in ("Discover", "Buy", "Set up", "Use", "Get help", "Upgrade")]
    names += [("task", job.name) for job in truth.jobs]
    known = [
        (kind, name.casefold(), day.isoformat() if (day := last.get((kind, name))) else "never",
         str((truth.today - day).days) if day else "", str(_rested(truth, name)) if kind == "segment" else "")
        for kind, name in names
    ]  # fmt: skip
    said = [
        (row["kind"], row["name"].casefold(), *list(row.values())[2:]) for row in browser.rows("/learning/watching.csv")
    ]
    yield rows("whom we have not seen", said, known)


def _rested(truth: Truth, segment: str) -> int:
    n = 0
    for place in truth.places:
        here = [one for one in truth.meetings if one.place is place]
        last = max((one.day for one in here if one.is_with_users), default=date.min)
        is_planned = any(not one.was_held and one.day >= truth.today for one in here)
        n += place.segment == segment and last < truth.today - RESTED and not is_planned
    return n


_PARTS = {
    "added": r"^New: (\w+) paper cut", "fixed": r"^Fixed: (\w+) paper cut", "verified": r"^Verified: (\w+) paper cut",
    "reopened": r"^Came back: (\w+) paper cut", "declined": r"^Declined: (\w+) paper cut",
    "visits": r"^Seen: (\d+) visit", "people": r"^Seen: .*? with (\d+) p", "sightings": r"^Seen: .*\. (\d+) sighting",
    "delights": r"^Seen: .*, (\d+) delight", "thanked": r"^Thanked: (\d+)", "late": r"^Promises: .*?(\d+) late",
}  # fmt: skip


def _weeks(truth: Truth, browser: Browser) -> Iterator[Check]:
    monday, said, known = figures.monday(truth.first), [], []
    while monday <= truth.today:
        year, number_of_week, _ = monday.isocalendar()
        text = browser.text(f"/learning/week.txt?week={year}-W{number_of_week:02d}").replace("**", "")
        found: dict[str, object] = {}
        for name, pattern in _PARTS.items():
            match = re.search(pattern, text, re.MULTILINE)
            found[name] = int(match[1]) if match else 0
        words = re.search(r"“(.*?)” ", text)
        found["words"] = words[1] if words else ""
        clap = re.search(r"^Loudest applause: (a nod|a smile|a cheer)", text, re.MULTILINE)
        found["applause"] = {"a nod": 1, "a smile": 2, "a cheer": 3}[clap[1]] if clap else 0
        truly = figures.week(truth, monday)
        for name, value in truly.items():
            said.append((monday.isoformat(), name, found[name]))
            known.append((monday.isoformat(), name, value))
        monday += timedelta(weeks=1)
    for name in truly:
        yield rows(
            f"weekly summary, {name}", [one for one in said if one[1] == name], [one for one in known if one[1] == name]
        )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
