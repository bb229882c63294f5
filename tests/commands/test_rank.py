"""`papercuts rank`: the same list as the page, for people and for other programs."""

import csv
import io
import json
from typing import Any

import pytest
from flask import Flask

from papercuts import actions, cli
from papercuts.commands import instance
from papercuts.db import db
from papercuts.domain.limits import Size, Status
from papercuts.models import PaperCut
from papercuts.pages import familiar
from papercuts.queries.export import EXPORT_COLUMNS
from tests.factories import make

KEYS = [
    "number",
    "title",
    "hours_lost_mean",
    "hours_lost_q10",
    "hours_lost_q50",
    "hours_lost_q90",
    "effort_hours_mean",
    "payback_q10",
    "payback_q50",
    "payback_q90",
    "hit_k",
    "watched_n",
    "assumed",
]


@pytest.fixture
def printed(app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command on the tests' database, and return what it printed."""
    monkeypatch.setattr(instance, "open_instance", lambda: app)

    def run(*arguments: str) -> str:
        db.session.commit()
        assert cli.main(["rank", *arguments]) == 0
        return capsys.readouterr().out

    return run


def two() -> tuple[PaperCut, PaperCut]:
    """Two in the list, the better one last, and two that are not in it."""
    make.paper_cut("Never seen")
    make.paper_cut("Fixed", sightings=1, status=Status.FIXED)
    worse = make.paper_cut("=HYPERLINK(“x”)", sightings=1)
    task = make.task()
    make.use(task, people=100_000)
    better = make.paper_cut("Größe, “quoted”", task=task, sightings=1)
    make.effort(better, Size.XS)
    actions.scores.refresh_all()
    return better, worse


def test_json_has_every_key_with_full_precision_in_the_order_of_the_page(printed: Any) -> None:
    better, worse = two()

    rows = json.loads(printed("--format", "json"))

    db.session.refresh(better)
    assert [list(row) for row in rows] == [KEYS, KEYS]
    assert [row["number"] for row in rows] == [better.id, worse.id]
    assert rows[0] == {"number": better.id} | {name: getattr(better, name) for name in KEYS[1:]}
    assert rows[0]["assumed"] == []
    assert rows[1]["assumed"] == ["people", "frequency", "effort"]
    assert (rows[0]["hit_k"], rows[0]["watched_n"]) == (1, 1)


def test_csv_has_the_columns_of_the_page_and_no_title_is_computed(printed: Any) -> None:
    """T31: a spreadsheet must not run what somebody typed as a title."""
    better, _ = two()

    rows = list(csv.DictReader(io.StringIO(printed("--format", "csv"))))

    db.session.refresh(better)
    assert set(KEYS) < set(rows[0]) == set(EXPORT_COLUMNS)
    assert [row["rank"] for row in rows] == ["1", "2"]
    assert rows[0]["title"] == "Größe, “quoted”"
    assert float(rows[0]["hours_lost_mean"]) == better.hours_lost_mean
    assert rows[1]["title"] == "'=HYPERLINK(“x”)"
    assert rows[1]["assumed"] == "people, frequency, effort"


def test_the_table_reads_like_the_page(printed: Any) -> None:
    better, worse = two()

    lines = printed().splitlines()

    assert lines[0].split("  ")[0] == "#"
    assert lines[1].startswith(f"1  PC-{better.id}")
    assert lines[1].endswith("Größe, “quoted”")
    assert "53 assumed" in lines[2]
    assert "1 of 1" in lines[2]
    assert f"PC-{worse.id}" in lines[2]
    assert len(lines) == 3


def test_a_limit_prints_the_first(printed: Any) -> None:
    better, _ = two()

    assert [row["number"] for row in json.loads(printed("--format", "json", "--limit", "1"))] == [better.id]


def test_an_empty_list_is_said_or_empty(printed: Any) -> None:
    assert printed() == "Nothing is ranked yet: no open paper cut was seen at a visit.\n"
    assert json.loads(printed("--format", "json")) == []
    assert printed("--format", "csv") == ",".join(EXPORT_COLUMNS) + "\n"


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5"])
def test_a_limit_is_a_whole_number(limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["rank", f"--limit={limit}"])

    assert "enter a whole number from 1" in capsys.readouterr().err


def test_other_scores_are_added_with_the_places_they_would_give(printed: Any) -> None:
    better, worse = two()

    rows = json.loads(printed("--format", "json", "--columns", "wsjf,rice", "--limit", "1"))
    lines = list(csv.reader(io.StringIO(printed("--format", "csv", "--columns", "wsjf,rice"))))
    table = printed("--columns", "wsjf,rice").splitlines()

    db.session.refresh(better)
    assert list(rows[0]) == [*KEYS, "rice", "rice_rank", "wsjf", "wsjf_rank"]
    assert [rows[0][key] for key in ("rice", "rice_rank", "wsjf", "wsjf_rank")] == [better.rice, 1, None, None]
    assert lines[0] == [*EXPORT_COLUMNS, *list(rows[0])[-4:]]
    assert f"  {familiar.in_words('rice', better.rice)} #1  " in table[1]  # in the digits of the page
    assert [line[-3:] for line in lines[1:]] == [["1", "", ""], ["2", "", ""]]
    assert "Hit by  RICE" in table[0]
    assert table[2].split("#2")[1].split() == ["–", worse.title]


def test_an_unknown_score_is_refused(printed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        printed("--columns", "rice,moscow")

    assert "choose from rice, ice, cd3, rubin, wsjf" in capsys.readouterr().err
