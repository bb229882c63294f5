"""Two people with the same form open: nobody overwrites what they have not seen, whatever the form."""

import re
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import ReleaseStatus, Status, VisitStatus
from papercuts.models import Setting, Verification
from tests.crawl import HtmlForm, endpoint_of, read
from tests.factories import AT, DAY, make

Data = dict[str, list[str]]


class Edit(NamedTuple):
    """A form that replaces what is stored: the page it stands on, and a field with two ways to fill it."""

    page: str
    field: str  # or the end of its name
    theirs: str
    mine: str


# every form that replaces what it shows
EDITS = {
    "areas.update": Edit("/areas/{area}", "team", "Team <one>", "Team <two>"),
    "familiar.edit": Edit("/paper-cuts/{cut}/familiar", "wsjf_value", "13", "20"),
    "fix_hours.update": Edit("/fixes/{fix}/hours", "actual_hours", "3", "5"),
    "fixes.update": Edit("/fixes/{fix}", "public_text", "Text <one>", "Text <two>"),
    "paper_cuts.edit": Edit("/paper-cuts/{cut}/edit", "what_happens", "It <stops>", "It <waits>"),
    "participants.update": Edit("/participants/{person}", "role", "Clerk <one>", "Clerk <two>"),
    "photos.caption": Edit("/photos/{photo}", "caption", "Photo <one>", "Photo <two>"),
    "plans.edit": Edit("/plans/{plan}/edit", "name", "Sprint <one>", "Sprint <two>"),
    "promises.edit": Edit("/promises/{promise}/edit", "what", "Call <one>", "Call <two>"),
    "releases.update": Edit("/releases/{release}/edit", "name", "Winter <one>", "Winter <two>"),
    "rounds.edit": Edit("/rounds/{round}/edit", "theme", "Round <one>", "Round <two>"),
    "segments.update": Edit("/segments/{segment}", "weight", "1.5", "2.5"),
    "settings.update": Edit("/settings", "product_name", "Product <one>", "Product <two>"),
    "settings.update_afterwards": Edit("/settings", "currency", "EUR", "CHF"),
    "sharing.set_end": Edit("/sites/{site}/shared-page", "ends_on", "2099-01-31", "2099-02-28"),
    "sightings.update": Edit("/sightings/{sighting}", "what_happened", "Saw <one>", "Saw <two>"),
    "sites.edit": Edit("/sites/{site}/edit", "contacts", "Write to <one>", "Write to <two>"),
    "tasks.edit": Edit("/tasks/{task}/edit", "name", "Task <one>", "Task <two>"),
    "tasks.set_uses": Edit("/tasks/{task}", "-people", "31", "47"),
    "telling.edit": Edit("/told/{told}", "told_on", "2026-03-10", "2026-03-11"),
    "verifications.update": Edit("/visits/{visit}", "-quote", "Fine <one>", "Fine <two>"),
    "visits.edit": Edit("/visits/{visit}/plan", "questions", "Why <one>?", "Why <two>?"),
    "ratings.update": Edit("/visits/{visit}", "-score", "7", "9"),
    "write_up.save_texts": Edit("/visits/{visit}", "summary", "Sum <one>", "Sum <two>"),
    "write_up.save_watches": Edit("/visits/{visit}", "-performed", "31", "47"),
}  # fmt: skip
# those that add something, press one button, fill in what was empty, or are of one's own account; one's own comment;
# and the gate, where two answers with yes or no cannot both differ from the stored one: see test_gate
OTHERS = {
    "account": "change_password end_other_sessions update",
    "areas": "create",
    "capture": "create create_watch leave",
    "field_notes": "create preview",
    "claims": "create end",
    "comments": "create edit open_again remove resolve",
    "declines": "create create_reopening",
    "efforts": "create",
    "fixes": "create remove",
    "gates": "edit",
    "import_runs": "forget undo",
    "imports": "apply create match",
    "links": "create end",
    "matching": "create destroy",
    "merges": "create end",
    "not_the_same": "create create_of_sighting end end_of_sighting",
    "photos": "create remove",
    "planner": "claim",
    "promises": "create settle open_again remove",
    "plans": "create end_claims remove",
    "records": "held",
    "releases": "approve create publish unpublish",
    "rounds": "drop new put put_back refill remove take",
    "sample": "create destroy",
    "settings": "learn",
    "segments": "create",
    "sharing": "approve renew stop",
    "sightings": "remove",
    "sign_in": "create destroy open_account set_password",
    "sites": "add_person new",
    "sizes": "end use",
    "splits": "create end",
    "tally": "create watch",
    "tasks": "new",
    "telling": "mark mark_declined remove send_again write write_declined",
    "users": "change_role disable enable end_sessions invite make_reset_link withdraw_link",
    "verifications": "create destroy",
    "visits": "create start start_now",
    "volunteers": "create decline remove reopen",
    "write_up": "add_watch drop_watch finish reopen save_version",
}


