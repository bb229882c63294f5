"""Columns of other files: guessed by name, read as ours, and the exports of three trackers."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from papercuts.domain import import_columns, import_dates, import_rows, import_trackers, sheets
from papercuts.domain.import_cells import COLUMNS
from papercuts.domain.import_columns import SHORTENED, Columns, Source
from papercuts.domain.import_rows import Row

BERLIN = ZoneInfo("Europe/Berlin")
DATA = Path(__file__).parents[1] / "data"


def table(text: str) -> sheets.Table:
    return sheets.table(text.encode(), columns=COLUMNS)


def rows(found: sheets.Table, columns: Columns) -> list[Row]:
    parsed = import_rows.parse(import_columns.as_ours(found, columns, BERLIN), is_report=columns.is_reports)
    assert parsed.problems == []
    return parsed.rows


def test_columns_are_guessed_by_their_names_and_read_as_ours() -> None:
    found = table("Date;Customer;Task;What was seen;Weather\n13/03/2026;Brightmere;Send invoices;'=1+1;glad\n")

    columns = import_columns.guess(found)

    assert {ours: source.column for ours, source in columns.sources.items()} == {
        "visited_on": "Date", "site": "Customer", "task": "Task", "what_happened": "What was seen",
    }  # fmt: skip
    assert columns.sources["visited_on"].order == "dmy"
    [row] = rows(found, columns)
    assert (row.visited_on.isoformat(), row.site, row.what_happened) == ("2026-03-13", "Brightmere", "=1+1")


def test_a_fixed_value_stands_in_every_row_and_is_never_a_formula() -> None:
    found = table("day,task\n2026-03-12,A\n2026-03-13,B\n")
    columns = Columns(import_columns.guess(found).sources | {"site": Source(fixed="=Ours")})
    assert [row.site for row in rows(found, columns)] == ["=Ours", "=Ours"]


def test_what_is_stored_of_columns_is_read_back() -> None:
    columns = Columns({"site": Source(fixed="Ours"), "visited_on": Source("Created", order="mdy")}, True, "Notes", "A")
    assert Columns.from_json(columns.to_json()) == columns


def test_names_that_stand_there_twice_are_told_apart() -> None:
    assert import_columns.names_of(("Labels", "labels", "", "Comment")) == (
        "Labels", "labels (2)", "(column 3)", "Comment",
    )  # fmt: skip


def test_a_file_of_our_columns_needs_no_matching() -> None:
    assert import_columns.is_ours(["Visited_on", "site", "task", "quote"])
    assert not import_columns.is_ours(["visited_on", "site", "task", "weather"])
    assert not import_columns.is_ours(["visited_on", "site"])
    assert not import_columns.is_ours(["visited_on", "site", "task", "task"])


def test_sources_are_told_apart_by_their_columns_alone() -> None:
    one = import_columns.header_identity(["Date", "Site"])
    assert one == import_columns.header_identity(["date", "SITE"]) != import_columns.header_identity(["Site", "Date"])


def test_a_column_that_is_gone_is_told() -> None:
    found = table("day,task\n2026-03-12,A\n")
    sheet = import_columns.as_ours(found, Columns({"visited_on": Source("Created"), "task": Source("task")}), BERLIN)
    assert [problem.text for problem in sheet.problems] == [
        "No column is matched to visited_on, site. Match one, or give a fixed value.",
        "This file has no column Created. Match the columns again.",
    ]


@pytest.mark.parametrize(
    ("tracker", "days", "links"),
    [
        ("github", ["2026-03-13", "2026-03-13"], [f"https://github.com/example/ledger/issues/{n}" for n in (812, 815)]),
        (
            "gitlab",
            ["2026-03-13", "2026-03-12", "2026-03-14"],
            [f"https://gitlab.example/ledger/-/issues/{n}" for n in (12, 13, 14)],
        ),
        ("jira", ["2025-07-14", "2026-09-03"], ["", ""]),
    ],
)
def test_issues_of_a_tracker_are_reports_at_the_site_and_task_that_are_named(
    tracker: str, days: list[str], links: list[str]
) -> None:
    found = sheets.table((DATA / f"issues-{tracker}.csv").read_bytes())
    shipped = import_trackers.of_header(found.header)
    assert shipped is not None
    assert shipped == import_trackers.named(tracker, found.header)
    named = {"site": Source(fixed="Our issue tracker"), "task": Source(fixed="Use the product")}
    columns = import_columns.with_orders(Columns(shipped.sources | named, shipped.is_reports), found)

    said = rows(found, columns)

    assert [row.visited_on.isoformat() for row in said] == days  # where the team works, not in UTC
    assert [row.link for row in said] == links
    assert said[0].paper_cut == "Enter does nothing in the last line"
    issue = " (LED-7)" if tracker == "jira" else ""  # which has no address to find it by
    assert said[0].what_happened == f"Enter does nothing in the last line{issue}"
    assert all((row.participant, row.how_timed, row.seconds_lost) == ("", None, None) for row in said)
    assert all(row.is_report for row in said)


def test_the_component_of_an_issue_may_be_its_task() -> None:
    found = sheets.table((DATA / "issues-jira.csv").read_bytes())
    shipped = import_trackers.of_header(found.header)
    assert shipped is not None
    named = {"site": Source(fixed="Our issue tracker"), "task": Source("Component/s")}
    columns = import_columns.with_orders(Columns(shipped.sources | named, True), found)
    assert [row.task for row in rows(found, columns)] == ["Invoice editor", "Payments"]


def test_the_key_of_an_issue_follows_an_address_that_ends_in_a_slash() -> None:
    found = sheets.table((DATA / "issues-jira.csv").read_bytes())
    shipped = import_trackers.of_header(found.header)
    assert shipped is not None
    fixed = {"site": "Our issue tracker", "task": "Use it", "link": "https://jira.example/browse/"}
    named = {ours: Source(fixed=value) for ours, value in fixed.items()}
    columns = import_columns.with_orders(Columns(shipped.sources | named, True), found)
    assert [row.link for row in rows(found, columns)] == [f"https://jira.example/browse/LED-{n}" for n in (7, 8)]


def test_a_day_that_never_was_is_told_as_it_was_typed() -> None:
    found = sheets.table(b"Date,Customer,Task\n31.02.2026,Brightmere,Send\n30.03.2026,Brightmere,Send\n")
    sheet = import_columns.as_ours(found, import_columns.guess(found), BERLIN)
    assert [problem.value for problem in import_rows.parse(sheet).problems] == ["31.02.2026"]


def test_a_long_text_is_cut_between_words_and_says_so() -> None:
    cut = import_columns.cut("word " * 100, 60)
    assert len(cut) <= 60
    assert cut.endswith("word" + SHORTENED)
    assert import_columns.cut("x" * 100, 60).endswith("x" + SHORTENED)


@pytest.mark.parametrize(
    ("cells", "orders"),
    [
        (["12/03/2026", "13/03/2026"], ("dmy",)),
        (["12/03/2026", "12/13/2026"], ("mdy",)),
        (["03/04/2026", "5.6.2026"], ("dmy", "mdy")),
        (["05/05/2026"], ()),  # both orders mean the same day
        (["2026-03-12T09:14:00Z", "2026-03-12"], ()),
        (["13/03/2026", "03/04/2026", "soon"], ("dmy",)),
        (["soon", ""], ()),
    ],
)
def test_the_whole_column_says_whether_day_or_month_comes_first(cells: list[str], orders: tuple[str, ...]) -> None:
    assert import_dates.orders(cells) == orders


@pytest.mark.parametrize(
    ("cell", "order", "day", "clock"),
    [
        ("12.03.2026 09:14", "dmy", "2026-03-12", "09:14"),
        ("3/12/2026 9:14 PM", "mdy", "2026-03-12", "21:14"),
        ("14/Jul/25 12:05 AM", "dmy", "2025-07-14", "00:05"),
        ("Mar 12, 2026", "dmy", "2026-03-12", ""),
        ("2026-03-12T23:30:00Z", "dmy", "2026-03-13", "00:30"),
        ("2026-03-12 23:30:00 +0100", "dmy", "2026-03-12", "23:30"),
        ("31/02/2026", "dmy", "2026-02-31", ""),
        ("2026-03-12 25:00", "dmy", "2026-03-12 25:00", "2026-03-12 25:00"),
        ("9999-12-31 23:59 -2300", "dmy", "9999-12-31 23:59 -2300", "9999-12-31 23:59 -2300"),
        ("0001-01-01 00:00 +2300", "dmy", "0001-01-01 00:00 +2300", "0001-01-01 00:00 +2300"),
        ("2026-03-12 10:00 +9999", "dmy", "2026-03-12 10:00 +9999", "2026-03-12 10:00 +9999"),
        ("31/02/2026 10:00", "dmy", "2026-02-31", "31/02/2026 10:00"),
        ("10:31", "dmy", "10:31", "10:31"),
        ("soon", "dmy", "soon", "soon"),
        ("1" * 500, "dmy", "1" * 500, "1" * 500),
    ],
)
def test_a_day_with_a_time_is_read_where_the_team_works(cell: str, order: str, day: str, clock: str) -> None:
    assert import_dates.as_ours(cell, order, BERLIN) == day
    assert import_dates.clock_as_ours(cell, order, BERLIN) == clock
