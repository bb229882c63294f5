"""Where published notes repeat what somebody said who no longer agrees to it, or name whom nobody knew by name then."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from papercuts import said
from papercuts.db import db
from papercuts.domain.limits import Consent
from papercuts.domain.public_names import Said, names_in
from papercuts.models import Event, Fix, FixPicture, Participant, Release
from papercuts.shipped import is_published

_UNASKED = (None, "", Consent.NONE.value)


@dataclass(frozen=True)
class Repeated:
    """One published release that repeats words, or has a name, that nobody agrees to."""

    release_id: int
    version: str
    words: tuple[str, ...]


def withdrawn(release_id: int | None = None) -> list[Repeated]:
    """Return the published releases, or this one, that repeat what people said who have withdrawn their consent."""
    changed = select(Event.subject_id, Event.details).where(
        Event.subject == "participant", Event.verb == "changed the person"
    )
    rows = db.session.execute(
        changed.join(Participant, Participant.id == Event.subject_id).where(~Participant.may_be_quoted)
    )
    people = {person_id for person_id, details in rows if (details.get("consent") or [None])[0] not in _UNASKED}
    return repeating(people, release_id=release_id)


def repeating(people: Collection[int], name: str = "", release_id: int | None = None) -> list[Repeated]:
    """Return the published releases, or this one, that repeat words of these people without consent, or hold a name."""
    quotes = list(said.without_consent(*sorted(people))) if people else []
    if not quotes and not name:
        return []
    found: list[Repeated] = []
    for (one, version), about in _texts(release_id).items():
        words = dict.fromkeys(words for _, words in Said(about).repeated(quotes))
        names = names_in([text for some in about.values() for text in some], [name])
        if words or names:
            found.append(Repeated(one, version, (*names, *words)))
    return found


def _texts(release_id: int | None) -> dict[tuple[int, str], dict[int, list[str]]]:
    """Return what each published release says, by the paper cuts it is about: version and name are about each."""
    columns = select(Release.id, Release.version, Release.name, Fix.paper_cut_id, Fix.public_title, Fix.public_text)
    fixes = columns.add_columns(Fix.before, Fix.after).join(Fix).where(is_published()).order_by(Release.id)
    alts = select(Release.id, Fix.paper_cut_id, FixPicture.alt).join(Fix, Fix.id == FixPicture.fix_id).join(Release)
    if release_id is not None:
        fixes, alts = fixes.where(Release.id == release_id), alts.where(Release.id == release_id)
    found: dict[tuple[int, str], dict[int, list[str]]] = defaultdict(dict)
    versions: dict[int, str] = {}
    for one, version, name, cut_id, *texts in db.session.execute(fixes):
        versions[one] = version
        found[one, version][cut_id] = [version, name, *texts]
    for one, cut_id, alt in db.session.execute(alts.where(is_published())):
        found[one, versions[one]][cut_id].append(alt)
    return found
