"""docs/import.md, the page that takes a file, and the program name the same columns."""

import re
from pathlib import Path

from papercuts.domain.import_cells import COLUMNS, REQUIRED, read_cell

ROOT = Path(__file__).parents[1]
TABLE = re.compile(r"^\| `(\w+)` \| (.*?) \| (.*?) \| `(.*?)` \|$", re.MULTILINE)


def rows() -> list[tuple[str, str, str, str]]:
    """The table of columns: name, what it says, what is allowed, an example."""
    return TABLE.findall((ROOT / "docs" / "import.md").read_text())


def test_the_document_has_every_column() -> None:
    names = [name for name, *_ in rows()]

    assert sorted(names) == sorted(COLUMNS)
    assert set(names[:3]) == set(REQUIRED)


def test_the_examples_of_the_document_are_understood() -> None:
    for name, _, _, example in rows():
        assert read_cell(name, example) not in (None, ""), name


def test_the_page_says_the_same_in_the_same_words() -> None:
    page = (ROOT / "templates" / "imports" / "_format.html").read_text()

    for name, says, allowed, example in rows():
        plain = [re.sub("[*_`]", "", part) for part in (says, allowed)]
        assert f'("{name}", "{plain[0]}", "{plain[1]}", "{example}")' in page, name
