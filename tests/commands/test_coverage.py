"""`papercuts coverage`: anybody's matrix without an instance, and the tasks and areas of one."""

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from papercuts import cli
from papercuts.commands import instance
from papercuts.db import db
from tests.factories import make

KEYS = [
    "units",
    "seen",
    "uses",
    "q1",
    "q2",
    "coverage",
    "unseen_at_least",
    "total_at_least",
    "sign_of_more",
    "chao2_classic",
    "level",
    "chao2_lo",
]
KEYS += ["chao2_hi", "lewis_p_adjusted", "expected_new", "expected_new_lo", "expected_new_hi", "too_early"]


def of_matrix(folder: Path, capsys: pytest.CaptureFixture[str], text: str, *options: str) -> Any:
    """What is printed for a file."""
    file = folder / "matrix.csv"
    file.write_text(text)
    assert cli.main(["coverage", "--matrix", str(file), "--format", "json", *options]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture(autouse=True)
def _no_instance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PAPERCUTS_INSTANCE", str(tmp_path / "instance"))


def test_a_matrix_needs_no_instance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Q1 = 3, Q2 = 1, T = 4: worked out by hand from the formulas of docs/coverage.md."""
    text = "who,a,b,c,d,e,f\nP1,1,1,0,0,1,0\nP2,1,0,1,0,1,0\nP3,1,0,0,1,0,0\nP4,1,0,0,0,1,0\n"

    found = of_matrix(tmp_path, capsys, text)

    assert list(found) == KEYS
    assert [found[name] for name in ("units", "seen", "uses", "q1", "q2")] == [4, 5, 10, 3, 0]
    assert found["coverage"] == pytest.approx(1 - 3 / 10 * (3 * 2) / (3 * 2 + 2))
    assert found["unseen_at_least"] == pytest.approx(3 / 4 * 3 * 2 / 2)
    assert (found["total_at_least"], found["too_early"]) == (8, False)
    assert found["expected_new"] == pytest.approx(2.25 * (1 - (1 - 3 / (4 * 2.25 + 3)) ** 2))
    assert found["expected_new_lo"] == 0
    assert not (tmp_path / "instance").exists()


def test_the_level_of_the_ranges_is_said_and_can_be_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """SpadeR prints 16.492 to 45.544 (95 %) for this soil seed bank: T = 16, Q1 = 9, Q2 = 4, Q3 = Q10 = 1."""
    met = [1] * 9 + [2] * 4 + [3, 10]
    text = "".join(",".join(str(int(unit < n)) for n in met) + "\n" for unit in range(16))

    usual, wide = of_matrix(tmp_path, capsys, text), of_matrix(tmp_path, capsys, text, "--level", "0.95")

    assert (usual["level"], wide["level"]) == (0.8, 0.95)
    assert (wide["chao2_lo"], wide["chao2_hi"]) == pytest.approx((16.492, 45.544), abs=6e-4)
    assert wide["chao2_lo"] < usual["chao2_lo"] < usual["chao2_hi"] < wide["chao2_hi"]
    assert usual["expected_new_hi"] < wide["expected_new_hi"]
    assert cli.main(["coverage", "--matrix", str(tmp_path / "matrix.csv"), "--level", "0.95"]) == 0
    assert "interval of 95 % (too narrow)  16.5 to 45.5" in capsys.readouterr().out


def test_one_that_was_hit_once_is_no_sign_of_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = of_matrix(tmp_path, capsys, "1,1,1,1,1,1\n1,1,1,1,1,0\n1,1,1,1,1,0\n")
    assert cli.main(["coverage", "--matrix", str(tmp_path / "matrix.csv")]) == 0

    out = capsys.readouterr().out
    assert (found["q1"], found["sign_of_more"], found["total_at_least"]) == (1, False, 6)
    assert "In all, at least                   6, no sign of more" in out
    assert "interval" not in out


@pytest.mark.parametrize("level", ["0", "1", "95", "nan", "most"])
def test_a_level_is_a_share(level: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["coverage", "--level", level])
    assert "enter a number from 0.5 to 0.999, like 0.95" in capsys.readouterr().err


def test_a_forecast_beyond_as_many_again_has_no_range(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = of_matrix(tmp_path, capsys, "1,0\n0,1\n", "--next", "3")

    assert (found["expected_new_lo"], found["expected_new_hi"]) == (None, None)
    assert found["expected_new"] > 0


@pytest.mark.parametrize(
    ("text", "coverage", "new", "total"), [("0,0\n0,0\n", None, 0, 0), ("1,1\n", None, None, 2), ("0\n", None, None, 0)]
)
def test_little_is_said_of_little(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, coverage: Any, new: Any, total: int
) -> None:
    found = of_matrix(tmp_path, capsys, text)

    assert (found["coverage"], found["expected_new"], found["total_at_least"]) == (coverage, new, total)
    assert (found["too_early"], found["sign_of_more"]) == (True, None)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"1,0\n0\n", "row 2: This row has 1 cells, others 2"),
        (b"a,b\n1,often\n0,1\n", 'row 2, column b, "often": This is neither 0 nor 1'),
        (b"1,0,2\n" * 3, "3 errors in the matrix"),
        (
            b"1,0,2\n" * 30,
            "papercuts: This does not look like a matrix of 0 and 1: 30 errors, like these.\nrow 1, column 3",
        ),
        (b"1,0\n" * 3_000_000, "larger than 10 MB"),
    ],
)
def test_what_cannot_be_read_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str
) -> None:
    file = tmp_path / "matrix.csv"
    file.write_bytes(content)

    assert cli.main(["coverage", "--matrix", str(file)]) == 2
    told = capsys.readouterr()
    assert message in told.err
    assert len(told.err.splitlines()) <= 4
    assert told.out == ""


def test_a_missing_file_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["coverage", "--matrix", "/nowhere/matrix.csv"]) == 2
    assert "No such file" in capsys.readouterr().err


def test_a_matrix_may_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"1,0,1\n0,1,1\n1,0,0\n")))

    assert cli.main(["coverage", "--matrix", "-"]) == 0

    told = capsys.readouterr()
    assert told.err == "Read 3 rows of 3 columns; no names, no labels.\n"
    assert told.out.startswith("Too early to say: it takes at least 3 people watched and 5 paper cuts. Watch on until")
    assert [line.split("  ")[0] for line in told.out.splitlines()[2:]] == [
        "Times watched",
        "Paper cuts seen",
        "Hits, once for each time watched",
        "Paper cuts hit once only",
        "Paper cuts hit twice",
    ]


def test_the_sentence_comes_first_and_figures_have_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """T = 6, U = 12, Q1 = 4, Q2 = 1: the numbers of the page's test, and 2.5 (1 − (1 − 4/19)⁴) = 1.53 for 4 more."""
    file = tmp_path / "matrix.csv"
    file.write_text("1,1,0,0,0,0\n1,0,1,0,0,0\n1,0,0,1,0,0\n1,0,0,0,1,0\n1,0,0,0,0,1\n1,1,0,0,0,0\n")

    assert cli.main(["coverage", "--matrix", str(file), "--next", "4"]) == 0

    out = capsys.readouterr().out
    assert out.startswith(
        "You have about 70 % of what people run into here. Watching 4 more people should show about 2 "
    )
    assert "At least 9 in all: what is unseen is met seldom.\n\nTimes watched" in out
    assert "Unseen, at least                       2.5\n" in out
    assert "New with 4 more                        1.5, likely 0 to" in out


def test_nothing_is_not_less_than_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = of_matrix(tmp_path, capsys, "1,1,1,1,1\n" * 4)

    assert str(found["unseen_at_least"]) == "0.0"


@pytest.mark.parametrize("more", ["0", "-1", "two", "1.5", "99999999999999999999"])
def test_only_a_whole_number_of_people_can_be_more(more: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["coverage", "--next", more])
    assert "whole number from 1" in capsys.readouterr().err


@pytest.fixture
def watched(app: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    """Three people were watched at a task of an area, one of them twice at one visit; each met what another did not."""
    monkeypatch.setattr(instance, "open_instance", lambda: app)
    task = make.task("Send the invoices", area=make.area("Editor"))
    cut = make.paper_cut(task=task)
    for _ in range(2):
        seen = make.sighting(paper_cut=cut, task=task)
        make.sighting(seen.visit, participant=seen.participant, paper_cut=cut, task=task)
        make.sighting(seen.visit, participant=seen.participant, paper_cut=make.paper_cut(), task=task)
    make.watch(task=task)  # a visit without named people; nothing happened
    make.sighting(make.visit(product="Another"), paper_cut=make.paper_cut(task=task), task=task)
    make.sighting(task=make.task("Something else"), paper_cut=cut)
    number = task.id
    db.session.commit()
    return number


@pytest.mark.parametrize("name", ["send the INVOICES", None])
def test_a_task_is_asked_for_by_name_or_number(
    watched: int, name: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["coverage", "--task", name or str(watched), "--format", "json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["task_id"] == watched
    assert [found[key] for key in ("units", "seen", "uses", "q1", "q2")] == [3, 3, 4, 2, 1]


def test_an_area_and_all_tasks(watched: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["coverage", "--area", "editor", "--format", "json"]) == 0
    area = json.loads(capsys.readouterr().out)
    assert cli.main(["coverage", "--format", "json"]) == 0
    tasks = json.loads(capsys.readouterr().out)
    assert cli.main(["coverage"]) == 0

    assert (area["area"], area["units"], area["seen"]) == ("Editor", 3, 3)
    assert [(row["task"], row["units"], row["seen"]) for row in tasks] == [
        ("Send the invoices", 3, 3),
        ("Something else", 1, 1),
    ]
    assert area["too_early"]
    assert "too early to say" in capsys.readouterr().out
    assert cli.main(["coverage", "--area", "editor"]) == 0
    assert "Too early to say: it takes at least 3 people watched and 5 paper cuts" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--task", "--area"])
def test_an_unknown_name_is_said(watched: int, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["coverage", option, "Nothing of the kind"]) == 2
    there = "“Editor”" if option == "--area" else "“Send the invoices”, “Something else”"
    assert f"“Nothing of the kind”. There is: {there}." in capsys.readouterr().err

    like = "Editr" if option == "--area" else "Send invoices"
    assert cli.main(["coverage", option, like]) == 2
    assert f"“{like}”. Is it {there.split(',')[0]}?" in capsys.readouterr().err