@pytest.fixture
def numbers(rosa: FlaskClient) -> dict[str, Any]:
    """One row of each thing, by name."""
    task = make.task(area=make.area())
    person = make.participant(make.site(), "P1")
    cut = make.paper_cut(task=task, status=Status.FIXED)
    before = make.visit(visited_on=DAY - timedelta(days=40), participants=[person])
    make.sighting(before, participant=person, task=task, paper_cut=cut)
    published = {"status": ReleaseStatus.PUBLISHED, "published_at": AT}
    released = make.release("4.12", **published, released_on=DAY - timedelta(days=5))
    visit = make.visit(participants=[person], tasks=[task], questions=["Before?"], product_version="4.12")
    make.watch(visit, person, task)
    fixed = make.fix(cut, released)
    db.session.add(Verification(fix_id=fixed.id, visit_id=visit.id, outcome="gone", verified_at=AT))
    draft = make.release("5.0")
    fix, sighting = make.fix(make.paper_cut(), draft), make.sighting(visit, participant=person, task=task)
    rows = {"area": task.area, "cut": cut, "fix": fix, "person": person, "release": draft, "sighting": sighting}
    rows |= {"round": actions.rounds.create("Keyboard", slots=10, starts_on=DAY, ends_on=DAY, by=None, at=AT)}
    rows |= {"plan": make.plan([cut]), "promise": make.promise(visit.site)}
    make.shared_page(visit.site)
    photo = make.photo(sighting)
    rows |= {"told": make.told(visit.site, released)}
    rows |= {"segment": make.everyone(), "site": visit.site, "task": task, "visit": visit}
    db.session.get_one(Setting, 1).product_name = "Ledgerlark"
    actions.scores.refresh_all()
    db.session.commit()
    return {name: row.id for name, row in rows.items()} | {"photo": photo.uid}


def form_of(browser: FlaskClient, endpoint: str, numbers: dict[str, Any]) -> HtmlForm:
    """Return the form of an endpoint as its page shows it now."""
    url = EDITS[endpoint].page.format(**numbers)
    found = [form for form in read(url, browser.get(url).text)[1] if leads_to(browser, form) == endpoint]
    assert len(found) == 1
    return found[0]


def leads_to(browser: FlaskClient, form: HtmlForm) -> str:
    return endpoint_of(browser, form.action, form.method.upper())


def name_in(form: HtmlForm, edit: Edit) -> str:
    return next(name for name in form.data if name.endswith(edit.field))


def send(browser: FlaskClient, form: HtmlForm, **changed: str) -> Any:
    data = {name: values for name, values in form.data.items() if name != "csrf_token"}
    return browser.post(form.action, data=data | {name: [value] for name, value in changed.items()})


