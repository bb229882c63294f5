"""An import that is killed leaves nothing or all (R02); the bench itself does more, of larger files."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_r02_a_killed_import_leaves_nothing_or_all_and_the_same_file_again_the_rest() -> None:
    command = [sys.executable, "-m", "bench.killed_imports", "--rows", "300", "--kills", "4"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    left = re.fullmatch(r"4 imports of 300 rows killed: (\d) left nothing, (\d) all of it\n", done.stdout)
    assert left
    assert int(left[1]) + int(left[2]) == 4
