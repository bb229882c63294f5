"""`papercuts similar`: what is likest a title, in the instance or in a list."""

import json
from pathlib import Path

import pytest

from papercuts.cli import main
from papercuts.commands.instance import open_instance
from papercuts.db import db
from papercuts.queries.title_list import TABLES
from tests.factories import make

LIST = "id,title\n7,Date field clears itself on Enter\nA-9,Page jumps to the top after saving\n12,Printing takes long\n"


@pytest.fixture
def titles(tmp_path: Path) -> Path:
    file = tmp_path / "titles.csv"
    file.write_text(LIST)
    return file


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance with two paper cuts."""
    monkeypatch.setenv("PAPERCUTS_INSTANCE", str(tmp_path / "mine"))
    with open_instance().app_context():
        make.paper_cut("Date field clears itself on Enter")
        make.paper_cut("Printing takes long")
        db.session.commit()
        db.engine.dispose()
    return tmp_path


def test_a_list_is_searched_under_its_own_ids(titles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["similar", "after saving the page jumps", "--titles", str(titles), "--format", "json"]) == 0

    (found,) = json.loads(capsys.readouterr().out)
    assert (found["id"], found["title"]) == ("A-9", "Page jumps to the top after saving")
    assert found["reasons"] == ["looks the same", "3 words in common"]


def test_the_instance_is_searched_too(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["similar", "date feild cleared", "--limit", "1"]) == 0

    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["#", "Number", "Likeness", "Why", "Title"]
    assert row.split()[:2] == ["1", "PC-1"]
    assert row.endswith("Date field clears itself on Enter")


@pytest.mark.parametrize("title", ["zebra", "", "a the of", '"', "' OR 1 --", "* NEAR( ^x:", "x" * 19_000, "\ud800"])
def test_what_is_not_known_is_said(titles: Path, title: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["similar", title, "--titles", str(titles)]) == 0
    assert capsys.readouterr().out == "Nothing similar is known.\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,name\n1,Date\n", "papercuts: The file needs the columns id and title\n"),
        ("name\n1\n", "papercuts: The file needs the columns id and title\n"),
        ("id,title\n1,Date\n1,Printing\n", "This id stands further up, too"),
        ("id,title\n1,\n", "Each row needs an id and a title"),
        ("", "empty"),
        ("\x00\x01", "papercuts:"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, content: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text(content)

    assert main(["similar", "date", "--titles", str(file)]) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["similar", "date", "--titles", "/nowhere/titles.csv"]) == 2
    assert "cannot read /nowhere/titles.csv" in capsys.readouterr().err


def test_a_list_is_indexed_as_an_instance_is(instance: Path) -> None:
    with open_instance().app_context():
        stored = db.session.execute(db.text("SELECT sql FROM sqlite_master WHERE sql LIKE '%fts5%' ORDER BY name"))
        definitions = sorted(stored.scalars())
        db.engine.dispose()

    assert sorted(TABLES[1:]) == definitions
