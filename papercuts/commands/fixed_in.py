"""`papercuts fixed-in`: a draft release of what the commits of a local repository say they fix."""

import argparse
import sys
from datetime import date
from pathlib import Path

from papercuts.actions import fixed_in
from papercuts.actions.fixed_in import Found
from papercuts.commands.instance import at_work
from papercuts.db import db
from papercuts.domain import formats, limits, trailers
from papercuts.domain.text import clean_line, printable
from papercuts.domain.versions import refuse_unaddressable
from papercuts.services import git_log
from papercuts.web.clock import today, utc_now
from papercuts.web.rendering import setting

SHORT = 10  # letters of a hash, for a reader
HOW = f"""Reads the trailers of commits, as git interpret-trailers writes them:

  {git_log.KEY}: PC-12, PC-31
  {git_log.NOTE_KEY}: Dates are read as you type them

A note is the title of the fix, unless somebody has written one; of a commit with several paper cuts it begins with the
number it is for. Nothing is published by this, and doing it again adds nothing twice. Nothing in the repository is run.
Ends with 1 when a number needs somebody: unknown, declined, or in another draft."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `fixed-in`."""
    text = "Fill the draft of a release from the commits of a local repository."
    command = commands.add_parser(
        "fixed-in", help=text, description=text, epilog=HOW, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    command.add_argument("version", metavar="VERSION", help="the release, like 4.2; made when there is none")
    command.add_argument("--git", metavar="RANGE", required=True, help="the commits, like v4.1..v4.2")
    command.add_argument("--repository", type=Path, metavar="PATH", default=Path(), help="where; here when not given")
    command.add_argument(
        "--date", type=_day, metavar="D", help="of a new release, like 2026-03-19; today when not given"
    )
    command.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Fill the draft and say what became of each number; returns 2 when git or the version cannot be read."""
    try:
        version = _version(options.version)
        commits = git_log.commits(options.repository, options.git)
        hashes, notes, unread = trailers.together(commits)
        if not hashes and not unread:
            print(f"No commit in {options.git} has the trailer {git_log.KEY}. Nothing was changed.")
            return 0
        with at_work():
            is_fine = _fill(version, hashes, notes, options)
    except ValueError as error:
        print(f"papercuts fixed-in: {error}", file=sys.stderr)
        return 2
    for sha, part in unread:
        print(f"  {sha[:SHORT]}: “{printable(part, git_log.LONGEST)}” is no paper cut that this commit names.")
    return 0 if is_fine and not unread else 1


def _fill(version: str, hashes: dict[int, list[str]], notes: dict[int, str], options: argparse.Namespace) -> bool:
    now = utc_now()
    release, is_new = fixed_in.draft(version, options.date or today(setting()), by=None, at=now)
    found = fixed_in.fill(release, hashes, notes, by=None, at=now)
    n_added = sum(one.what == fixed_in.ADDED for one in found)
    would = "would be " if options.dry_run else ""
    draft = f"{version}, a {'new ' if is_new else ''}draft for {formats.date(release.released_on)}"
    lines = [f"  {_line(one, version)}" for one in found]
    head = f"{draft}: {formats.number_of(n_added, 'fix', 'fixes')} {would}added."
    if options.dry_run:
        db.session.rollback()
        lines.append("Nothing was changed: this was a dry run.")
    else:
        db.session.commit()
    print("\n".join([head, *lines]))
    return not any(one.needs_somebody for one in found)


def _line(one: Found, version: str) -> str:
    """Return what became of a number, in words."""
    if one.cut is None:
        return f"PC-{one.number}: unknown, there is no such paper cut"
    name = f"PC-{one.number}, which is {one.cut.number} now" if one.is_merged else one.cut.number
    said = {
        fixed_in.ADDED: f"added to {version}",
        fixed_in.IN_IT: f"in {version} already",
        fixed_in.ELSEWHERE: f"in the draft of {one.release} already, so it was left there",
        fixed_in.FIXED: f"fixed already{' in ' + one.release if one.release else ''}",
        fixed_in.DECLINED: "declined; reopen it first",
    }[one.what]
    linked = f", {formats.number_of(one.n_linked, 'commit')} linked" if one.n_linked else ""
    return f"{name} {one.cut.title}: {said}{linked}{f', titled “{one.note}”' if one.note else ''}"


def _version(text: str) -> str:
    version = clean_line(text)
    refuse_unaddressable(version)
    if len(version) > limits.VERSION:
        raise ValueError(f"A version can have up to {limits.VERSION} characters.")
    return version


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a day like 2026-03-19: {text!r}") from None
    if not limits.YEAR_MIN <= day.year <= limits.YEAR_MAX:
        raise argparse.ArgumentTypeError(f"a day from {limits.YEAR_MIN} to {limits.YEAR_MAX}")
    return day
