"""`papercuts init` and `papercuts upgrade`: the instance, its key, and the link for the first administrator."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from papercuts import cli, config, create_app
from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.models import OneTimeLink
from tests.factories import make

MISSING = "papercuts: SECRET_KEY is missing or too short; run `papercuts init`\n"
COMMAND = (sys.executable, "-m", "papercuts.cli")
LINK = re.compile(r"http://127\.0\.0\.1:8000/join/([A-Za-z0-9_-]{43})\n")


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an instance that is not there yet."""
    monkeypatch.setenv("PAPERCUTS_INSTANCE", str(tmp_path / "new" / "instance"))
    return tmp_path / "new" / "instance"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a36_init_makes_the_instance_and_prints_the_link(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["init"]) == 0

    (token,) = LINK.findall(capsys.readouterr().out)
    client = create_app().test_client()
    assert client.get(f"/join/{token}").status_code == 200
    assert client.get("/login").status_code == 200


def test_a36_what_it_makes_is_for_its_owner_only(instance: Path) -> None:
    cli.main(["init"])

    assert mode(instance) == 0o700
    assert mode(instance / "config.toml") == 0o600
    assert mode(instance / "papercuts.sqlite") == 0o600


def test_a36_no_two_instances_have_the_same_key(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.main(["init"])
    monkeypatch.setenv("PAPERCUTS_INSTANCE", str(tmp_path / "other"))
    cli.main(["init"])

    keys = {config.load(folder, {})["SECRET_KEY"] for folder in (instance, tmp_path / "other")}
    assert len(keys) == 2
    assert all(config.is_strong_key(key) for key in keys)


def test_a36_again_it_prints_a_new_link_and_ends_the_old_one(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["init"])
    cli.main(["init"])

    old, new = LINK.findall(capsys.readouterr().out)
    client = create_app().test_client()
    assert client.get(f"/join/{old}").status_code == 404
    assert client.get(f"/join/{new}").status_code == 200


def test_a36_with_an_administrator_there_is_no_link(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["init"])
    capsys.readouterr()
    with create_app().app_context():
        make.account("Rosa", Role.ADMIN)
        db.session.commit()

    assert cli.main(["init"]) == 0

    assert capsys.readouterr().out == ""


def test_a36_an_administrator_of_the_sample_data_is_none(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["init"])
    capsys.readouterr()
    with create_app().app_context():
        make.account("Rosa", Role.ADMIN, password_hash=None, is_sample=True)
        db.session.commit()

    cli.main(["init"])

    assert LINK.search(capsys.readouterr().out)


def test_the_link_has_the_public_address(
    instance: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERCUTS_PUBLIC_URL", "https://papercuts.example.org/")

    cli.main(["init"])

    assert "  https://papercuts.example.org/join/" in capsys.readouterr().out


@pytest.mark.parametrize("text", ['SECRET_KEY = "short"\n', "PORT = 8000\n", ""])
def test_t16_without_a_good_key_nothing_starts(instance: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    instance.mkdir(parents=True)
    (instance / "config.toml").write_text(text)

    for command in (["serve"], ["upgrade"], ["rank"]):
        assert cli.main(command) == 2
        assert capsys.readouterr().err == MISSING


def test_t16_init_does_what_the_message_says(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    instance.mkdir(parents=True)
    (instance / "config.toml").write_text('# ours\nPORT = 8000\nSECRET_KEY = "short"\n')

    assert cli.main(["init"]) == 0

    assert config.is_strong_key(config.load(instance, {})["SECRET_KEY"])
    assert (instance / "config.toml").read_text().endswith("# ours\nPORT = 8000\n")
    assert mode(instance / "config.toml") == 0o600


def test_t16_init_leaves_a_good_key_alone(instance: Path) -> None:
    cli.main(["init"])
    before = (instance / "config.toml").read_bytes()

    cli.main(["init"])

    assert (instance / "config.toml").read_bytes() == before
    assert [path.name for path in instance.glob("config*")] == ["config.toml"]


def test_a_key_in_the_environment_needs_no_file(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCUTS_SECRET_KEY", "a-key-for-tests-0123456789-abcdefgh")

    assert cli.main(["init"]) == 0

    assert not (instance / "config.toml").exists()


def test_a_folder_without_permission_is_named(
    instance: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)

    assert cli.main(["init"]) == 2
    assert f"papercuts: no permission for {instance}." in capsys.readouterr().err


def test_postgresql_waits_for_upgrade(instance: Path, empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCUTS_DATABASE_URL", empty_database)

    if empty_database.startswith("postgresql"):
        refused = papercuts("init")
        assert refused.returncode == 2
        assert "run `papercuts upgrade`" in refused.stderr
        assert papercuts("upgrade").stdout == "The database is up to date.\n"

    done = papercuts("init")
    assert (done.returncode, done.stderr) == (0, "")
    assert LINK.search(done.stdout)
    assert papercuts("upgrade").stdout == "The database was up to date already.\n"


def papercuts(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own."""
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True)


def test_three_starts_at_once_make_one_instance(instance: Path, empty_database: str) -> None:
    environ = {**os.environ, "PAPERCUTS_DATABASE_URL": empty_database}

    starts = [subprocess.Popen([*COMMAND, "upgrade"], env=environ, stdout=subprocess.PIPE, text=True) for _ in range(3)]

    said = sorted(start.communicate()[0] for start in starts)
    assert [start.returncode for start in starts] == [0, 0, 0]
    assert said == ["The database is up to date.\n", *["The database was up to date already.\n"] * 2]
    assert [path.name for path in instance.glob("config*")] == ["config.toml"]


def test_a_database_of_a_newer_program_is_left_alone(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["init"])
    with create_app().app_context():
        db.session.execute(db.text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()

    for command in ("init", "upgrade", "serve"):
        assert cli.main([command]) == 2
        assert "made by a newer papercuts" in capsys.readouterr().err


def test_the_links_are_kept_as_hashes(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["init"])

    (token,) = LINK.findall(capsys.readouterr().out)
    with create_app().app_context():
        (link,) = db.session.scalars(db.select(OneTimeLink)).all()
        assert link.token_sha256 != token
    assert token.encode() not in (instance / "papercuts.sqlite").read_bytes()
