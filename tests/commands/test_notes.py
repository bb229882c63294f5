"""`papercuts notes`: what everybody may read about a release, for scripts."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from papercuts import actions, cli
from papercuts.commands import instance
from papercuts.db import db
from papercuts.domain.limits import ReleaseStatus, Status
from papercuts.pages.notes_formats import FORMATS
from papercuts.pages.notes_templates import NAMES, own_folder
from tests.factories import AT, make

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command on the tests' database, on a published 4.12 and the draft 4.13; return status and words."""
    monkeypatch.setattr(instance, "open_instance", lambda: app)
    out = make.release("4.12", status=ReleaseStatus.PUBLISHED, published_at=AT)
    make.fix(make.paper_cut(sightings=1, status=Status.FIXED), out)
    make.fix(make.paper_cut(sightings=1), make.release("4.13"), public_title="Draft title")
    actions.scores.refresh_all()
    db.session.commit()

    def told(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(["notes", *arguments])
        words = capsys.readouterr()
        return status, words.out, words.err

    return told


def test_it_prints_what_the_web_answers(app: Flask, run: Run) -> None:
    client = app.test_client()

    for form in FORMATS:
        if form.name != "towncrier":
            assert run("4.12", "--format", form.name) == (0, client.get(f"/notes/4.12{form.ending}").text, ""), form
    assert run("--format", "atom") == (0, client.get("/notes.atom").text, "")
    assert json.loads(run("4.12", "--format", "json")[1])["version"] == "4.12"


def test_towncrier_gets_the_files_that_the_web_packs(app: Flask, run: Run, tmp_path: Path) -> None:
    packed = zipfile.ZipFile(BytesIO(app.test_client().get("/notes/4.12.fragments.zip").data))

    for _ in range(2):  # the same again changes nothing
        assert run("4.12", "--format", "towncrier", "--output", str(tmp_path / "news"))[0] == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "news").iterdir()} == {
        name: packed.read(name) for name in packed.namelist()
    }
    fragment = next((tmp_path / "news").iterdir())
    fragment.write_text("Somebody's own words")
    status, _, why = run("4.12", "--format", "towncrier", "--output", str(tmp_path / "news"))
    assert (status, fragment.read_text()) == (2, "Somebody's own words")
    assert f"Somebody has changed {fragment}" in why


def test_a_draft_is_read_only_when_that_is_said(run: Run) -> None:
    status, out, why = run("4.13")

    assert (status, out) == (2, "")
    assert "4.13 is a draft" in why
    assert "Draft title" in run("4.13", "--draft")[1]


WRONG = [
    ([], "Which release?"),
    (["4.122"], "There is no release '4.122'. Did you mean 4.12?"),
    (["4.12", "--format", "towncrier"], "towncrier reads a folder"),
    (["4.12", "--output", "/nowhere/at/all"], "cannot write /nowhere/at/all: No such file or directory"),
]


def test_what_cannot_be_done_is_said(run: Run) -> None:
    for arguments, why in WRONG:
        status, out, said = run(*arguments)
        assert (status, out) == (2, ""), arguments
        assert why in said


def test_it_lists_the_releases_and_writes_a_file(run: Run, tmp_path: Path) -> None:
    assert [line.split()[0] for line in run("--list")[1].splitlines()] == ["Version", "4.13", "4.12"]
    assert run("4.12", "--output", str(tmp_path / "notes.md")) == (0, "", "")
    assert (tmp_path / "notes.md").read_text().startswith("# 4.12\n")


def test_the_defaults_are_written_to_be_changed_and_a_broken_one_is_named(run: Run) -> None:
    before = run("4.12", "--format", "text")[1]
    try:
        assert run("--templates")[0] == 0
        assert {path.name for path in own_folder().iterdir()} == set(NAMES)
        assert run("4.12", "--format", "text")[1] == before  # they are the defaults
        (own_folder() / "notes.txt.jinja").write_text("\n{{ note.paper_cuts }}")
        status, out, why = run("4.12", "--format", "text")
        assert "stays as it is" in run("--templates")[1]
        assert (own_folder() / "notes.txt.jinja").read_text() == "\n{{ note.paper_cuts }}"
    finally:
        for path in own_folder().iterdir():
            path.unlink()

    assert (status, out) == (2, "")
    assert "notes.txt.jinja, line 2" in why
    assert "paper_cuts" in why
