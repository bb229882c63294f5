"""`papercuts serve`: where it listens, what it says, and that it is the production server whatever is set."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from papercuts import cli
from papercuts.actions import sample_loading
from papercuts.commands.serve import Server


class BecomesGunicornError(Exception):
    """Stands for the moment at which the process turns into the server."""


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance, and a process that stays itself."""

    def note(server: Server) -> None:
        app = server.load()
        raise BecomesGunicornError(f"binds {server.cfg.bind[0]}, links begin with {app.config['ADDRESS']}")

    monkeypatch.setenv("PAPERCUTS_INSTANCE", str(tmp_path))
    monkeypatch.setattr(Server, "run", note)
    return tmp_path


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7"])
def test_plain_http_beyond_this_machine_is_refused(
    instance: Path, host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["serve", "--host", host]) == 2

    said = capsys.readouterr()
    assert f"Listening on {host} over plain http would show passwords to the network." in said.err
    assert "PAPERCUTS_PUBLIC_URL=https://" in said.err
    assert "Papercuts is at" not in said.out


def test_with_https_in_front_it_listens_everywhere(
    instance: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERCUTS_PUBLIC_URL", "https://papercuts.example.org")

    with pytest.raises(BecomesGunicornError, match=r"binds 0\.0\.0\.0:8000,"):
        cli.main(["serve", "--host", "0.0.0.0"])

    assert "Papercuts is at https://papercuts.example.org\n" in capsys.readouterr().out


def test_it_says_where_it_is_and_how_to_begin(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BecomesGunicornError, match=r"binds \[::1\]:8123,"):
        cli.main(["serve", "--host", "::1", "--port", "8123"])

    said = capsys.readouterr().out
    assert said.startswith("Papercuts is at http://[::1]:8123\n")
    assert "  http://[::1]:8123/join/" in said


def test_the_links_of_the_server_have_its_own_address(instance: Path) -> None:
    with pytest.raises(BecomesGunicornError, match=r"links begin with http://127\.0\.0\.1:8123"):
        cli.main(["serve", "--port", "8123"])


def test_r19_it_starts_though_the_database_is_away(
    instance: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERCUTS_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")

    with pytest.raises(BecomesGunicornError):
        cli.main(["serve"])

    assert "The database does not answer. Until then every page says so." in capsys.readouterr().out


def n_paper_cuts(instance: Path) -> int:
    with closing(sqlite3.connect(instance / "papercuts.sqlite")) as database:
        return int(database.execute("SELECT count(*) FROM paper_cut").fetchone()[0])


def test_a_demo_interrupted_while_it_fills_itself_is_empty_and_full_after_the_next_start(
    instance: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def press_ctrl_c() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as while_it_fills:
        while_it_fills.setattr(sample_loading.scores, "refresh_all", press_ctrl_c)  # the last step
        with pytest.raises(KeyboardInterrupt):
            cli.main(["serve", "--demo"])
    assert n_paper_cuts(instance) == 0

    for _ in range(2):
        with pytest.raises(BecomesGunicornError):
            cli.main(["serve", "--demo"])

        assert n_paper_cuts(instance) == 17
    assert capsys.readouterr().out.count("The sample data is loaded.") == 1


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A running server with everything set that asks for a debugger."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "PAPERCUTS_INSTANCE": str(tmp_path), "FLASK_DEBUG": "1", "FLASK_ENV": "development"}
    command = [sys.executable, "-m", "papercuts.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        yield process, f"http://127.0.0.1:{port}"
        process.kill()


def status_of(url: str) -> int:
    try:
        with urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def test_t17_the_server_is_well_has_no_debugger_and_ends_when_told(
    server: tuple[subprocess.Popen[bytes], str],
) -> None:
    process, address = server
    for _ in range(300):
        try:
            status_of(f"{address}/healthz")
            break
        except URLError:
            time.sleep(0.1)

    assert status_of(f"{address}/healthz") == 200
    assert status_of(f"{address}/readyz") == 200
    assert status_of(f"{address}/login") == 200
    assert status_of(f"{address}/console") == 404
    assert status_of(f"{address}/?__debugger__=yes&cmd=resource&f=debugger.js") == 200  # the sign-in page
    with urlopen(f"{address}/?__debugger__=yes&cmd=resource&f=debugger.js", timeout=10) as answer:
        assert b"Sign in" in answer.read()
        assert "Server" not in answer.headers or "/" not in answer.headers["Server"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
