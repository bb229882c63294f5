"""Imports point one way, and the rules of the domain depend on nothing but their arguments."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOMAIN = sorted((ROOT / "papercuts" / "domain").rglob("*.py"))
ALLOWED = (sys.stdlib_module_names | {"highspy", "numpy", "papercuts.domain", "python_calamine", "xlsxwriter"}) - {
    "asyncio", "http", "multiprocessing", "os", "random", "secrets", "shutil", "socket", "sqlite3", "subprocess",
    "tempfile", "threading", "time", "urllib.request", "uuid",
}  # fmt: skip
PURE_IDS = {"UUID", "uuid5"}  # made of their arguments alone
CLOCK = {"now", "utcnow", "today"}


def test_the_rooms_keep_their_directions() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.stem)
def test_the_domain_is_pure(path: Path) -> None:
    tree = ast.parse(path.read_text())

    strangers = [name for name in imported(tree) if not ALLOWED & set(prefixes(name))]
    strangers = [name for name in strangers if name != "uuid" or not taken_from_uuid(tree) <= PURE_IDS]
    clocks = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in CLOCK]

    assert strangers == []
    assert clocks == []


def imported(tree: ast.AST) -> Iterator[str]:
    """The full name of each imported module, with the names taken from it when it is one of ours."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "papercuts":
            yield from (f"papercuts.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


def taken_from_uuid(tree: ast.AST) -> set[str]:
    """The names taken from `uuid`; the module itself is one too many."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names if alias.name == "uuid"}
        elif isinstance(node, ast.ImportFrom) and node.module == "uuid":
            names |= {alias.name for alias in node.names}
    return names


def prefixes(name: str) -> list[str]:
    """`a.b.c` gives a, a.b and a.b.c."""
    parts = name.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts) + 1)]
