"""Words that are cleared for reference, with who said them as they agreed to it, ready to be copied."""

from collections.abc import Sequence

from flask import render_template

from papercuts import queries
from papercuts.domain.moods import Tone
from papercuts.queries.quotable import Quotable, Wanted
from papercuts.web.arguments import one_of, row_id
from papercuts.web.guard import may

TASKS_MOST = 300
TONES = ((Tone.GOOD, "Pleased or delighted"), (Tone.CALM, "Calm"), (Tone.BAD, "Annoyed or furious"))
KINDS = {"sighting": "", "delight": "a delight", "fix": "about a fix", "rating": "about the product as a whole"}


def wanted() -> Wanted:
    """Return what the address asks for; 400 when nothing can be meant."""
    tone = one_of("mood", Tone)
    return Wanted(row_id("segment"), row_id("area"), row_id("task"), Tone(tone) if tone else None)


def page(asked: Wanted) -> str:
    """Return the page."""
    found = queries.quotable.found(asked, with_real_names=may("see real names"))
    return render_template(
        "learning/quotes.html",
        asked=asked,
        is_filtered=asked != Wanted(),
        found=found,
        text=as_text(found.quotes),
        kinds=KINDS,
        tones=TONES,
        segments=queries.places.segments(),
        areas=queries.tasks.areas(),
        tasks=queries.tasks.choices(TASKS_MOST, also=[asked.task_id] if asked.task_id else []),
    )


def as_text(quotes: Sequence[Quotable]) -> str:
    """Return quotes as they are handed on: the words, and below them who said them."""
    return "\n\n".join(f"“{one.words}”\n{one.who}" for one in quotes)