def as_html(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def test_every_form_is_known_as_one_that_replaces_or_does_not(rosa: FlaskClient) -> None:
    rules = rosa.application.url_map.iter_rules()
    posted = {rule.endpoint for rule in rules if "POST" in (rule.methods or ())}

    others = {f"{blueprint}.{name}" for blueprint, names in OTHERS.items() for name in names.split()}
    assert posted == EDITS.keys() | others


def test_every_form_that_replaces_says_what_it_has_shown(rosa: FlaskClient, numbers: dict[str, Any]) -> None:
    urls = {edit.page.format(**numbers) for edit in EDITS.values()}
    forms = [form for url in urls for form in read(url, rosa.get(url).text)[1] if form.method == "post"]

    assert {leads_to(rosa, form) for form in forms if "seen" in form.data} == EDITS.keys()
    assert not {leads_to(rosa, form) for form in forms if "seen" not in form.data} & EDITS.keys()


@pytest.mark.parametrize("endpoint", EDITS)
def test_the_second_to_save_sees_both(
    endpoint: str, rosa: FlaskClient, ada: FlaskClient, numbers: dict[str, Any]
) -> None:
    first = ada if not endpoint.startswith("settings.") else rosa
    edit, shown = EDITS[endpoint], form_of(rosa, endpoint, numbers)
    name = name_in(shown, edit)
    assert send(rosa, shown, **{name: edit.theirs}).status_code == 303

    both = send(first, shown, **{name: edit.mine})

    assert both.status_code == 409
    assert as_html(edit.theirs) in both.text
    assert as_html(edit.mine) in both.text
    assert form_of(rosa, endpoint, numbers).data[name] == [edit.theirs]  # nothing was written
    asked = next(form for form in read(shown.action, both.text)[1] if "both" in form.data)
    assert asked.action == shown.action
    assert send(first, asked, keep="theirs").status_code == 303
    assert form_of(rosa, endpoint, numbers).data[name] == [edit.theirs]
    assert send(first, asked).status_code == 303
    assert form_of(rosa, endpoint, numbers).data[name] == [edit.mine]


@pytest.mark.parametrize("endpoint", EDITS)
def test_who_changed_nothing_disturbs_nobody(endpoint: str, rosa: FlaskClient, numbers: dict[str, Any]) -> None:
    edit, shown = EDITS[endpoint], form_of(rosa, endpoint, numbers)
    name = name_in(shown, edit)

    assert send(rosa, shown).status_code == 303
    assert send(rosa, shown, **{name: edit.theirs}).status_code == 303
    assert send(rosa, shown).status_code == 303

    assert form_of(rosa, endpoint, numbers).data[name] == [edit.theirs]


def test_what_two_change_in_different_fields_is_both_kept(rosa: FlaskClient, numbers: dict[str, Any]) -> None:
    shown = form_of(rosa, "paper_cuts.edit", numbers)
    send(rosa, shown, what_happens="It stops")

    assert send(rosa, shown, title="Date field clears").status_code == 303

    now = form_of(rosa, "paper_cuts.edit", numbers).data
    assert (now["title"], now["what_happens"]) == (["Date field clears"], ["It stops"])


def test_what_is_wrong_is_said_before_and_after(rosa: FlaskClient, numbers: dict[str, Any]) -> None:
    shown = form_of(rosa, "segments.update", numbers)
    wrong = send(rosa, shown, weight="much")
    again = next(form for form in read(shown.action, wrong.text)[1] if "seen" in form.data)
    send(rosa, shown, weight="2")

    both = send(rosa, again, weight="3")
    asked = next(form for form in read(shown.action, both.text)[1] if "both" in form.data)

    assert (wrong.status_code, both.status_code) == (422, 409)
    assert again.data["seen"] == shown.data["seen"]
    assert send(rosa, asked, weight="much").status_code == 422
    assert send(rosa, asked, weight="2,0").status_code == 303


def test_a_choice_is_shown_by_its_words(rosa: FlaskClient, numbers: dict[str, Any]) -> None:
    shown = form_of(rosa, "tasks.set_uses", numbers)
    send(rosa, shown, **{"uses-0-people": "31", "uses-0-people_source": "telemetry"})

    both = send(rosa, shown, **{"uses-0-people": "31", "uses-0-people_source": "guess"})

    assert "Theirs: How the number of people is known, Everyone" in both.text
    assert "<bdi>telemetry</bdi>" in both.text


def test_the_button_that_was_pressed_is_not_forgotten(rosa: FlaskClient) -> None:
    shown = form_of(rosa, "settings.update", {})
    send(rosa, shown, product_name="Ledgerlark")

    both = send(rosa, shown, product_name="Ledger", preview="1")

    asked = next(form for form in read(shown.action, both.text)[1] if "both" in form.data)
    assert asked.data["preview"] == ["1"]


def test_a_version_that_a_colleague_filled_in_is_not_replaced(rosa: FlaskClient) -> None:
    address = f"/visits/{make.visit().id}"
    shown = next(form for form in read(address, rosa.get(address).text)[1] if "product_version" in form.data)
    send(rosa, shown, product_version="4.12")

    both = send(rosa, shown, product_version="4.11")

    assert (both.status_code, "<bdi>4.12</bdi>" in both.text) == (409, True)


def test_a_time_of_day_is_the_same_however_it_is_typed(rosa: FlaskClient, numbers: dict[str, Any]) -> None:
    shown = form_of(rosa, "sightings.update", numbers)
    send(rosa, shown, seen_at="09:42")

    assert send(rosa, shown, seen_at="9.42").status_code == 303
    assert form_of(rosa, "sightings.update", numbers).data["seen_at"] == ["09:42"]


@pytest.mark.parametrize("seen", ["x", ":::", "name:", "a:b c:d", "\N{PILE OF POO}:1 <b>"])
def test_what_was_seen_is_never_trusted(rosa: FlaskClient, numbers: dict[str, Any], seen: str) -> None:
    shown = form_of(rosa, "areas.update", numbers)

    assert send(rosa, shown, seen=seen, team="Team two").status_code == 409


@pytest.mark.parametrize("endpoint", EDITS)
def test_who_does_not_say_what_was_seen_overwrites_nothing(
    endpoint: str, rosa: FlaskClient, numbers: dict[str, Any]
) -> None:
    edit, shown = EDITS[endpoint], form_of(rosa, endpoint, numbers)
    name = name_in(shown, edit)
    before = shown.data[name]
    sent = {key: values for key, values in shown.data.items() if key not in ("csrf_token", "seen")}

    asked = rosa.post(shown.action, data=sent | {name: [edit.mine]}, has_seen=False)

    assert (asked.status_code, as_html(edit.mine) in asked.text) == (409, True)
    assert "Something else is stored" in asked.text
    assert form_of(rosa, endpoint, numbers).data[name] == before
    assert rosa.post(shown.action, data=sent, has_seen=False).status_code == 303  # nothing differs


@pytest.mark.parametrize("endpoint", EDITS)
def test_what_is_compared_is_held_before_it_is_read(
    endpoint: str, rosa: FlaskClient, numbers: dict[str, Any], count_queries: Any
) -> None:
    shown = form_of(rosa, endpoint, numbers)
    with count_queries() as shown_by:
        rosa.get(EDITS[endpoint].page.format(**numbers))
    with count_queries() as statements:
        assert send(rosa, shown).status_code == 303

    holds = [number for number, one in enumerate(statements) if "FOR NO KEY UPDATE" in one]
    assert not any("FOR NO KEY UPDATE" in one for one in shown_by)
    if db.engine.dialect.name == "sqlite":
        assert holds == []  # one writer at a time
        return
    table = statements[holds[0]].partition("FROM ")[2].split()[0]
    assert not any(f"FROM {table} " in one.replace("\n", " ") for one in statements[: holds[0]])


@pytest.mark.parametrize("endpoint", EDITS)
def test_both_versions_lead_back_to_a_page(endpoint: str, rosa: FlaskClient, numbers: dict[str, Any]) -> None:
    shown = form_of(rosa, endpoint, numbers)
    sent = {name_in(shown, EDITS[endpoint]): EDITS[endpoint].mine, "seen": "x"}

    both = send(rosa, shown, **sent).text

    (back,) = re.findall('<p class="crumbs"><a href="([^"#]*)', both)
    assert rosa.get(back).status_code == 200
    assert form_of(rosa, endpoint, numbers).action in {form.action for form in read(back, rosa.get(back).text)[1]}


def test_a_number_and_its_period_are_never_of_two_people(rosa: FlaskClient, numbers: dict[str, Any]) -> None:
    first = form_of(rosa, "tasks.set_uses", numbers)
    send(rosa, first, **{"uses-0-times": "6", "uses-0-per": "week"})
    shown = form_of(rosa, "tasks.set_uses", numbers)
    send(rosa, shown, **{"uses-0-per": "day"})

    both = send(rosa, shown, **{"uses-0-times": "2", "uses-0-people": "31"})  # 2 a week, and never 2 a day

    asked = next(form for form in read(shown.action, both.text)[1] if "both" in form.data)
    assert both.status_code == 409
    assert len(asked.data["both"]) == 2  # how often and the period; how that is known is the same
    assert (asked.data["uses-0-times"], asked.data["uses-0-per"]) == (["2"], ["week"])
    assert send(rosa, asked, keep="theirs").status_code == 303
    assert use_in(form_of(rosa, "tasks.set_uses", numbers)) == ("31", "6", "day")
    assert send(rosa, asked).status_code == 303
    assert use_in(form_of(rosa, "tasks.set_uses", numbers)) == ("31", "2", "week")


def use_in(form: HtmlForm) -> tuple[str, ...]:
    return tuple(form.data[f"uses-0-{name}"][0] for name in ("people", "times", "per"))


def test_another_site_brings_its_people(rosa: FlaskClient) -> None:
    here, there = make.site(), make.participant(make.site("Northgate"), "P7").id
    numbers = {"visit": make.visit(here, participants=[make.participant(here, "P1")], status=VisitStatus.PLANNED).id}
    shown = form_of(rosa, "visits.edit", numbers)
    moved = {name: values for name, values in shown.data.items() if name != "csrf_token"}
    moved |= {"site": ["Northgate"], "participants": [str(there)]}
    assert rosa.post(shown.action, data=moved).status_code == 303

    assert send(rosa, shown, questions="Why?").status_code == 303

    now = form_of(rosa, "visits.edit", numbers).data
    assert (now["site"], now["participants"], now["questions"]) == (["Northgate"], [str(there)], ["Why?"])
