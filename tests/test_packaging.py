"""A wheel from a clean copy and an editable install both have all that a running papercuts needs."""

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.needs import miss

ROOT = Path(__file__).parents[1]
LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv",
    ".*_cache",
    ".hypothesis",
    "__pycache__",
    "*.egg-info",
    "build",
    "dist",
    "instance",
    "instance-*",
    "tests",
)

# Makes an instance, which runs the migrations, and asks for a page and a style sheet.
TRY = """
import json, sys
import papercuts
from papercuts import cli
cli.main(["init"])
client = papercuts.create_app().test_client()
pages = {path: client.get(path, buffered=True).status_code for path in sys.argv[1:]}
print(json.dumps({"package": papercuts.__file__, "templates": str(papercuts.template_folder()), "pages": pages}))
"""
PAGES = ["/login", "/static/papercuts.css", "/static/vendor/htmx.min.js"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A wheel built from a copy without leftovers: a stale build/ would bring deleted templates back to life."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "papercuts", ignore=LEFT_OUT)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run(command, cwd=folder / "papercuts", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_every_package_is_listed() -> None:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = set(config["options"]["packages"].split())

    found = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "papercuts").rglob("__init__.py")}

    assert listed == found | {"papercuts.templates"}


def test_the_wheel_has_every_file(wheel: zipfile.ZipFile) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "papercuts").rglob("*") if path.is_file()}
    templates = {
        f"papercuts/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "templates").rglob("*") if path.is_file()
    }

    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert packed == {name for name in files | templates if "__pycache__" not in name}


def test_the_wheel_installs_the_command_and_names_the_licence(wheel: zipfile.ZipFile) -> None:
    (folder,) = {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" in name}

    assert "papercuts = papercuts.cli:main" in wheel.read(f"{folder}/entry_points.txt").decode()
    assert "License-Expression: MIT" in wheel.read(f"{folder}/METADATA").decode()
    assert f"{folder}/licenses/LICENSE" in wheel.namelist()


def test_the_wheel_runs(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / "site")

    tried = run_elsewhere(tmp_path, PYTHONPATH=str(tmp_path / "site"))

    assert tried["package"] == str(tmp_path / "site/papercuts/__init__.py")
    assert tried["templates"] == str(tmp_path / "site/papercuts/templates")
    assert tried["pages"] == dict.fromkeys(PAGES, 200)


def test_the_editable_install_runs(tmp_path: Path) -> None:
    if not is_editable():
        miss("papercuts installed in editable mode (./run setup)")

    tried = run_elsewhere(tmp_path)

    assert tried["package"] == str(ROOT / "papercuts/__init__.py")
    assert tried["templates"] == str(ROOT / "templates")
    assert tried["pages"] == dict.fromkeys(PAGES, 200)


def is_editable() -> bool:
    """Say whether this very checkout is what is installed."""
    try:
        text = importlib.metadata.distribution("papercuts").read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        return False
    return text is not None and json.loads(text)["url"] == ROOT.as_uri()


def run_elsewhere(folder: Path, **environ: str) -> dict[str, object]:
    """Return what the try-out finds, started in a folder that holds no papercuts."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environ = {**inherited, **environ, "PAPERCUTS_INSTANCE": str(folder / "instance")}
    done = subprocess.run([sys.executable, "-c", TRY, *PAGES], cwd=folder, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    tried: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return tried
