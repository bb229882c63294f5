"""The README names what there is to set and to type, and no link of the documents leads nowhere."""

import argparse
import doctest
import re
from pathlib import Path

import pytest

from papercuts import cli
from papercuts.config import SETTINGS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCUMENTS = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def commands() -> list[str]:
    """The commands that `papercuts` knows."""
    (choices,) = (a.choices for a in cli.parser()._actions if isinstance(a, argparse._SubParsersAction))
    return list(choices)


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_readme_names_the_setting(setting: str) -> None:
    assert f"`PAPERCUTS_{setting}`" in README.read_text()


@pytest.mark.parametrize("command", commands())
def test_the_readme_names_the_command(command: str) -> None:
    assert f"papercuts {command}" in README.read_text()


@pytest.mark.parametrize("command", ["./run", "./run demo", "./run test", "./run setup"])
def test_the_readme_names_the_script(command: str) -> None:
    assert f"`{command}`" in README.read_text() or f"\n{command}\n" in README.read_text()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_files_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_examples_of_the_formulas_are_right() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / "docs/formulas.md").read_text(), re.DOTALL | re.MULTILINE)
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "formulas.md", None, None)
    complaints: list[str] = []

    tried = doctest.DocTestRunner().run(examples, out=complaints.append).attempted

    assert complaints == []
    assert tried == "".join(blocks).count(">>>") > 0
