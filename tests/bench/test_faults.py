"""What gets lost between phone and server is counted; the bench itself does a thousand, this a dozen."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench import faults
from papercuts.db import db
from tests.factories import make
from tests.needs import miss
from tests.stages import Stage

ROOT = Path(__file__).parents[2]


@pytest.mark.browser
def test_of_a_dozen_sightings_and_their_photos_none_is_lost_or_doubled() -> None:
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        miss("a chromium (apt-get install chromium)")

    command = [sys.executable, "-m", "bench.faults", "--sightings", "12", "--seed", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.match("12 sightings with 16 photos", done.stdout)
    for what in ("sightings: 0 lost, 0 doubled", "photos: 0 lost, 0 doubled", "server killed 1", "session ended 1"):
        assert what in done.stdout


def test_what_is_lost_or_doubled_would_be_counted(sqlite_stage: Stage) -> None:
    sqlite_stage.clear()
    with sqlite_stage.app.app_context():
        visit = make.visit()
        for line in ("Fault number 1", "Fault number 1", "Something else"):
            make.sighting(visit, what_happened=line)
        db.session.commit()

        sightings, photos = faults.counted({"Fault number 1 3s": [], "Fault number 2 3s": ["an-id"]})

    assert sightings == faults.Count(lost=["Fault number 2 3s"], doubled=["Fault number 1", "Something else"])
    assert photos.lost == ["photo an-id of Fault number 2"]
