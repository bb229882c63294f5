"""The names of customers and of people we watched, and where they stand in texts for everybody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from papercuts.db import chunks, db
from papercuts.domain.limits import VolunteerState
from papercuts.domain.public_names import names_in
from papercuts.domain.text import fold, words_of
from papercuts.models import Fix, FixPicture, Participant, Release, Site, Volunteer

TEXTS = {
    "public_title": "Title",
    "public_text": "What changed",
    "before": "Before",
    "after": "Now",
    "before_alt": "What the first picture shows",
    "now_alt": "What the second picture shows",
}


@dataclass(frozen=True)
class Named:
    """One text for everybody, and the names in it."""

    fix: Fix | None  # none: of the release itself, or not stored yet
    field: str
    what: str  # the label of its field: "What changed"
    names: tuple[str, ...]


def known() -> list[str]:
    """Return the names that no public text may contain: of sites, unless that is their public alias, and of people.

    People are those we watched, and those whose offer to show how they work nobody has declined. The form of an offer
    is open to everybody: so only a full name counts there, and declining it is the way out when that is no name.
    """
    sites = db.session.execute(select(Site.name, Site.public_alias).order_by(Site.id)).all()
    people = db.session.scalars(
        select(Participant.real_name).where(Participant.real_name != "").order_by(Participant.id)
    )
    offered = db.session.scalars(
        select(Volunteer.name).where(Volunteer.state != VolunteerState.DECLINED).order_by(Volunteer.id)
    )
    volunteers = [name for name in offered if len(words_of(name)) > 1]
    return [name for name, alias in sites if fold(name) != fold(alias)] + list(people) + volunteers


def known_beside(site: Site) -> list[str]:
    """Return the names that a site must not read: of every other site, whatever its alias, and of everybody watched."""
    others = db.session.scalars(select(Site.name).where(Site.id != site.id).order_by(Site.id)).all()
    people = db.session.scalars(
        select(Participant.real_name).where(Participant.real_name != "").order_by(Participant.id)
    )
    return [name for name in others if fold(name) != fold(site.name)] + list(people)


def in_release(release: Release) -> list[Named]:
    """Return where names stand in the texts of a release, whose fixes and their paper cuts are loaded."""
    names = known()
    own = {"version": release.version, "name": release.name}
    by_fix = _texts(release.fixes)
    texts = [*own.values(), *(text for fix in release.fixes for text in by_fix[fix.id].values())]
    found = names_in(texts, names)  # all at once: of thousands of names, few or none are left to place
    if not found:
        return []
    fixes = (one for fix in release.fixes for one in _placed(fix, by_fix[fix.id], found))
    return [*_placed(None, own, found), *fixes]


def in_fix(fix: Fix) -> list[Named]:
    """Return where names stand in the texts of a fix."""
    return in_texts(_texts([fix])[fix.id])


def in_texts(texts: Mapping[str, str]) -> list[Named]:
    """Return where names stand in texts that are not stored yet, by the names of their fields."""
    return list(_placed(None, texts, names_in(texts.values(), known())))


def _texts(fixes: Sequence[Fix]) -> dict[int, dict[str, str]]:
    """Return what fixes say to readers, by their ids: texts, and what their pictures show."""
    found = {fix.id: {name: getattr(fix, name) for name in TEXTS if hasattr(fix, name)} for fix in fixes}
    for some in chunks(found):
        rows = select(FixPicture.fix_id, FixPicture.side, FixPicture.alt).where(FixPicture.fix_id.in_(some))
        for fix_id, side, alt in db.session.execute(rows):
            found[fix_id][f"{side}_alt"] = alt
    return found


def _placed(fix: Fix | None, texts: Mapping[str, str], names: list[str]) -> Iterable[Named]:
    for field, text in texts.items():
        found = names_in([text], names)
        if found:
            yield Named(fix, field, TEXTS.get(field, field.capitalize()), tuple(found))
