"""`papercuts import` and `papercuts demo`, as they are typed."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from papercuts import cli
from papercuts.domain import sheets

DATA = Path(__file__).parents[1] / "data"

GOOD = """\
visited_on,site,task,participant,what_happened,paper_cut,seconds_lost
2026-03-12,Brightmere,Send invoices,P1,Date went blank,Date field clears,14
2026-03-12,Brightmere,Send invoices,P2,,,
"""
BAD = GOOD + "2026-02-31,Brightmere,Send invoices,P3,Fell,,a while\n"
Run = Callable[..., int]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """The database of an instance of its own, SQLite unless said otherwise."""
    monkeypatch.setenv("PAPERCUTS_INSTANCE", str(tmp_path / "instance"))
    return f"sqlite:///{tmp_path / 'instance/papercuts.sqlite'}"


def count(database: str, table: str) -> int:
    engine = create_engine(database)
    with engine.connect() as connection:
        found = int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
    engine.dispose()
    return found


@pytest.fixture
def notes(tmp_path: Path) -> Callable[[str], str]:
    """Write a file and return its path."""

    def write(content: str) -> str:
        path = tmp_path / "notes.csv"
        path.write_text(content)
        return str(path)

    return write


def test_a_file_is_imported(database: str, notes: Callable[[str], str], capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.main(["import", notes(GOOD)])

    assert (status, capsys.readouterr().out) == (
        0,
        "notes.csv: 2 rows, 2 new, 0 already there\n"
        "  1 sighting: 1 new paper cut, 0 of known ones, 0 to be matched later\n"
        "  2 watches, 1 visit, 1 site\n"
        "Imported.\n"
        "To undo it within 7 days: papercuts import --undo 1\n",
    )
    assert (count(database, "sighting"), count(database, "watch")) == (1, 2)


def test_an_import_is_undone_by_its_number(
    database: str, notes: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["import", notes(GOOD)])
    capsys.readouterr()

    assert cli.main(["import", "--undo", "1", "--dry-run"]) == 0
    assert count(database, "sighting") == 1
    assert cli.main(["import", "--undo", "1"]) == 0
    gone = "notes.csv: 1 sighting, 2 watches, 1 visit, 1 paper cut, 2 people, 1 task, 1 site"
    assert capsys.readouterr().out.splitlines() == [
        gone, "Nothing was written: this was a dry run.", gone, "Undone.",
    ]  # fmt: skip
    assert [count(database, table) for table in ("sighting", "watch", "visit", "site")] == [0] * 4
    assert (cli.main(["import", "--undo", "1"]), cli.main(["import", "--undo", "9"])) == (1, 1)
    told = capsys.readouterr().err.splitlines()
    assert told == ["papercuts: This import is undone already.", "papercuts: There is no import 9."]


def test_a_workbook_and_issues_of_a_tracker_come_in(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "notes.xlsx"
    book.write_bytes(sheets.write_workbook(GOOD.splitlines()[0].split(","), [GOOD.splitlines()[1].split(",")]))
    assert cli.main(["import", str(book)]) == 0
    assert cli.main(["import", str(book), "--sheet", "Nowhere"]) == 1

    gitlab = str(DATA / "issues-gitlab.csv")
    assert cli.main(["import", gitlab]) == 1
    assert cli.main(["import", gitlab, "--columns", "jira"]) == 1
    assert cli.main(["import", gitlab, "--columns", "gitlab", "--set", "nonsense"]) == 1
    sets = ["--set", "site=Our issue tracker", "--set", "task=Use the product"]
    assert cli.main(["import", gitlab, "--columns", "gitlab", *sets]) == 0
    assert "The columns are read as “GitLab issues”." in capsys.readouterr().out
    assert (count(database, "link"), count(database, "sighting")) == (3, 4)


def test_the_same_file_again_adds_nothing(
    database: str, notes: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = notes(GOOD)
    cli.main(["import", path])
    capsys.readouterr()

    status = cli.main(["import", path])

    assert (status, capsys.readouterr().out) == (
        0,
        "notes.csv: 2 rows, 0 new, 2 already there\nNothing to import.\n",
    )
    assert (count(database, "sighting"), count(database, "watch")) == (1, 2)


def test_a_dry_run_writes_nothing(
    database: str, notes: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    status = cli.main(["import", notes(GOOD), "--dry-run"])

    assert (status, capsys.readouterr().out.splitlines()[-1]) == (0, "Nothing was written: this was a dry run.")
    assert count(database, "site") == count(database, "event") == 0


@pytest.mark.parametrize("flags", [[], ["--dry-run"]])
def test_errors_are_named_and_nothing_is_written(
    database: str, notes: Callable[[str], str], capsys: pytest.CaptureFixture[str], flags: list[str]
) -> None:
    status = cli.main(["import", notes(BAD), *flags])

    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "")
    assert printed.err.splitlines() == [
        'row 4, column visited_on, "2026-02-31": There is no 31 February. Correct the day.',
        'row 4, column seconds_lost, "a while": Seconds must be a number, like 14.',
        "papercuts: 2 errors. Nothing was imported.",
    ]
    assert count(database, "site") == 0


def test_the_right_rows_come_in_where_the_others_are_left_out(
    database: str, notes: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = notes(BAD)
    assert cli.main(["import", path, "--leave-out-errors", "--dry-run"]) == 0
    assert count(database, "site") == 0
    capsys.readouterr()

    assert cli.main(["import", path, "--leave-out-errors"]) == 0

    printed = capsys.readouterr()
    assert printed.out.startswith("notes.csv: 2 rows, 2 new, 0 already there\n")
    assert printed.err.splitlines()[-1] == "papercuts: 1 row left out. Correct and import it later."
    assert "There is no 31 February" in printed.err
    assert (count(database, "sighting"), count(database, "watch")) == (1, 2)
    assert cli.main(["import", path, "--leave-out-errors"]) == 1  # nothing is left to come in


def test_a_day_too_far_ahead_is_refused(
    database: str, notes: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import", notes(GOOD + "2099-01-01,Brightmere,Send invoices,P3,,,\n")]) == 1

    told = capsys.readouterr().err
    assert told.startswith('row 4, column visited_on, "2099-01-01": This day is more than a year ahead. Correct it')
    assert count(database, "site") == 0


def test_a_wrong_header_is_told_with_all_the_rest(
    database: str, notes: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import", notes(BAD.replace("task", "chore"))]) == 1

    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("There is no column chore. Remove or rename it.")
    assert told[1:] == [
        "The column task is missing. Add it.",
        'row 4, column visited_on, "2026-02-31": There is no 31 February. Correct the day.',
        'row 4, column seconds_lost, "a while": Seconds must be a number, like 14.',
        "papercuts: 4 errors. Nothing was imported.",
    ]
    assert count(database, "site") == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "This is not a text file"),
        (b"PK\x03\x04", "This workbook is damaged"),
        (GOOD.encode().replace(b"Date went", b"D\xe4te went"), 'row 2, column what_happened, "Däte went blank"'),
        (GOOD.encode().replace(b"task", b"chore"), "There is no column chore"),
        (b"", "This file is empty."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    path = tmp_path / "notes.csv"
    path.write_bytes(content)

    assert cli.main(["import", str(path)]) == 1
    assert capsys.readouterr().err.startswith(said)


def test_a_file_that_is_not_there(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["import", "/nowhere.csv"]) == 2
    assert capsys.readouterr().err == "papercuts: cannot read /nowhere.csv: No such file or directory\n"


def test_a_dash_is_standard_input(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))

    assert cli.main(["import", "-"]) == 0
    assert capsys.readouterr().out.startswith("standard input: 2 rows, 2 new")


def test_the_command_line_takes_more_rows_than_the_browser(
    database: str, notes: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"2026-03-12,Brightmere,Send invoices,P{i % 50}\n" for i in range(20_001))

    assert cli.main(["import", notes("visited_on,site,task,participant\n" + rows), "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("notes.csv: 20,001 rows")


def test_demo_fills_an_empty_instance_once(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo"]) == 0
    assert cli.main(["demo"]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "The sample data is loaded. An administrator can remove it in the settings.",
        "The sample data is here already. Nothing was added.",
    ]
    assert count(database, "paper_cut") == 17


def test_demo_leaves_an_instance_alone_that_has_sites(
    database: str, notes: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["import", notes(GOOD)])

    assert cli.main(["demo"]) == 0
    assert capsys.readouterr().out.endswith("Nothing was added.\n")
    assert count(database, "site") == 1


def test_the_empty_database_of_either_engine_takes_an_import(
    empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notes: Callable[[str], str]
) -> None:
    monkeypatch.setenv("PAPERCUTS_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("PAPERCUTS_DATABASE_URL", empty_database)
    assert cli.main(["upgrade"]) == 0

    assert cli.main(["import", notes(GOOD)]) == 0
