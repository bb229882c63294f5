"""`papercuts doctor`: whether what is stored is whole."""

import argparse
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from papercuts import actions, queries
from papercuts.commands.instance import at_work
from papercuts.db import db
from papercuts.services import blobs
from papercuts.web.clock import utc_now

YOUNG = timedelta(hours=24)  # what nobody refers to may belong to a photo that is just being attached
LISTED = 20  # of one kind; the rest is counted


@dataclass
class Photos:
    """What comparing the rows of photos with the store has found."""

    n: int  # photos, those of fixes too
    missing: list[str] = field(default_factory=list)  # one line each
    damaged: list[str] = field(default_factory=list)
    old: list[str] = field(default_factory=list)  # names in the store that no row has
    n_young: int = 0

    @property
    def is_whole(self) -> bool:
        """Say whether every photo is there as it was written."""
        return not (self.missing or self.damaged)


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `doctor`."""
    text = "Compare the photos with their files; ends with 1 when one is missing or damaged."
    command = commands.add_parser("doctor", help=text, description=text)
    removes = "remove files that no photo has had for 24 hours"
    command.add_argument("--remove-orphans", action="store_true", help=removes)
    command.set_defaults(run=doctor)


def doctor(options: argparse.Namespace) -> int:
    """Print what is wrong, and remove orphans where that is asked for."""
    with at_work():
        try:
            found = examine(utc_now())
            _tell(found)
            _tell_orphans(found, options.remove_orphans)
        except blobs.Unreachable as error:
            print(f"{blobs.where()} does not answer, so nothing is known about the photos in it ({error}).")
            return 1
    return 0 if found.is_whole else 1


def examine(now: datetime) -> Photos:
    """Compare each photo with its two files, and what lies in the store with the photos. Raises blobs.Unreachable."""
    lying = {one.name: one for one in blobs.found()}  # first: what is attached from now on is in neither
    wanted: dict[str, list[str]] = defaultdict(list)
    for what, name in queries.picture_bytes.names():
        wanted[name].append(what)
    db.session.rollback()  # reading files takes long, and others write meanwhile
    photos = Photos(len({what for those in wanted.values() for what in those}))
    for name in sorted(wanted):
        _examine_one(name, wanted[name], lying, photos)
    for name in sorted(set(lying) - set(wanted)):
        if now - lying[name].at >= YOUNG:
            photos.old.append(name)
        else:
            photos.n_young += 1
    return photos


def _examine_one(name: str, whose: list[str], lying: Mapping[str, blobs.Found], photos: Photos) -> None:
    try:
        blobs.read(name)
    except blobs.Gone:
        if not queries.picture_bytes.is_named(name):  # removed while we looked
            return
        told = photos.damaged if name in lying else photos.missing
        told.append(f"{name} of {', '.join(whose)}")


def _tell(found: Photos) -> None:
    print(f"{blobs.where()}: {found.n:,} photo{'' if found.n == 1 else 's'}.")
    for lines, what in ((found.missing, "missing"), (found.damaged, "not as it was written")):
        for line in lines[:LISTED]:
            print(f"  {what}: {line}")
        if len(lines) > LISTED:
            print(f"  {what}: {len(lines) - LISTED:,} more")
    if found.is_whole:
        print("  Every file is there, as it was written.")
    else:
        print("  Put these files back from a backup; until then their pages say that the file is missing.")


def _tell_orphans(found: Photos, removes: bool) -> None:
    if found.n_young:
        print(f"  {_files(found.n_young)} younger than 24 hours that no photo has; left alone.")
    if not found.old:
        return
    if not removes:
        print(f"  {_files(len(found.old))} that no photo has had for 24 hours.")
        print("  Remove with: papercuts doctor --remove-orphans")
        return
    n = 0
    for name in found.old:
        n += actions.picture_bytes.remove_unused(name)
        db.session.rollback()  # so that others can write in between
    print(f"  {_files(n)} removed that no photo has had for 24 hours.")


def _files(n: int) -> str:
    return f"{n:,} file{'' if n == 1 else 's'}"
