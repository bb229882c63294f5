"""Every macro draws what it promises, with awkward titles and hostile text, in a tiny environment of its own."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice as choice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length

from papercuts.domain.limits import Status
from papercuts.pages import charts

ROOT = Path(__file__).parents[2]

SCRIPT = "<script>alert('x')</script>"
LONG = "W" * 200
RTL = "تختفي شاشة الدفع"
AWKWARD = [SCRIPT, LONG, RTL, "Größe — 請求書 🧾", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}"]


def environment() -> Environment:
    """Return an environment like that of the pages: strict about names, escaping everything."""
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(url_for=url_for, static_url=lambda name: f"/static/{name}")
    return env


@pytest.fixture(scope="module")
def env() -> Environment:
    """Return the environment with what a session gives; macros are compiled in it once."""
    env = environment()
    env.globals.update(csrf_token=lambda: "token", get_flashed_messages=lambda **_: [])
    return env


def url_for(endpoint: str, **values: object) -> str:
    """Return an address that shows which endpoint was asked for."""
    return "/" + endpoint.replace(".", "/") + "".join(f"/{value}" for value in values.values())


def draw(env: Environment, file: str, call: str, **values: object) -> str:
    """Return what one call of a macro draws."""
    name = re.split(r"[(\s]", call.removeprefix("{% call").strip())[0]
    text = call if call.startswith("{%") else "{{ " + call + " }}"
    return env.from_string(f'{{% from "macros/{file}.html" import {name} %}}{text}').render(**values)


class PersonForm(Form):
    name = StringField("Name", [InputRequired("Enter a name")])
    years = IntegerField("Years")


class VisitForm(Form):
    site = SelectField("Which site are you visiting?", coerce=int, choices=[choice(1, SCRIPT)])
    on = DateField("Date")
    title = StringField("Title", [InputRequired("Enter a title"), Length(max=200, message="Too long")])
    notes = TextAreaField("Notes")
    secret = PasswordField("Password", [InputRequired("Enter your password")])
    agreed = BooleanField("They agreed", [InputRequired("Ask first")])
    tasks = SelectMultipleField("Tasks", coerce=int, choices=[choice(n, f"Task {n}") for n in (1, 2)])
    outcome = RadioField(
        "How did it go?",
        [InputRequired("Choose one")],
        choices=[choice("gone", "Gone"), choice("there", SCRIPT)],
    )
    people = FieldList(FormField(PersonForm), min_entries=2)


def visit_form(**data: Any) -> VisitForm:
    """Return the form with these values, validated."""
    form = VisitForm(MultiDict({"site": "1", **data}))
    form.validate()
    return form


def test_a_field_has_label_hint_error_and_input_joined(env: Environment) -> None:
    html = draw(env, "form", 'field(form.title, hint="As the user would say it")', form=visit_form(title=""))

    assert '<label for="title">Title</label>' in html
    assert html.index('id="title-hint"') < html.index('id="title-error"') < html.index("<input")
    assert 'aria-describedby="title-hint title-error"' in html
    assert 'aria-invalid="true"' in html
    assert '<span class="visually-hidden">Error:</span><span>Enter a title</span>' in html
    assert "maxlength" not in html


def test_a_right_field_has_no_traces_of_errors(env: Environment) -> None:
    html = draw(env, "form", "field(form.title, optional=True)", form=visit_form(title="Date field clears"))

    assert "error" not in html
    assert "aria-" not in html
    assert "(optional)" in html
    assert 'value="Date field clears"' in html


def test_field_takes_what_a_page_asks_for(env: Environment) -> None:
    call = 'field(form.notes, rows=9, short=True, autofocus=True, placeholder="Here", attrs=attrs)'
    html = draw(env, "form", call, form=visit_form(notes=SCRIPT), attrs={"data-js": "x", "class": "y"})

    assert 'rows="9"' in html
    assert 'class="textarea input--short y"' in html
    assert " autofocus" in html
    assert 'data-js="x"' in html
    assert SCRIPT not in html


def test_hint_may_be_marked_up(env: Environment) -> None:
    html = draw(
        env,
        "form",
        "{% call field(form.title) %}<code>14s</code> {{ name }}{% endcall %}",
        form=visit_form(title="x"),
        name=SCRIPT,
    )

    assert '<p class="hint" id="title-hint"><code>14s</code> &lt;script' in html


@pytest.mark.parametrize(("name", "expected"), [
    ("site", '<select'), ("on", 'type="date"'), ("notes", "<textarea"), ("secret", 'type="password"'),
    ("agreed", 'type="checkbox"'), ("tasks", 'type="checkbox"'), ("outcome", 'type="radio"'),
])  # fmt: skip
def test_every_kind_of_field_is_drawn_and_escaped(env: Environment, name: str, expected: str) -> None:
    html = draw(env, "form", f"field(form.{name}, hint=hint)", form=visit_form(outcome="x"), hint=SCRIPT)

    assert expected in html
    assert "<script" not in html
    assert f'name="{name}"' in html


def test_choices_keep_what_was_chosen(env: Environment) -> None:
    form = visit_form(tasks="2", outcome="gone")

    assert 'value="2" checked' in draw(env, "form", "field(form.tasks)", form=form)
    assert 'value="gone" checked' in draw(env, "form", "pills(form.outcome)", form=form)


def test_a_unit_stands_after_the_input(env: Environment) -> None:
    html = draw(env, "form", 'field(form.title, unit="minutes", short=True)', form=visit_form(title="9"))

    assert html.index("<input") < html.index("<span>minutes</span>")


def test_password_offers_to_show_it_once_there_is_script(env: Environment) -> None:
    html = draw(env, "form", "password(form.secret)", form=visit_form(secret="hunter2"))

    assert 'data-js="showpassword"' in html
    assert 'autocomplete="current-password"' in html
    assert "hidden>Show</button>" in html
    assert "hunter2" not in html


def test_error_summary_links_every_wrong_field(env: Environment) -> None:
    form = visit_form(**{"title": "", "people-0-name": "Priya", "people-1-name": "", "people-1-years": "x"})

    html = draw(env, "form", "error_summary(form)", form=form)

    assert html.count("<h2>There is a problem</h2>") == 1
    assert re.findall(r'href="#([\w-]+)"', html) == [
        "title",
        "secret",
        "agreed",
        "outcome-0",
        "people-1-name",
        "people-1-years",
    ]
    assert 'role="alert" tabindex="-1" data-js="focus"' in html


def test_error_summary_is_silent_when_all_is_well(env: Environment) -> None:
    assert draw(env, "form", "error_summary(form)", form=PersonForm(MultiDict({"name": "Priya"}))).strip() == ""


def test_error_summary_tells_what_is_wrong_with_the_whole(env: Environment) -> None:
    form = PersonForm()
    form.form_errors.append("Wrong e-mail or password")

    assert "<li>Wrong e-mail or password</li>" in draw(env, "form", "error_summary(form)", form=form)


def test_post_button_is_a_form_with_a_token(env: Environment) -> None:
    html = draw(
        env,
        "form",
        'post_button("/draft", "Delete draft", "danger", confirm="Sure?", fields={"id": id}, kbd="d", small=True)',
        id=SCRIPT,
    )

    assert '<form method="post" action="/draft" data-js="confirm once" data-question="Sure?">' in html
    assert '<input type="hidden" name="csrf_token" value="token">' in html
    assert "btn--danger btn--sm" in html
    assert 'data-key="d"' in html
    assert "<script" not in html


def test_button_sends_its_name_and_value(env: Environment) -> None:
    html = draw(env, "form", 'button("Save", name="then", value="next", icon_name="check", big=True)')

    assert 'name="then" value="next"' in html
    assert "btn--primary btn--big" in html


PARTS = [
    "badge('open', text, True)", "tag(text, 'warn')", "avatar(text, text)", "crumbs([(text, '/x'), (text, None)])",
    "page_head(text, text)", "{% call page_head(text) %}{{ text }}{% endcall %}",
    "figures([{'dt': text, 'dd': text, 'unit': text, 'range': text, 'is_assumed': true, 'href': text}])",
    "figures([{'dt': text, 'dd': text, 'is_error': true}])",
    "figures([{'dt': text, 'dd': text}])", "empty(text, text, (text, '/x'), (text, '/y'))", "empty(text, text)",
    "flash(text)", "flash(text, 'error')", "flash({'text': text, 'href': '/x', 'label': text}, 'warn')",
    "flash({'text': text, 'post_url': '/x', 'label': text})", "timeline([{'when': text, 'text': text}] * 9)",
    "timeline([{'when': text, 'text': text, 'who': text, 'href': text, 'kind': 'cut', 'datetime': text}])",
    "quote(text, text)", "quote(text, text, False)", "sum([{'value': text, 'text': text}])",
    "sum([{'value': text, 'text': text, 'unit': text, 'href': text, 'is_assumed': true}], text)",
    "todo([{'text': text, 'is_done': false, 'href': text, 'action': text}, {'text': text, 'is_done': true}])",
    "needs([{'icon': 'mail', 'text': text, 'href': text, 'action': text, 'meta': text, 'is_late': true}])",
    "steps_nav([{'text': text, 'state': 'done', 'href': text}, {'text': text, 'state': 'cur'}])",
    "segmented([{'text': text, 'href': text, 'is_current': true, 'count': 1200}], text)", "chip(text, 'clock')",
    "chip(text, remove_href=text)", "kbdbar([([text], text)])", "details([(text, text)])", "ref(31)",
    "astable([[text, text]], [(text, false), (text, true)], text)",
]  # fmt: skip


@pytest.mark.parametrize("text", AWKWARD)
@pytest.mark.parametrize("call", PARTS)
def test_parts_escape_whatever_was_typed(env: Environment, call: str, text: str) -> None:
    html = draw(env, "parts", call, text=text)

    assert "<script" not in html
    assert "<img" not in html
    assert not re.search(r'(?:href|aria-label|title)="[^"]*"[^ >]', html)


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_word_and_a_place_on_the_way(env: Environment, status: Status) -> None:
    assert status.capitalize() in draw(env, "parts", "badge(given)", given=status)
    assert draw(env, "parts", "flow(given)", given=status).count('aria-current="step"') == 1


def test_an_open_one_that_was_fixed_before_is_reopened(env: Environment) -> None:
    assert "Reopened" in draw(env, "parts", 'badge("open", reopened=True)')
    assert "Verified" in draw(env, "parts", 'badge("verified", reopened=True)')
    assert "Fixed in 4.12" in draw(env, "parts", 'badge("fixed", "Fixed in 4.12")')


def test_the_sum_writes_its_own_signs(env: Environment) -> None:
    boxes = [{"value": n, "text": "x"} for n in ("4", "38", "46", "857")]
    boxes += [
        {"value": "1,660", "text": "x", "kind": "result"},
        {"value": "6", "text": "x"},
        {"value": "275×", "text": "x", "kind": "payback"},
    ]

    html = draw(env, "parts", "sum(boxes)", boxes=boxes)

    assert re.findall(r'<i aria-hidden="true">(.)</i>', html) == ["×", "×", "×", "=", "÷", "="]


def test_words_that_are_not_cleared_stay_hidden(env: Environment) -> None:
    html = draw(env, "parts", 'quote("I hate it", "Trainee", False)')

    assert "I hate it" not in html
    assert "Not cleared for quoting" in html


def test_long_histories_fold_after_eight(env: Environment) -> None:
    html = draw(env, "parts", "timeline(events)", events=[{"when": "1 Mar", "text": f"n{i}."} for i in range(11)])

    assert "Show 3 earlier" in html
    assert html.index("n7.") < html.index("<details>") < html.index("n8.")


def test_pager_says_where_we_are(env: Environment) -> None:
    page = SimpleNamespace(first=1, last=50, total=16060, previous_url=None, next_url="/x?after=9")

    html = draw(env, "parts", 'pager(page, "Bars show hours")', page=page)

    assert "1–50 of 16,060. Bars show hours" in html
    assert 'href="/x?after=9" rel="next"' in html
    assert "Previous" not in html


def test_icons_are_known_by_name(env: Environment) -> None:
    assert 'aria-hidden="true"' in draw(env, "icons", 'icon("mail")')
    assert 'role="img" aria-label="Late"' in draw(env, "icons", 'icon("clock", "Late")')
    with pytest.raises(UndefinedError):
        draw(env, "icons", 'icon("no-such-icon")')


@pytest.mark.parametrize("text", AWKWARD)
def test_charts_escape_whatever_was_typed(env: Environment, text: str) -> None:
    point = charts.Point(1, 31, text, "/paper-cuts/31", "claimed", 100, 50, 200, 4, 2, 8)
    drawn = {
        "matrix": charts.matrix([point] * 3, 20),
        "dots_by_site": charts.seconds_by_site([(text, [3, 4])]),
        "bars_by_release": charts.release_bars([charts.Release(text, text, 420, 250, 680, True)]),
        "bars_small": charts.release_bars([charts.Release(text, text, 420, 250, 680)]),
        "ago": [(text, charts.ago(61), "/x"), (text, charts.ago(None), None)],
        "strip": charts.strip([1, 2], 3),
        "seen": charts.seen(5, 12),
        "axis": charts.axis(3000),
    }

    for name, chart in drawn.items():
        html = draw(env, "charts", f"{name}(chart)", chart=chart)
        assert "<script" not in html
        assert "<img" not in html
        assert "<svg" in html


def test_a_meter_off_the_scale_has_no_end_cap(env: Environment) -> None:
    within, off = (charts.meter(100, 50, high, 300) for high in (200, 400))

    assert draw(env, "charts", 'meter(m, "x")', m=within).count("v7") == 2
    assert draw(env, "charts", 'meter(m, "x")', m=off).count("v7") == 1


def frame(env: Environment, template: str, **given: object) -> str:
    """Return a page with one word in it, in the frame of a signed-in engineer."""
    values = {
        "request": SimpleNamespace(blueprint="visits"),
        "g_user": SimpleNamespace(id=3, name="Ada", initials="AL", role="engineer"),
        "product_name": "Ledgerlark",
        "is_sample": True,
        "shortcuts_on": True,
        "theme": "",
        "current": "visits",
        "can": lambda _: True,
    }
    source = "{% extends template %}{% block title %}Visits{% endblock %}{% block main %}Words{% endblock %}"
    return env.from_string(source).render(template=template, **values | given)


def test_the_frame_shows_where_we_are(env: Environment) -> None:
    html = frame(env, "base.html")

    assert "<title>Visits – papercuts</title>" in html
    assert '<a href="/visits/index" data-key="g v" aria-current="page">Visits</a>' in html
    assert html.count('aria-current="page"') == 2  # top and phone bar
    assert "Ledgerlark</bdi>, its customers and its people are invented" in html
    assert "data-shortcuts" not in html
    assert '<html lang="en">' in html


def test_the_frame_follows_the_settings(env: Environment) -> None:
    html = frame(env, "base.html", theme="dark", shortcuts_on=False, is_sample=False, product_name=SCRIPT)

    assert '<html lang="en" data-theme="dark">' in html
    assert 'data-shortcuts="off"' in html
    assert "Sample data" not in html
    assert SCRIPT not in html


def test_the_frame_offers_only_what_is_allowed(env: Environment) -> None:
    assert "/capture/start" not in frame(env, "base.html", can=lambda _: False)
    assert "<nav" not in frame(env, "base.html", g_user=None)


def test_a_page_with_errors_says_so_in_its_title(env: Environment) -> None:
    assert "<title>Error: Visits – papercuts" in frame(env, "base.html", form=visit_form(title=""))
    assert "<title>Visits – papercuts" in frame(env, "base.html", form=VisitForm())


@pytest.mark.parametrize(("category", "role"), [("message", "status"), ("warn", "status"), ("error", "alert")])
def test_messages_stand_at_the_top(category: str, role: str) -> None:
    env = environment()
    env.globals["csrf_token"] = lambda: "token"
    env.globals["get_flashed_messages"] = lambda **_: [(category, SCRIPT)]

    html = frame(env, "base.html")

    assert f'role="{role}"><span>&lt;script' in html


def test_public_pages_ask_nobody_who_they_are() -> None:
    env = environment()  # without messages and token, as both would set a cookie
    source = '{% extends "public.html" %}{% block title %}4.12{% endblock %}{% block main %}Words{% endblock %}'

    shown = {"product_name": "Ledgerlark", "is_sample": False, "theme": "", "setting": {"has_volunteer_form": False}}
    html = env.from_string(source).render(**shown)

    assert "Words" in html
    assert "<script" not in html
    assert "<nav" not in html


def test_the_gate_is_one_panel(env: Environment) -> None:
    source = """{% extends "gate.html" %}{% block title %}Sign in{% endblock %}{% block heading %}Sign in{% endblock %}
        {% block panel %}Form{% endblock %}{% block notes %}Notes{% endblock %}"""

    html = env.from_string(source).render(product_name="", is_sample=False, theme="")

    assert '<div class="gate">' in html
    assert "<nav" not in html
    assert "product" not in html
