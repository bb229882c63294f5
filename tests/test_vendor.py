"""Other projects' files are what their vendor.json says."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = [ROOT / "papercuts/static/vendor", ROOT / "tests/vendor"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_vendored_file_is_listed_with_its_digest(folder: Path) -> None:
    listed = {entry["file"]: entry for entry in json.loads((folder / "vendor.json").read_text())}

    digests = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "vendor.json"
    }

    assert digests == {name: entry["sha256"] for name, entry in listed.items()}
    assert all(entry["name"] and entry["version"] and entry["licence"] for entry in listed.values())
