"""The page of one paper cut. Every view that changes one shows it again when the change is refused."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import queries
from papercuts.db import db
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.limits import PAGE_SIZE, Status
from papercuts.forms.judgement import CommentForm
from papercuts.models import PaperCut
from papercuts.pages import (
    against,
    charts,
    familiar,
    judging,
    merging,
    paper_cut_parts,
    photo_strips,
    similar_ones,
    watched,
    what_if,
    why,
)
from papercuts.pages.what_if import WhatIf
from papercuts.queries.paper_cuts import SHOWN, Place
from papercuts.web import prose
from papercuts.web.addresses import asked_next
from papercuts.web.clock import today
from papercuts.web.guard import may
from papercuts.web.messages import tell
from papercuts.web.rendering import setting


def page(cut_id: int, comment_form: CommentForm | None = None) -> str:
    """Return the page; 404 when there is no such paper cut. comment_form: a comment that was refused."""
    return shown(cut_id, {}, comment_form=comment_form)[0]


def shown(
    cut_id: int,
    typed: Mapping[str, str],
    *,
    whole: Collection[str] = (),
    comment_form: CommentForm | None = None,
) -> tuple[str, int]:
    """Return the page and the status of the answer.

    typed: other numbers in its score, as the address names them. whole: what is not cut short, "sightings", "watched".
    """
    cut = queries.paper_cuts.one(cut_id) or abort(404)
    known, comments = queries.neighbours.known(cut), _comments(cut, comment_form)
    said = (cut.what_happens, cut.reason, cut.workaround, cut.decline_reason)
    prose.look_up([*said, *(one.text for one in comments["comments"])])
    tried = what_if.of(cut, known.inputs, typed)
    seen = queries.paper_cuts.seen(cut, None if "sightings" in whole else SHOWN)
    place = queries.paper_cuts.place(cut)
    explained = why.of(cut, place, known)
    text = render_template(
        "paper_cuts/show.html",
        cut=cut,
        place=place,
        figures=paper_cut_parts.figures(cut, place, _list_url(cut, place), explained.in_short if explained else ""),
        seen=seen,
        often=paper_cut_parts.often,
        of_times_done=paper_cut_parts.of_times_done,
        strip=photo_strips.of_cut(cut),
        quotes=paper_cut_parts.quotes(seen, with_names=may("see real names")),
        why=explained,
        watched=watched.of(known, is_whole="watched" in whole),
        what_if=tried,
        against=against.of(cut, known.around, request.args.get("against", "")),
        others=familiar.of_cut(cut, place, known.inputs, is_asked=request.args.get("scores") == "all"),
        **_judged(cut),
        **comments | _wrong(tried),
        **_rounds(cut),
        **_around(cut),
        **merging.merged_ones(cut),
        **_similar(cut),
    )
    return text, tried.code


def refused(cut_id: int, reason: str) -> tuple[str, int]:
    """Undo what was begun, and return the page with the reason at the top."""
    db.session.rollback()
    flash(reason, "error")
    return page(cut_id), 422


def saved(cut: PaperCut, message: str | dict[str, str]) -> Response:
    """Keep what was changed, and go back to where somebody came from."""
    db.session.commit()
    tell(message)
    stay = "stay" if cut.status is Status.MERGED else None  # what was changed is its own page
    return redirect(asked_next(url_for("paper_cuts.show", id=cut.id, merged=stay)), code=303)


def _list_url(cut: PaperCut, place: Place | None) -> str:
    is_on_first_page = place is not None and place.rank <= PAGE_SIZE
    return url_for("paper_cuts.index", why=cut.id if is_on_first_page else None)


def _similar(cut: PaperCut) -> dict[str, Any]:
    """Return what might be the same, for who decides it, and what was said not to be."""
    decides = may("match") and cut.status is not Status.MERGED
    return {
        "similar": similar_ones.similar_to(cut) if decides else [],
        "not_the_same": queries.not_the_same.told_of_cut(cut.id) if decides else [],
    }


def _judged(cut: PaperCut) -> dict[str, Any]:
    """Return whether it is a quick win, and the questions of the gate for those who may still answer them."""
    judged = judging.judged(cut)
    asks = judged.gate is None and judged.is_waiting and may("answer the gate")
    return {
        "judged": judged,
        "gate_form": judging.gate_form(cut) if asks else None,
        "effort": judging.effort_says(cut),
    }


def _comments(cut: PaperCut, refused: CommentForm | None) -> dict[str, Any]:
    """Return the comments, and the form of a new one for those who may write; `form` is what the page says is wrong."""
    found = {"comments": queries.comments.of(cut.id), "form": refused}
    return found | {"comment_form": (refused or CommentForm()) if may("comment") else None}


def _wrong(tried: WhatIf) -> dict[str, Any]:
    """Return the form of other numbers as what the page says is wrong, where one of them cannot be."""
    return {"form": tried.form} if tried.form.errors else {}


def _rounds(cut: PaperCut) -> dict[str, Any]:
    """Return the rounds it is in, and those that could take it, for who plans them."""
    may_go_in = cut.status in WAITING and may("plan rounds")
    return {
        "rounds": queries.rounds.of_cut(cut.id),
        "rounds_with_room": queries.rounds.with_room(cut.id, today(setting())) if may_go_in else [],
    }


def _around(cut: PaperCut) -> dict[str, Any]:
    """Return what stands around the evidence: chart, people to tell, fixes, history."""
    by_site = queries.paper_cuts.seconds_by_site(cut)
    return {
        "chart": charts.seconds_by_site(by_site) if by_site else None,
        "told": queries.paper_cuts.to_tell(cut),
        "fixes": queries.paper_cuts.fixes(cut),
        "measured": queries.realised.of_paper_cut(cut.id),
        "why_open": queries.why_reopened.why(cut),
        "between": queries.paper_cuts.seen_between(cut),
        "moments": queries.history.of(("paper_cut", cut.id)),
    }
