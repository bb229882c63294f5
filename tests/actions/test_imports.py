"""Imports: all or nothing, nothing twice, and the numbers that rest on them."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from papercuts import actions
from papercuts.actions.imports import Counts, Preview, Result
from papercuts.db import db
from papercuts.domain import import_rows
from papercuts.domain.limits import Consent, HowTimed, Per, ReleaseStatus, Source, Status, VisitStatus
from papercuts.models import (
    Area,
    Effort,
    Event,
    PaperCut,
    Participant,
    Segment,
    Setting,
    Sighting,
    Site,
    Task,
    TaskUse,
    Visit,
    Watch,
)
from tests.factories import AT, DAY, make

DOCUMENT = Path(__file__).parents[2] / "docs" / "import.md"
USUAL = {"visited_on": "2026-03-12", "site": "Brightmere", "task": "Send invoices", "participant": "P1"}


def csv(*rows: dict[str, str]) -> bytes:
    """A file in which everything is usual but what is given."""
    names = list(dict.fromkeys(name for row in (USUAL, *rows) for name in row))
    lines = [";".join(f'"{(USUAL | row).get(name, "")}"' for name in names) for row in rows]
    return "\n".join([";".join(names), *lines, ""]).encode()


def plan(*rows: dict[str, str]) -> Preview:
    return actions.imports.plan(*import_rows.parse(import_rows.read(csv(*rows))))


def load(*rows: dict[str, str]) -> Counts:
    """Import a file and return what it did."""
    preview = plan(*rows)
    actions.imports.apply(preview, name="notes.csv", by=None, at=AT)
    db.session.commit()
    return preview.counts


def results(preview: Preview) -> list[Result]:
    return [preview.fates[number].result for number in sorted(preview.fates)]


def problems(preview: Preview) -> list[str]:
    return [str(problem) for problem in preview.problems]


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def the(model: Any) -> Any:
    """The only row of a table."""
    return db.session.scalars(select(model)).one()


def seen(what: str = "Fell", cut: str = "Date clears", **more: str) -> dict[str, str]:
    return {"what_happened": what, "paper_cut": cut, **more}


def test_a_row_becomes_what_it_says(app: Flask) -> None:
    db.session.get_one(Setting, 1).time_zone = "Europe/Berlin"
    load(
        seen("Typed 3.4.26", "Date clears", segment="Practices", product_version="4.11", role="Clerk", area="Editor",
             people="500", times="6", per="week", source="telemetry", performed="26", how_it_went="alone",
             seen_at="10:51", seconds_lost="14", how_timed="stopwatch", occurrences="2", quote="oh, not again",
             consent="quote with role", effort="2/4/8")
    )  # fmt: skip

    site, person, task, visit, watch = the(Site), the(Participant), the(Task), the(Visit), the(Watch)
    sighting, cut, use, effort = the(Sighting), the(PaperCut), the(TaskUse), the(Effort)
    assert (site.name, db.session.get_one(Segment, site.segment_id).name) == ("Brightmere", "Practices")
    assert (person.code, person.role, person.consent) == ("P1", "Clerk", Consent.ROLE)
    assert (task.name, the(Area).name, task.area_id) == ("Send invoices", "Editor", the(Area).id)
    assert (visit.visited_on, visit.product, visit.product_version, visit.status) == (
        DAY, "", "4.11", VisitStatus.WRITTEN_UP
    )  # fmt: skip
    assert (watch.participant_id, watch.task_id) == (sighting.participant_id, sighting.task_id) == (person.id, task.id)
    assert (watch.performed, watch.how_it_went) == (26, "alone")
    assert (sighting.what_happened, sighting.quote) == ("Typed 3.4.26", "oh, not again")
    assert (sighting.seconds_lost, sighting.how_timed, sighting.occurrences) == (14, HowTimed.STOPWATCH, 2)
    assert sighting.observed_at == datetime(2026, 3, 12, 9, 51, tzinfo=UTC)
    assert (cut.title, cut.task_id, cut.area_id, cut.status) == ("Date clears", task.id, task.area_id, Status.OPEN)
    assert (use.people, use.people_source, use.times, use.per, use.frequency_source) == (
        500, Source.TELEMETRY, 6, Per.WEEK, Source.TELEMETRY
    )  # fmt: skip
    assert (effort.low_hours, effort.likely_hours, effort.high_hours) == (2, 4, 8)


def test_watches_are_the_denominators(app: Flask) -> None:
    make.sighting()
    load(
        seen(participant="P1"),
        seen("Fell again", participant="P1"),
        seen(participant="P2"),
        {"participant": "P3"},
        {"participant": "P4", "visited_on": "2026-03-13"},
        {"participant": "P4", "task": "Find invoices"},
    )

    cut = db.session.scalars(select(PaperCut)).one()
    assert (cut.hit_k, cut.watched_n, cut.n_sightings, cut.n_sites) == (2, 4, 3, 1)
    assert cut.payback_q50 is not None


def test_seconds_that_nobody_timed_are_a_guess(app: Flask) -> None:
    load(seen(seconds_lost="9"), seen("Slipped"))

    timed, untimed = db.session.scalars(select(Sighting).order_by(Sighting.id))
    assert (timed.how_timed, untimed.how_timed, untimed.seconds_lost) == (HowTimed.GUESS, None, None)


def test_the_same_file_again_adds_nothing(app: Flask) -> None:
    rows = [seen(), seen(), seen("Slipped", ""), {"participant": "P2", "role": "Clerk"}, {"participant": ""}]
    first = load(*rows)
    n_events, before = count(Event), [count(model) for model in (Site, Participant, Visit, Watch, Sighting, PaperCut)]

    preview = plan(*rows)

    assert (first.rows, first.sightings, first.skipped, first.waiting) == (5, 3, 0, 1)
    assert (preview.counts.sightings, preview.counts.skipped, preview.has_news) == (0, 5, False)
    assert load(*rows).watches == 0
    assert [count(model) for model in (Site, Participant, Visit, Watch, Sighting, PaperCut)] == before
    assert count(Event) == n_events


def test_a_longer_file_adds_only_what_is_new(app: Flask) -> None:
    load(seen(), {"participant": "P2"})

    added = load(seen("Slipped"), seen(), seen(), {"participant": "P2"}, {"participant": "P3"})

    assert (added.sightings, added.matched, added.watches, added.skipped, added.visits) == (2, 2, 1, 2, 0)
    assert (count(Sighting), count(Watch), count(PaperCut), count(Visit)) == (3, 3, 1, 1)


def test_renaming_what_came_in_does_not_double_it(app: Flask) -> None:
    rows = [seen(), {"participant": "P2"}]
    load(*rows)
    the(Site).name, the(Site).name_identity = "Brightmere Dental", "brightmere dental"
    the(Task).name, the(Task).name_identity = "Send the invoices", "send the invoices"
    the(PaperCut).title, the(PaperCut).title_identity = "Date empties itself", "date empties itself"
    the(Visit).visited_on += timedelta(days=1)
    db.session.commit()

    added = load(*rows, seen("Slipped"))

    assert (added.sightings, added.matched, added.paper_cuts, added.watches, added.sites) == (1, 1, 0, 0, 0)
    assert [count(model) for model in (Site, Task, PaperCut, Visit, Watch)] == [1, 1, 1, 1, 2]


def test_nothing_is_written_while_a_row_has_an_error(app: Flask) -> None:
    preview = plan(seen(), seen(seconds_lost="a while"), {"visited_on": "2026-02-31"})

    assert results(preview) == [Result.NEW, Result.ERROR, Result.ERROR]
    with pytest.raises(ValueError, match="2 rows have an error"):
        actions.imports.apply(preview, name="notes.csv", by=None, at=AT)
    assert (count(Site), count(Sighting), count(Event)) == (0, 0, 0)


def test_a_contradiction_with_what_is_here_names_both(app: Flask) -> None:
    load({"people": "400", "segment": "Practices", "role": "Clerk"})

    preview = plan({"people": "400"}, {"people": "500", "participant": "P2"}, {"segment": "Offices"}, {"role": "Boss"})

    assert [line.split(" Change")[0] for line in problems(preview)] == [
        'row 3, column people, "500": The number of people who do this task in this segment is 400 already.',
        'row 4, column segment, "Offices": The segment of this site is Practices already.',
        'row 5, column role, "Boss": The role of this participant is Clerk already.',
    ]


def test_what_is_empty_here_is_filled_in(app: Flask) -> None:
    load(seen(), {"participant": "P2"})

    load(
        {"participant": "P2", "role": "Clerk", "consent": "named", "area": "Editor", "people": "9", "performed": "4"},
        {"participant": "P2", "how_it_went": "gave up", "product_version": "4.11"},
        seen(effort="S"),
    )

    clerk = db.session.scalars(select(Participant).where(Participant.code == "P2")).one()
    watch = db.session.scalars(select(Watch).where(Watch.participant_id == clerk.id)).one()
    assert (clerk.role, clerk.consent) == ("Clerk", Consent.NAMED)
    assert (watch.performed, watch.how_it_went) == (4, "gave up")
    assert (the(Task).area_id, the(TaskUse).people, the(Visit).product_version) == (the(Area).id, 9, "4.11")
    assert the(Effort).size == "S"


def test_another_product_is_kept_and_never_ranked(app: Flask) -> None:
    load(seen(), seen("Fell there too", product="Billbird"), {"participant": "P2", "product": "Billbird"})

    visits = {visit.product: visit for visit in db.session.scalars(select(Visit))}
    assert visits.keys() == {"", "Billbird"}
    assert (the(PaperCut).hit_k, the(PaperCut).watched_n, the(PaperCut).n_sightings) == (1, 1, 2)


def test_only_seen_with_another_product_has_no_rank(app: Flask) -> None:
    load(seen(product="Billbird"))

    assert (the(PaperCut).payback_q50, the(PaperCut).is_ranked) == (None, False)


def test_a_paper_cut_is_found_by_number_and_by_title(app: Flask) -> None:
    known, other = make.paper_cut("Date field clears"), make.paper_cut("Another")

    preview = plan(seen("a", f"PC-{known.id}"), seen("b", "dâte FIELD clears"), seen("c", "New"), seen("d", "new"))

    assert results(preview) == [Result.MATCHED, Result.MATCHED, Result.NEW, Result.NEW]
    assert {preview.fates[number].number for number in (2, 3)} == {known.id}
    assert (preview.counts.paper_cuts, preview.counts.matched) == (1, 2)
    assert other.n_sightings == 0


def test_an_unknown_number_is_an_error(app: Flask) -> None:
    cut = make.paper_cut()

    assert problems(plan(seen(cut=str(cut.id)), seen(cut="99999999999"), seen(cut="PC-77"))) == [
        f'row {row}, column paper_cut, "{number}": There is no paper cut of this number. '
        "Correct it, or write a title to name a new one."
        for row, number in ((3, "99999999999"), (4, "PC-77"))
    ]


def test_an_unknown_number_is_told_beside_the_other_errors_of_its_row(app: Flask) -> None:
    preview = plan(seen(cut=f"PC-{make.paper_cut().id}", seconds_lost="-4"), seen(cut="PC-998", seconds_lost="-4"))

    assert [line.split(":")[0] for line in problems(preview)] == [
        'row 2, column seconds_lost, "-4"',
        'row 3, column seconds_lost, "-4"',
        'row 3, column paper_cut, "PC-998"',
    ]


def test_a_visit_with_something_to_match_is_not_written_up(app: Flask) -> None:
    load(seen(), seen(visited_on="2026-03-13"), seen("Slipped", "", visited_on="2026-03-13"))

    assert list(db.session.scalars(select(Visit.status).order_by(Visit.visited_on))) == [
        VisitStatus.WRITTEN_UP,
        VisitStatus.UNDER_WAY,
    ]


def test_a_planned_visit_is_the_one_that_took_place(app: Flask) -> None:
    site = make.site("Brightmere")
    visit = make.visit(site, status=VisitStatus.PLANNED, observers=[make.account("Ada")])
    make.visit(status=VisitStatus.PLANNED)

    added = load(seen())

    assert added.visits == 0
    assert (the(Sighting).visit_id, visit.status, visit.finished_at) == (visit.id, VisitStatus.WRITTEN_UP, AT)
    told = {event.verb: event.details for event in db.session.scalars(select(Event).where(Event.subject == "visit"))}
    assert told["changed the status"] == {"status": ["planned", "written up"]}
    assert (told["imported"]["participants"], told["imported"]["tasks"]) == ("P1", the(Task).name)


def test_a_fixed_paper_cut_that_is_seen_again_opens_again(app: Flask) -> None:
    cut = make.paper_cut("Date clears", status=Status.FIXED)
    make.fix(cut, make.release("4.12", status=ReleaseStatus.PUBLISHED))

    load(seen(visited_on="2026-03-01"))
    assert cut.status is Status.FIXED
    load(seen(visited_on="2026-03-14", product="Billbird"))
    assert cut.status is Status.FIXED
    load(seen(visited_on="2026-03-14"))

    assert cut.status is Status.OPEN


def test_sightings_of_fixed_paper_cuts_cost_no_statements_of_their_own(app: Flask, count_queries: Any) -> None:
    release = make.release("4.12", status=ReleaseStatus.PUBLISHED, released_on=DAY + timedelta(days=30))
    for i in range(20):
        make.fix(make.paper_cut(f"Cut {i}", status=Status.FIXED), release)

    def cost(n: int, day: str) -> int:
        db.session.expire_all()
        with count_queries() as statements:
            load(*(seen(f"Fell {i}", f"Cut {i % (n // 2)}", participant=f"P{i % 9}", visited_on=day) for i in range(n)))
        return len(statements)

    cost(40, "2026-03-01")
    assert cost(40, "2026-03-03") <= cost(4, "2026-03-02") + 2 + 6  # the last for what the visits teach


def test_the_history_of_everything_made_says_so(app: Flask) -> None:
    ada = make.account("Ada")
    preview = plan(seen(effort="S"), seen("Slipped"), {"participant": "P2"})

    actions.imports.apply(preview, name="notes.csv", by=ada, at=AT)

    told = {(event.subject, event.verb): event.details for event in db.session.scalars(select(Event))}
    assert told["visit", "imported"] == {
        "file": "notes.csv", "sightings": 2, "watches": 2, "site": "Brightmere", "day": "2026-03-12"
    }  # fmt: skip
    assert told["paper_cut", "named"] == {"title": "Date clears"}
    assert told["paper_cut", "saw"] == {"sightings": 2, "site": "Brightmere", "day": "2026-03-12"}
    assert told["paper_cut", "estimated"] == {"effort": [None, "S"]}
    assert {("site", "added the site"), ("task", "added the task"), ("participant", "added the person")} <= told.keys()
    assert set(db.session.scalars(select(Event.account_id))) == {ada.id}


def test_scores_are_those_of_a_computation_from_scratch(app: Flask) -> None:
    load(seen(people="400", times="3", per="day"), seen("b", "Other", participant="P2", effort="M"))
    load({"participant": "P3"}, seen("c", "Other", visited_on="2026-03-20", task="Find", people="7"))

    cuts = list(db.session.scalars(select(PaperCut)))
    for cut_id, expected in actions.scores.computed([cut.id for cut in cuts]).items():
        cut = db.session.get_one(PaperCut, cut_id)
        assert cut.assumed == expected.pop("assumed")
        assert {name: getattr(cut, name) for name in expected} == pytest.approx(expected)


def test_a_hundred_rows_cost_as_many_statements_as_three(app: Flask, count_queries: Any) -> None:
    def rows(n: int, day: str) -> list[dict[str, str]]:
        return [seen(f"Fell {i}", f"Cut {i % 7}", participant=f"P{i % 9}", visited_on=day) for i in range(n)]

    load(*rows(9, "2026-03-01"))
    with count_queries() as few:
        load(*rows(9, "2026-03-02"))
    with count_queries() as many:
        load(*rows(100, "2026-03-03"))

    assert len(many) <= len(few) + 2


def test_the_example_of_the_document_imports(app: Flask) -> None:
    (example,) = re.findall(r"```csv\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)

    preview = actions.imports.plan(*import_rows.parse(import_rows.read(example.encode())))
    actions.imports.apply(preview, name="import.md", by=None, at=AT)

    counts = preview.counts
    assert (counts.rows, counts.paper_cuts, counts.waiting, counts.watches, counts.visits) == (4, 2, 1, 3, 1)
    hits = select(PaperCut.title, PaperCut.hit_k, PaperCut.watched_n).order_by(PaperCut.id)
    assert [tuple(row) for row in db.session.execute(hits)] == [
        ("Enter does nothing in the line-item table", 1, 2),
        ("Date field clears itself", 1, 1),
    ]


def test_a_thousand_rows_come_in_at_once(app: Flask) -> None:
    added = load(
        *(
            seen(f"Fell {i}", f"Cut {i % 40}", site=f"Site {i % 30}", participant=f"P{i % 3}", task=f"Task {i % 5}")
            for i in range(actions.imports.ANALYZE_FROM)
        )
    )

    assert (added.sightings, added.paper_cuts, added.visits, added.sites) == (1_000, 40, 30, 30)
    assert count(Sighting) == 1_000
    assert db.session.scalar(select(func.sum(PaperCut.n_sightings))) == 1_000
