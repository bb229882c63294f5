"""The script ./run: what it says when something is in the way, that a second start installs nothing, and the demo."""

import ast
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from papercuts import cli
from tests.needs import miss

ROOT = Path(__file__).parents[1]


def run(*arguments: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Start ./run on an instance in this folder."""
    environ = {**os.environ, "PAPERCUTS_INSTANCE": str(folder / "instance"), **environ}
    command = [sys.executable, str(ROOT / "run"), *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True)


def load(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the script as a module."""
    loader = SourceFileLoader("run", str(ROOT / "run"))
    spec = spec_from_loader("run", loader)
    assert spec is not None
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module whose checkout is an empty folder, and which only notes what it would start."""
    module = load(monkeypatch)
    venv = tmp_path / ".venv"
    for name, value in {"ROOT": tmp_path, "VENV": venv, "PYTHON": venv / "bin/python", "STAMP": venv / "stamp"}.items():
        setattr(module, name, value)
    for name in ("setup.cfg", "pyproject.toml", *(f"requirements/{lock}.lock" for lock in module.LOCKS)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    module.started = []

    def note(command: list[str], **_: Any) -> SimpleNamespace:
        module.started.append(command)
        if "venv" in command or "--editable" in command:
            (venv / "bin").mkdir(parents=True, exist_ok=True)
            (venv / "bin" / ("papercuts" if "--editable" in command else "python")).touch()
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(module.subprocess, "run", note)
    monkeypatch.setattr(module.os, "execv", lambda _, command: module.started.append(command))
    monkeypatch.setattr(module.os, "chdir", lambda _: None)
    return module


def locks_installed(script: ModuleType) -> list[str]:
    """Return the locks that were installed, in order."""
    return [Path(command[-1]).stem for command in script.started if "--require-hashes" in command]


def test_an_old_python_can_read_it_and_is_told_so() -> None:
    ast.parse((ROOT / "run").read_text(), feature_version=(3, 6))
    pretend = (
        "import runpy, sys; sys.version_info = (3, 10, 4); sys.argv = ['run']; runpy.run_path('run', None, '__main__')"
    )

    done = subprocess.run([sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr.startswith("papercuts: Python 3.11 or newer is needed, this is 3.10.")
    assert done.stderr.count("\n") == 1


def test_a_busy_port_is_named_with_a_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        done = run("--port", str(port), folder=tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith(f"papercuts: port {port} on 127.0.0.1 is in use. Choose another: ./run --port ")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize("given", ["environment", "file"])
def test_the_port_is_read_where_papercuts_reads_it(tmp_path: Path, given: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        (tmp_path / "instance").mkdir()
        if given == "file":
            (tmp_path / "instance" / "config.toml").write_text(f"PORT = {port}\n")

        done = run(folder=tmp_path, **({"PAPERCUTS_PORT": port} if given == "environment" else {}))

    assert f"port {port} on 127.0.0.1 is in use" in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "80x", "-1"])
def test_a_wrong_port_is_refused(tmp_path: Path, port: str) -> None:
    done = run(f"--port={port}", folder=tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith(f"papercuts: a port is a number from 1 to 65535, not '{port}'. Choose one: ")


def test_a_foreign_address_is_refused(tmp_path: Path) -> None:
    done = run("--host", "192.0.2.1", "--port", "8000", folder=tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith("papercuts: cannot listen on 192.0.2.1 (")


def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    done = run(folder=tmp_path, PAPERCUTS_INSTANCE="/proc/papercuts")  # not even root can write there

    assert done.returncode == 1
    assert done.stderr.startswith("papercuts: cannot write to /proc/papercuts (")
    assert done.stderr.count("\n") == 1


def test_the_second_set_up_starts_nothing(script: ModuleType) -> None:
    script.set_up("base")
    first, script.started = script.started, []

    script.set_up("base")

    assert [command[1:3] for command in first][:1] == [["-m", "venv"]]
    assert len(first) == 3
    assert script.started == []


def test_a_changed_lock_is_installed_into_the_same_environment(script: ModuleType) -> None:
    script.set_up("base")
    script.started = []
    script.lock_file("base").write_text("newer")

    script.set_up("base")

    assert locks_installed(script) == ["base"]
    assert not any("venv" in command for command in script.started)


def test_a_wider_lock_serves_for_a_narrower_one(script: ModuleType) -> None:
    for lock in ("base", "test", "postgres", "base"):
        script.set_up(lock)

    assert locks_installed(script) == ["base", "test"]


def test_the_database_chooses_the_lock(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCUTS_DATABASE_URL", "postgresql://example")
    monkeypatch.setenv("PAPERCUTS_INSTANCE", "instance")

    assert script.main(["setup"]) == 0

    assert locks_installed(script) == ["postgres"]


def test_without_pip_the_package_to_install_is_named(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script.shutil, "which", lambda _: None)
    monkeypatch.setattr(script.importlib.util, "find_spec", lambda _: None)

    with pytest.raises(SystemExit) as stopped:
        script.set_up("base")

    assert "apt-get install python3-pip" in str(stopped.value)
    assert not script.STAMP.exists()


@pytest.mark.parametrize(
    ("arguments", "folder", "commands"),
    [
        ([], "instance", [["serve"]]),
        (["demo"], "instance-demo", [["serve", "--demo"]]),
        (["demo", "--port", "8765"], "instance-demo", [["serve", "--demo", "--port=8765"]]),
    ],
)
def test_it_becomes_the_server(
    script: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    folder: str,
    commands: list[list[str]],
) -> None:
    monkeypatch.setenv("PAPERCUTS_INSTANCE", "")  # put back afterwards; empty means not set
    monkeypatch.setattr(script, "refuse_busy_port", lambda host, port: None)
    script.set_up("base")
    script.started = []

    script.main(arguments)

    papercuts = str(script.VENV / "bin" / "papercuts")
    assert script.started == [[papercuts, *command] for command in commands]
    assert os.environ["PAPERCUTS_INSTANCE"] == str(script.ROOT / folder)


def test_test_hands_its_arguments_to_pytest_and_skips_the_linters(script: ModuleType) -> None:
    script.set_up("test")
    script.started = []

    script.main(["test", "tests/test_run.py", "-k", "port"])

    assert [command[1:] for command in script.started] == [["-m", "pytest", "tests/test_run.py", "-k", "port"]]


def test_test_alone_lints_first(script: ModuleType) -> None:
    script.set_up("test")
    script.started = []

    assert script.main(["test"]) == 0

    assert [command[2] for command in script.started] == ["ruff", "mypy", "djlint", "pytest"]


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """`demo` on a free port; ./run must have installed what it needs, so that nothing is fetched."""
    script = load(monkeypatch)
    if not script.is_installed(script.digests("base")):
        miss("the libraries as they are locked (./run setup)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return ["demo", "--port", str(probe.getsockname()[1])]


@contextmanager
def started(arguments: list[str], folder: Path) -> Iterator[str]:
    """Start ./run for real, and end it; yields what it answers to somebody who asks for the first page."""
    environ = {**os.environ, "PAPERCUTS_INSTANCE": str(folder)}
    with subprocess.Popen([sys.executable, str(ROOT / "run"), *arguments], env=environ, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:  # fmt: skip
        try:
            yield answer_of(process, f"http://127.0.0.1:{arguments[-1]}/")
        finally:
            process.send_signal(signal.SIGQUIT)  # gunicorn: at once


def answer_of(process: subprocess.Popen[str], url: str) -> str:
    """Return the first answer of a server that is starting."""
    while process.poll() is None:
        try:
            with urlopen(url, timeout=30) as answer:
                return str(answer.read().decode())
        except URLError:
            time.sleep(0.05)
    raise AssertionError(process.stdout.read() if process.stdout else "")


def n_paper_cuts(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "papercuts.sqlite")) as database:
        return int(database.execute("SELECT count(*) FROM paper_cut").fetchone()[0])


def test_a_demo_fills_what_an_interrupted_start_left_and_starts_again_with_it(
    demo: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERCUTS_INSTANCE", str(tmp_path))
    assert cli.main(["init"]) == 0
    assert n_paper_cuts(tmp_path) == 0  # such a start leaves all tables, and nothing in them

    for _ in range(2):
        with started(demo, tmp_path) as page:
            assert "<h1" in page
            assert "Sample data" in page
        assert n_paper_cuts(tmp_path) == 17


def test_data_of_ones_own_is_neither_served_as_a_demo_nor_mixed_with_it(
    demo: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "notes.csv"
    notes.write_text("visited_on,site,task,participant\n2026-03-12,Brightmere,Send invoices,P1\n")
    monkeypatch.setenv("PAPERCUTS_INSTANCE", str(tmp_path / "instance"))
    assert cli.main(["import", str(notes)]) == 0

    done = run(*demo, folder=tmp_path)

    assert done.returncode == 2
    assert (
        f"{tmp_path / 'instance'} has data of its own and no sample data, so it is not served as a demo" in done.stderr
    )
    assert f"PAPERCUTS_INSTANCE={tmp_path / 'instance'} ./run." in done.stderr
    assert n_paper_cuts(tmp_path / "instance") == 0
