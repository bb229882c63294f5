"""Kill imports in the middle: `python -m bench.killed_imports`, or `--rows 300 --kills 6 --seed 3`.

Each kill meets an instance of its own (SQLite) into which a file is just being imported. Afterwards there has to be
nothing of the file in it, or all; and the same file again has to bring in the rest, or to say that all is there. What
is not so is printed, and the exit status is 1 unless it is none.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from papercuts import cli

HEADER = "visited_on,site,task,participant,what_happened,paper_cut,seconds_lost\n"


def main() -> int:
    """Run it and print what was counted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1, help="of when the kills come")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        imports = Imports(Path(folder), options.rows)
        seconds = imports.seconds()
        # not at once, since a process that has not begun to write proves little
        outcomes = [imports.killed(seconds * chance.uniform(0.2, 1)) for _ in range(options.kills)]
    n_none, n_all = outcomes.count(0), outcomes.count(options.rows)
    print(f"{options.kills} imports of {options.rows:,} rows killed: {n_none} left nothing, {n_all} all of it")
    for what in imports.wrong:
        print(f"  {what}")
    return int(bool(imports.wrong))


class Imports:
    """One file, and an empty instance that is copied for each import of it. `wrong` tells what should not be."""

    def __init__(self, folder: Path, rows: int) -> None:
        self.wrong: list[str] = []
        self._folder, self._rows = folder, rows
        self._file, self._said = folder / "notes.csv", folder / "said"
        self._file.write_text(HEADER + "".join(map(_row, range(rows))))
        self._empty = folder / "empty"
        self._wait(self._start(self._empty, "init"))

    def seconds(self) -> float:
        """Return how long an import takes that nobody kills."""
        started = time.perf_counter()
        self._wait(self._start(self._fresh(), "import", str(self._file)))
        return time.perf_counter() - started

    def killed(self, after: float) -> int:
        """Import, kill that so many seconds after its start, and import again; returns how many rows it left."""
        instance = self._fresh()
        process = self._start(instance, "import", str(self._file))
        time.sleep(after)
        os.kill(process, signal.SIGKILL)  # one that has ended waits until it is asked for its status
        os.waitpid(process, 0)
        n_left = _n_sightings(instance)
        if n_left not in (0, self._rows):
            self.wrong.append(f"killed after {after:.2f} s, an import left {n_left:,} of {self._rows:,} rows")
        self._wait(self._start(instance, "import", str(self._file)))
        wanted = f"{self._rows:,} rows, {self._rows - n_left:,} new, {n_left:,} already there"
        if wanted not in self._said.read_text() or _n_sightings(instance) != self._rows:
            self.wrong.append(f"after {n_left:,} rows were left, the same file again said: {self._said.read_text()}")
        return n_left

    def _fresh(self) -> Path:
        instance = self._folder / "instance"
        shutil.rmtree(instance, ignore_errors=True)
        return Path(shutil.copytree(self._empty, instance))

    def _start(self, instance: Path, *arguments: str) -> int:
        """Type a command in a process of its own, forked from this one so that not each imports the libraries."""
        process = os.fork()
        if process:
            return process
        status = 70
        try:
            os.environ["PAPERCUTS_INSTANCE"] = str(instance)
            with self._said.open("w") as said, contextlib.redirect_stdout(said):
                status = cli.main(list(arguments))
        finally:
            os._exit(status)  # and never go on as the parent does

    def _wait(self, process: int) -> None:
        if os.waitpid(process, 0)[1]:
            raise SystemExit(f"The command fails: {self._said.read_text()}")


def _row(n: int) -> str:
    day = f"2026-{1 + n // 28 % 10:02}-{1 + n % 28:02}"
    return f"{day},Site {n % 7},Task {n % 5},P{n % 3},What happened the {n}. time,Cut {n % 40},{3 + n % 20}\n"


def _n_sightings(instance: Path) -> int:
    with contextlib.closing(sqlite3.connect(instance / "papercuts.sqlite")) as connection:
        return int(connection.execute("SELECT count(*) FROM sighting").fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
