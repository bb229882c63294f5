"""`papercuts notes`: the notes of a release, in every format that the web has, for scripts and for one's own docs."""

import argparse
import sys
from difflib import get_close_matches
from pathlib import Path

from papercuts import queries
from papercuts.commands.instance import at_work
from papercuts.commands.table import print_table
from papercuts.domain import formats
from papercuts.pages import notes_templates
from papercuts.pages.notes_feed import of_all_notes
from papercuts.pages.notes_formats import FORMATS, fragments
from papercuts.queries.notes import PublicNote

BY_NAME = {form.name: form for form in FORMATS}
HEADS = ("Version", "Released on", "Notes", "Name")
ATOM, TOWNCRIER = "atom", "towncrier"


class _Refused(ValueError):
    """What was asked cannot be done; a sentence."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `notes`."""
    text = "Print what everybody may read about a release."
    command = commands.add_parser("notes", help=text, description=text)
    command.add_argument("version", nargs="?", metavar="VERSION", help="like 4.12; atom takes all when not given")
    command.add_argument("--format", choices=tuple(BY_NAME), default="markdown", help="markdown when not given")
    text = "a file to write into; for towncrier a folder, which gets a file for each fix"
    command.add_argument("--output", type=Path, metavar="PATH", help=text)
    command.add_argument("--draft", action="store_true", help="read it though it is not published")
    what = command.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="list the releases, drafts too")
    text = "write the default templates into the instance folder, to change them there"
    what.add_argument("--templates", action="store_true", help=text)
    command.set_defaults(run=notes)


def notes(options: argparse.Namespace) -> int:
    """Print or write it; returns 2 when there is no such release, or a template or a path cannot be used."""
    with at_work():
        try:
            if options.templates:
                _write_templates()
            elif options.list:
                _list()
            else:
                _tell(options)
        except (_Refused, notes_templates.BrokenTemplate) as error:
            print(f"papercuts: {error}", file=sys.stderr)
            return 2
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            print(f"papercuts: cannot write {error.filename}: {error.strerror}", file=sys.stderr)
            return 2
    return 0


def _tell(options: argparse.Namespace) -> None:
    if options.version is None and options.format != ATOM:
        raise _Refused("Which release? papercuts notes --list names them.")
    if options.format == TOWNCRIER:
        _write_fragments(_note(options.version, options.draft), options.output)
    elif options.version is None:
        _put(of_all_notes(queries.notes.published(), notes_templates.fill), options.output)
    else:
        note = _note(options.version, options.draft)
        _put(str(BY_NAME[options.format].write(note, notes_templates.fill)), options.output)


def _note(version: str, may_be_draft: bool) -> PublicNote:
    note = queries.notes.draft(version) if may_be_draft else queries.notes.of_version(version)
    if note is not None:
        return note
    known = {name: is_published for name, _, _, is_published in queries.notes.versions()}
    if version in known:
        raise _Refused(f"{version} is a draft, which nobody can read yet. --draft shows it.")
    near = get_close_matches(version, known, 1)
    raise _Refused(f"There is no release {version!r}." + (f" Did you mean {near[0]}?" if near else ""))


def _put(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


def _write_fragments(note: PublicNote, folder: Path | None) -> None:
    """Write a file for each fix, or none: one that somebody has changed since is theirs."""
    if folder is None:
        raise _Refused("towncrier reads a folder: say which with --output.")
    texts = {folder / name: text for name, text in fragments(note, notes_templates.fill).items()}
    others = [path for path, text in texts.items() if path.exists() and path.read_text("utf-8", "replace") != text]
    if others:
        names = ", ".join(str(path) for path in others)
        raise _Refused(f"Somebody has changed {names}. Remove what you do not need; nothing was written.")
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
        print(path)


def _list() -> None:
    rows = [
        (version, formats.date(day), "published" if is_published else "draft", name)
        for version, name, day, is_published in queries.notes.versions()
    ]
    if rows:
        print_table([HEADS, *rows])
    else:
        print("There are no releases yet.")


def _write_templates() -> None:
    written, kept = notes_templates.write_defaults()
    for path in written:
        print(path)
    for path in kept:
        print(f"{path} is there already and stays as it is.")
    print("Change them there; one that is removed is the default again.")
