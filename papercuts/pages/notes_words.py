"""What notes say of figures, in sentences that every format shares; made of `queries.notes` alone."""

from dataclasses import replace

from papercuts.domain import formats
from papercuts.domain.totals import Hours
from papercuts.pages.needs import together
from papercuts.queries.notes import PublicFix, PublicNote, PublicPicture
from papercuts.queries.seen_at import Thanks

_ENDS = (".", "!", "?", "…", ":")


def hours_a_year(hours: Hours) -> str:
    """Return the middle value with its unit: "1,660 hours a year", "1 hour a year"."""
    shown = formats.hours(hours.mean)
    return f"{shown} {'hour' if shown == '1' else 'hours'} a year"


def likely(hours: Hours) -> str:
    """Return the range that we are 80 % sure of: "likely 870 to 3,190"."""
    return f"likely {formats.span(hours.q10, hours.q90)}"


def seen_since(fix: PublicFix) -> str:
    """Return whether a fix was seen to work, in words; nothing while nobody has looked."""
    if fix.is_seen_again:
        return "Seen again since, so its hours are not counted"
    if fix.is_partly_left:
        return "Better when we looked again: its hours are what we expected before"
    return "Verified: it worked when we looked again" if fix.is_verified else ""


def facts(fix: PublicFix) -> str:
    """Return all that is known of a fix beside its words, in sentences."""
    said = []
    if fix.hours:
        said.append(f"{hours_a_year(fix.hours)} given back, {likely(fix.hours)}.")
    if fix.n_hit:
        said.append(f"Seen {fix.n_hit:,} of the {fix.n_watched:,} times we watched.")
    if fix.seen_at:
        said.append(f"Seen at {together(fix.seen_at)}.")
    if since := seen_since(fix):
        said.append(f"{since}.")
    return " ".join(said)


def sentences(fix: PublicFix) -> str:
    """Return a fix on one line, for a list: title, text, before and now, facts."""
    pairs = (("Before", fix.before), ("Now", fix.after))
    parts = [fix.title, " ".join(fix.text.split()), *(f"{name}: {text}" for name, text in pairs if text)]
    return " ".join([*(_ended(part) for part in parts if part), facts(fix)]).strip()


def thanks(note: PublicNote) -> str:
    """Return whom a release thanks, in a sentence; nothing where nobody was watched.

    No name and no role is in it: whoever agreed to be quoted by name has not agreed to be thanked in public.
    """
    if not any(fix.n_hit for fix in note.fixes):
        return ""
    who = _people(note.thanks)
    where = f" at {together(note.thanks.places)}" if note.thanks.places else ""
    return f"Thanks to {who}{where} who showed us."


def pictures(fix: PublicFix) -> list[tuple[str, PublicPicture]]:
    """Return the pictures of a fix, each with what it is: "Before", "Now"."""
    pairs = (("Before", fix.before_picture), ("Now", fix.after_picture))
    return [(name, picture) for name, picture in pairs if picture]


def fitted(picture: PublicPicture, width: int) -> PublicPicture:
    """Return a picture as it is drawn at most so many pixels wide; the address stays that of the whole one."""
    if picture.width <= width:
        return picture
    return replace(picture, width=width, height=max(round(picture.height * width / picture.width), 1))


def _people(thanked: Thanks) -> str:
    if not thanked.n_people:
        return "the people"
    return f"the {formats.counted(thanked.n_people, 'person', 'people')}"


def _ended(text: str) -> str:
    return text if text.endswith(_ENDS) else f"{text}."
