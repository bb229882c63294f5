"""`papercuts fixed-in`: a draft from the trailers of a local repository, whose own settings run nothing."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from papercuts import actions, cli
from papercuts.commands import instance
from papercuts.db import db
from papercuts.domain.limits import ReleaseStatus, Status
from papercuts.models import Fix, Link, Release
from tests.factories import AT, make

Run = Callable[..., tuple[int, str]]
WHO = ("-c", "user.name=Ben", "-c", "user.email=ben@example.org")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit, tagged v4.1."""
    git(tmp_path, "init", "-q")
    commit(tmp_path, "Begin")
    git(tmp_path, "tag", "v4.1")
    return tmp_path


@pytest.fixture
def run(app: Flask, repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command on the tests' instance and the repository; returns its status and what it printed."""
    monkeypatch.setattr(instance, "open_instance", lambda: app)

    def ask(version: str = "4.2", *more: str, git: str = "--git=v4.1..HEAD") -> tuple[int, str]:
        db.session.commit()
        try:
            status = cli.main(["fixed-in", version, git, f"--repository={repository}", *more])
        except SystemExit as end:
            status = int(str(end.code))
        return status, "".join(capsys.readouterr())

    return ask


def git(repository: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(repository), *WHO, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def sign(repository: Path) -> None:
    """Give the newest commit a signature, which a program would have to check."""
    head, _, message = git(repository, "cat-file", "commit", "HEAD").partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----"
    (repository / "signed").write_text(f"{head}\n{signature}\n\n{message}\n", encoding="utf-8")
    git(repository, "reset", "-q", "--soft", git(repository, "hash-object", "-t", "commit", "-w", "signed"))


def commit(repository: Path, *paragraphs: str) -> str:
    git(repository, "commit", "-q", "--allow-empty", *(word for text in paragraphs for word in ("-m", text)))
    return git(repository, "rev-parse", "HEAD")


def test_it_fills_a_draft_once_and_says_what_became_of_each(repository: Path, run: Run) -> None:
    new, twice, declined, shipped, lost = (make.paper_cut(title=f"Cut {n}") for n in range(5))
    survivor = make.paper_cut(title="Survivor")
    actions.merging.merge(lost, survivor, by=None, at=AT)
    declined.status, shipped.status = Status.DECLINED, Status.FIXED
    make.fix(shipped, make.release("4.0", status=ReleaseStatus.PUBLISHED, published_at=AT))
    first = commit(
        repository, "Read dates", f"papercut: {new.number}, pc-{lost.id}\nPapercut-Note: PC-{new.id} Dates <b> are read"
    )
    second = commit(
        repository,
        "More",
        f"PAPERCUT: {new.number}\nPapercut: {twice.number}, {declined.number}, {shipped.number}, PC-987",
    )
    commit(repository, "Nothing of ours", "Papercuts: PC-1 is only a sentence")

    status, said = run()
    again, said_again = run()

    assert (status, again) == (1, 1)
    for line in (
        f"{new.number} Cut 0: added to 4.2, 2 commits linked, titled “Dates <b> are read”",
        f"{twice.number} Cut 1: added to 4.2, 1 commit linked",
        f"{declined.number} Cut 2: declined",
        f"{shipped.number} Cut 3: fixed already in 4.0",
        f"PC-{lost.id}, which is {survivor.number} now Survivor: added to 4.2",
        "PC-987: unknown",
    ):
        assert line in said
    assert "0 fixes added" in said_again
    assert f"{new.number} Cut 0: in 4.2 already\n" in said_again
    release = db.session.scalars(db.select(Release).where(Release.version == "4.2")).one()
    fixes = db.session.scalars(db.select(Fix).where(Fix.release_id == release.id)).all()
    assert not release.is_published
    assert {fix.paper_cut_id: fix.public_title for fix in fixes} == {
        new.id: "Dates <b> are read", twice.id: "", survivor.id: ""
    }  # fmt: skip
    links = db.session.execute(db.select(Link.paper_cut_id, Link.label).order_by(Link.id)).all()
    assert {tuple(link) for link in links} == {
        (new.id, first), (new.id, second), (survivor.id, first), (twice.id, second)
    }  # fmt: skip
    assert len(links) == 4


def test_a_dry_run_changes_nothing_and_what_somebody_wrote_stays(repository: Path, run: Run) -> None:
    cut = make.paper_cut()
    commit(repository, "Fix", f"Papercut: {cut.number}\nPapercut-Note: By the commit")

    status, said = run("4.2", "--dry-run")
    assert (status, db.session.scalars(db.select(Release)).all()) == (0, [])
    assert "1 fix would be added" in said

    fix = make.fix(cut, make.release("4.2"), public_title="By a person")
    assert run()[0] == 0
    db.session.refresh(fix)
    assert fix.public_title == "By a person"


def test_what_cannot_be_read_is_said_and_no_option_comes_in(repository: Path, run: Run) -> None:
    make.release("4.0", status=ReleaseStatus.PUBLISHED, published_at=AT)
    commit(repository, "Fix", "Papercut: PC-1")
    out = repository / "out"

    for arguments, words in (
        ({"git": f"--git=--output={out}"}, "begin with a hyphen"),
        ({"git": "--git=v9..v10"}, "git cannot read that"),
        ({"git": "--git="}, "empty"),
        ({"version": "4/2"}, "slash"),
        ({"version": "4.0"}, "is published"),
    ):
        status, said = run(**arguments)
        assert (status, words in said) == (2, True), said
    assert not out.exists()
    assert run("4.2", f"--repository={repository / 'none'}")[0] == 2
    assert run("4.2", "--repository=-c")[0] == 2
    assert run("4.2", git="--git=v4.1..v4.1") == (
        0,
        "No commit in v4.1..v4.1 has the trailer Papercut. Nothing was changed.\n",
    )


def test_what_a_repository_says_moves_no_cursor(repository: Path, run: Run) -> None:
    commit(repository, "Work", f"Papercut: PC-1 \x1b]0;mine\x07{'x' * 500}")
    status, said = run()
    with (repository / ".git" / "config").open("a", encoding="utf-8") as config:
        config.write("[core]\n\trepositoryformatversion = \x1b[2J9\n")
    refused, why = run()

    assert (status, refused) == (1, 2)
    assert "\x1b" not in said + why
    assert "\x07" not in said
    assert max(map(len, said.splitlines())) < 160
    assert "git cannot read that: bad" in why


def test_nothing_of_the_repository_is_run(repository: Path, run: Run) -> None:
    cut = make.paper_cut()
    commit(repository, "Fix", f"Papercut: {cut.number}")
    sign(repository)
    ran = repository / "ran"
    program = repository / "program"
    program.write_text(f"#!/bin/sh\ntouch {ran}\n", encoding="utf-8")
    program.chmod(0o755)
    settings = ("core.pager", "core.fsmonitor", "gpg.program", "core.sshCommand", "diff.external", "core.editor")
    for name in settings:
        git(repository, "config", name, str(program))
    git(repository, "config", "log.showSignature", "true")
    git(repository, "config", "trailer.papercut.command", str(program))
    git(repository, "config", "alias.log", f"!{program}")

    status, said = run()

    assert (status, "added to 4.2" in said) == (0, True)
    assert not ran.exists()


def test_without_git_it_says_so(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))

    assert "git is not installed" in run()[1]
