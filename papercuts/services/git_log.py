"""Commits of a local repository and their trailers. Only commands ask; nothing that the repository brings is run.

Its hooks, pager, signature program, file system monitor and remotes stay out of it by the options below, each named
in git-config(1). `git log` without a patch starts no diff, and so no external one.
"""

import os
import shutil
import subprocess
from pathlib import Path

from papercuts.domain.text import printable
from papercuts.domain.trailers import Commit

SECONDS = 120
LONGEST = 80  # characters of what git or a commit says that are shown
_FATAL = "fatal: "
KEY, NOTE_KEY = "Papercut", "Papercut-Note"
_BETWEEN = "\x1e"  # two values of one trailer
_TRAILER = "%(trailers:key={},valueonly,unfold,separator=%x1e)%x00"
_SAFE = {
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.pager": "cat",
    "core.askPass": "true",
    "gpg.program": "false",
    "log.showSignature": "false",
    "protocol.allow": "never",  # a partial clone fetches nothing
}
_KEPT = ("PATH", "HOME", "XDG_CONFIG_HOME", "SYSTEMROOT")  # of the environment; no GIT_… that leads elsewhere


class NoLog(ValueError):
    """The commits cannot be read; a sentence for the reader."""


def commits(repository: Path, revisions: str) -> list[Commit]:
    """Return the commits of a range that have the trailer, the oldest first.

    revisions: as git names them, like v4.1..v4.2. Raises NoLog.
    """
    for given, what in ((revisions, "The range"), (str(repository), "The folder of the repository")):
        if not given or given.startswith("-") or "\0" in given:
            raise NoLog(f"{what} cannot be empty or begin with a hyphen: {given!r}")
    git = shutil.which("git")
    if git is None:
        raise NoLog("git is not installed here, or not on the PATH.")
    if not repository.is_dir():
        raise NoLog(f"There is no folder {repository}.")
    settings = [word for name, value in _SAFE.items() for word in ("-c", f"{name}={value}")]
    fields = "%H%x00%s%x00" + _TRAILER.format(KEY) + _TRAILER.format(NOTE_KEY)
    command = [git, "--no-pager", *settings, "-C", str(repository), "log", "--reverse", "--no-color", "--no-decorate"]
    command += ["--no-show-signature", "--no-patch", "--no-textconv", "--no-ext-diff", "--encoding=UTF-8"]
    command += [
        "--regexp-ignore-case",
        "--extended-regexp",
        f"--grep=^{KEY}[[:space:]]*:",
        f"--format=tformat:{fields}",
    ]
    return _read(_answer([*command, revisions, "--"]))


def _answer(command: list[str]) -> str:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    never = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C.UTF-8"}
    never["GIT_ALLOW_PROTOCOL"] = "none"  # there is no such protocol; the repository's own settings cannot allow one
    try:
        done = subprocess.run(  # noqa: S603  git itself, with options of ours
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False, env=kept | never
        )
    except subprocess.TimeoutExpired as error:
        raise NoLog(f"git took more than {SECONDS} seconds. Give a shorter range.") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"status {done.returncode}"]
        why = next((line for line in said if line.startswith(_FATAL)), said[0]).removeprefix(_FATAL)
        raise NoLog(f"git cannot read that: {printable(why, LONGEST)}")
    return done.stdout.decode("utf-8", "replace")


def _read(text: str) -> list[Commit]:
    fields = text.split("\0")
    found = zip(*(fields[start::4] for start in range(4)), strict=False)  # behind the last stands a line end
    return [
        Commit(sha.strip(), subject, _values(paper_cuts), _values(notes))
        for sha, subject, paper_cuts, notes in found
        if paper_cuts
    ]


def _values(text: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in text.split(_BETWEEN) if value.strip())
