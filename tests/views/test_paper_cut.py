"""The page of one paper cut: evidence before score, and nobody quoted who did not agree."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.domain.limits import Consent, Destination, LinkKind, Size, Status
from papercuts.models import PaperCut
from papercuts.pages import watched
from papercuts.queries import first_ones, middles
from tests.factories import AT, make

CountQueries = Callable[[], AbstractContextManager[list[str]]]


def met(cut: PaperCut, quote: str, consent: Consent | None, **fields: Any) -> None:
    """Somebody with a name and a role met it."""
    person = make.participant(
        make.site("Brightmere Dental"), role="Practice manager", real_name="Jolanda", consent=consent
    )
    visit = make.visit(participants=[person])
    make.watch(visit, person, cut.task, times=40.0, per="week")
    make.sighting(visit, participant=person, paper_cut=cut, quote=quote, **fields)


def test_the_page_shows_figures_evidence_sum_and_history(ben: FlaskClient) -> None:
    area = make.area("Invoice editor")
    cut = make.paper_cut(
        "Enter does nothing", area_id=area.id, what_happens="They press it.\nNothing happens.", workaround="The mouse"
    )
    make.paper_cut("Noise", sightings=3)
    met(cut, "I press it every time.", Consent.ROLE, seconds_lost=4.0, occurrences=3)
    actions.paper_cuts.set_effort(cut, size=Size.S, by=None, at=AT)
    actions.scores.refresh_all()

    page = ben.get(f"/paper-cuts/{cut.id}").text

    assert "<title>PC-" in page
    assert "They press it.<br>Nothing happens." in page
    assert "The mouse" in page
    for figure in ("Users lose", "Effort", "Payback", "Rank", "Hit by"):
        assert f"<dt>{figure}</dt>" in page
    assert "1 sighting, 1 site" in page
    assert "Practice manager, Brightmere Dental, 12 March 2026, 4 s (timed), 40 a week" in page
    assert '<span class="sub">timed</span>' in page
    assert "Why it ranks" in page
    assert "How the payback is worked out" in page
    assert "Seconds lost at each of 1 sites" in page
    assert "estimated: effort from nothing to S" in page
    assert "First seen 12 March 2026" in page
    assert "Nobody yet" in page
    assert "Invoice editor" in page


@pytest.mark.parametrize(
    ("consent", "shown", "hidden"),
    [
        (None, "Not cleared for quoting", ["I press it", "Practice manager", "Jolanda"]),
        (Consent.NONE, "Not cleared for quoting", ["I press it", "Practice manager", "Jolanda"]),
        (Consent.ANONYMOUS, "“I press it”", ["Practice manager", "Jolanda"]),
        (Consent.ROLE, "Practice manager, Brightmere Dental", ["Jolanda"]),
        (Consent.NAMED, "Practice manager, Brightmere Dental", ["Jolanda"]),
    ],
)
def test_words_are_shown_as_far_as_the_person_agreed(
    vera: FlaskClient, consent: Consent | None, shown: str, hidden: list[str]
) -> None:
    cut = make.paper_cut()
    met(cut, "I press it", consent)
    actions.scores.refresh_all()

    page = vera.get(f"/paper-cuts/{cut.id}").text

    assert shown in page
    for words in hidden:
        assert words not in page


def test_a_name_is_shown_to_those_who_may_see_names_when_the_person_agreed(ada: FlaskClient, ben: FlaskClient) -> None:
    cut = make.paper_cut()
    met(cut, "I press it", Consent.NAMED)

    assert "Jolanda, Practice manager, Brightmere Dental" in ada.get(f"/paper-cuts/{cut.id}").text
    assert "Jolanda" not in ben.get(f"/paper-cuts/{cut.id}").text


def test_words_without_a_person_are_not_cleared(vera: FlaskClient) -> None:
    cut = make.paper_cut(sightings=1)
    sighting = make.sighting(paper_cut=cut, quote="Secret words")
    sighting.participant_id = None

    page = vera.get(f"/paper-cuts/{cut.id}").text

    assert "Secret words" not in page
    assert "Not cleared for quoting" in page


def test_another_product_is_shown_as_also_there_and_counts_for_nothing(vera: FlaskClient) -> None:
    cut = make.paper_cut()
    make.sighting(make.visit(make.site("Elsewhere"), product="Rivalry"), paper_cut=cut)
    actions.scores.refresh_all()

    page = vera.get(f"/paper-cuts/{cut.id}").text

    assert "also there: Rivalry" in page
    assert "<dt>Payback</dt>" not in page
    assert "There is no score yet" in page
    assert "Customers to notify" not in page
    assert ">0</span> <small>of 0 watched" in page


def test_a_reader_sees_no_buttons(vera: FlaskClient) -> None:
    cut = make.paper_cut(sightings=1)
    actions.scores.refresh_all()

    page = vera.get(f"/paper-cuts/{cut.id}").text

    assert 'method="post"' not in page
    for words in ("Add a sighting", "Set effort", "Claim<", "Mark as fixed", "Decline", "Link an issue", ">Edit<"):
        assert words not in page


def test_what_can_be_done_follows_from_where_it_stands(ada: FlaskClient) -> None:
    def actions_of(status: Status) -> set[str]:
        page = ada.get(f"/paper-cuts/{make.paper_cut(status=status).id}").text
        known = ("Claim", "Un-claim", "Set effort", "Mark as fixed", "Decline it", "Open it again")
        return {words for words in known if re.search(rf">{words}\s*<", page)}

    assert actions_of(Status.OPEN) == {"Claim", "Set effort", "Mark as fixed", "Decline it"}
    assert actions_of(Status.CLAIMED) == {"Un-claim", "Set effort", "Mark as fixed", "Decline it"}
    assert actions_of(Status.FIXED) == {"Open it again"}
    assert actions_of(Status.VERIFIED) == {"Open it again"}
    assert actions_of(Status.DECLINED) == {"Open it again"}


def test_a_declined_one_says_why_and_where_it_went(ada: FlaskClient) -> None:
    cut = make.paper_cut()
    actions.paper_cuts.decline(cut, "A new date picker comes", Destination.EPIC, by=None, at=AT)

    page = ada.get(f"/paper-cuts/{cut.id}").text

    assert "A new date picker comes" in page
    assert "It goes on as: epic." in page


def test_a_fix_is_named_with_its_release_and_a_reopened_one_says_so(ada: FlaskClient) -> None:
    fixed, reopened = make.paper_cut(status=Status.FIXED), make.paper_cut()
    make.fix(fixed, make.release("4.12", status="published"))
    make.fix(fixed, make.release("4.13"))
    make.fix(reopened, make.release("4.11", status="published"))

    page = ada.get(f"/paper-cuts/{fixed.id}").text

    assert "Fixed in 4.12" in page
    assert re.search(r'4\.13</bdi></a> <span class="tag"><bdi>draft', page)
    assert "badge--reopened" in ada.get(f"/paper-cuts/{reopened.id}").text


@pytest.mark.parametrize("status", [Status.FIXED, Status.VERIFIED])
def test_what_is_fixed_says_what_users_lost_before(vera: FlaskClient, status: Status) -> None:
    cut = make.paper_cut(status=status, sightings=2)
    actions.scores.refresh_all()

    page = vera.get(f"/paper-cuts/{cut.id}").text

    assert "<dt>Users lost</dt>" in page
    assert "h a year before the fix" in page
    assert "Users lose" not in page


def test_links_are_addresses_or_bare_hashes(ben: FlaskClient) -> None:
    cut = make.paper_cut()
    actions.paper_cuts.add_link(cut, LinkKind.ISSUE, "https://example.org/issues/812", by=None, at=AT)
    actions.paper_cuts.add_link(cut, LinkKind.COMMIT, "deadbeef", by=None, at=AT)

    page = ben.get(f"/paper-cuts/{cut.id}").text

    assert '<a href="https://example.org/issues/812" rel="noopener noreferrer nofollow ugc">' in page
    assert "<code>deadbeef</code>" in page


def test_the_sites_that_showed_it_are_named_once_with_their_people(vera: FlaskClient) -> None:
    cut, site = make.paper_cut(), make.site("Brightmere Dental")
    people = [make.participant(site, "P1"), make.participant(site, "P2")]
    visit = make.visit(site, participants=people)
    for person in (people[0], people[1], people[0]):
        make.sighting(visit, participant=person, paper_cut=cut)
    make.sighting(make.visit(make.site("Elsewhere")))

    page = vera.get(f"/paper-cuts/{cut.id}").text

    assert "Customers to notify" in page
    assert '<span class="faint"><bdi>P1, P2</bdi></span>' in page
    assert "Elsewhere" not in page


def test_many_sightings_are_shown_on_request(vera: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papercuts.pages.paper_cut_page.SHOWN", 2)
    cut = make.paper_cut(sightings=3)
    actions.scores.refresh_all()

    page, everything = (vera.get(f"/paper-cuts/{cut.id}{query}").text for query in ("", "?sightings=all"))

    assert page.count("Had to do it twice") == 2
    assert "All 3 sightings" in page
    assert everything.count("Had to do it twice") == 3


def test_the_page_costs_as_many_statements_for_thirty_sightings_as_for_three(
    vera: FlaskClient, count_queries: CountQueries
) -> None:
    task = make.task()
    cut = make.paper_cut(task=task, sightings=3)

    def cost() -> int:
        first_ones.kept.clear()  # rows of a test write no events
        middles.kept.clear()
        with count_queries() as statements:
            assert vera.get(f"/paper-cuts/{cut.id}").status_code == 200
        return len(statements)

    few = cost()
    for _ in range(27):
        make.sighting(paper_cut=cut, task=task)

    assert cost() == few


def test_a_page_reads_the_evidence_once(ben: FlaskClient, count_queries: CountQueries) -> None:
    task = make.task()
    cuts = [make.paper_cut(task=task, sightings=2) for _ in range(3)]
    actions.scores.refresh_all()

    with count_queries() as statements:
        page = ben.get(f"/paper-cuts/{cuts[1].id}", query_string={"if-people": 30}).text

    assert all(part in page for part in ("Why it ranks", "Against others", "What other scores would say"))
    assert sum("watch.performed" in statement and "segment_id" in statement for statement in statements) == 1


def test_everybody_counted_as_watched_is_on_the_page(ben: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three were watched at its task, of whom one was hit; another met it at another task."""
    monkeypatch.setattr(watched, "SHOWN", 3)
    cut = make.paper_cut()
    site = make.site("Dunvale Cycles")
    people = [make.participant(site, code=f"W{n}") for n in range(4)]
    visit = make.visit(participants=people)
    for person in people[:3]:
        make.watch(visit, person, cut.task, performed=7)
    make.sighting(visit, participant=people[0], task=cut.task, paper_cut=cut)
    make.sighting(visit, participant=people[3], task=make.task(), paper_cut=cut)
    actions.scores.refresh_all()

    short, whole = (ben.get(f"/paper-cuts/{cut.id}{query}").text for query in ("", "?watched=all"))

    assert "1 of 3 were hit, and 1 more at other tasks, at 1 visit" in short
    assert '<a href="#watched">are hit: 1 of 3 watched at this task, 1 more at others</a>' in short
    assert f'href="/paper-cuts/{cut.id}?watched=all#watched">All 4 of them' in short
    assert [re.findall(r"<bdi>(W\d)</bdi></td>\n<td[^>]*>(\d+)", page) for page in (short, whole)] == [
        [("W0", "7"), ("W1", "7"), ("W2", "7")],
        [("W0", "7"), ("W1", "7"), ("W2", "7"), ("W3", "1")],
    ]


def test_hostile_texts_come_back_escaped(vera: FlaskClient) -> None:
    script = "<script>alert(1)</script>"
    cut = make.paper_cut(script, what_happens=script, reason=script, workaround="see https://example.org/?a=1&b=2.")
    met(cut, script, Consent.ROLE)

    page = vera.get(f"/paper-cuts/{cut.id}").text

    assert script not in page
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer nofollow ugc">' in page


def test_one_that_is_not_there_is_not_found(vera: FlaskClient) -> None:
    for number in ("1", "0", "2147483648", "99999999999999999999", "x"):
        assert vera.get(f"/paper-cuts/{number}").status_code == 404


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient) -> None:
    cut = make.paper_cut()

    assert client.get(f"/paper-cuts/{cut.id}").status_code == 302
    assert client.post(f"/paper-cuts/{cut.id}").status_code == 405
