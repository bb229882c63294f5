"""The settings of the instance: kept, shown before they are kept, and in the history."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.models import Event, Session, Setting
from tests.factories import make

GOOD = {
    "product_name": "Ledgerlark",
    "people": "1,660",
    "weeks_a_year": "44",
    "days_a_year": "210",
    "quick_win_payback": "12.5",
    "quick_win_hours": "6.5",
    "comments_max": "0",
    "time_zone": "Europe/Berlin",
}


def stored() -> Setting:
    db.session.rollback()
    return db.session.get_one(Setting, 1)


def verbs() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(db.select(Event.verb)))


def test_settings_are_kept_and_in_the_history(rosa: FlaskClient) -> None:
    answer = rosa.post("/settings", data=GOOD)

    assert (answer.status_code, answer.location) == (303, "/")  # on to the next first step
    setting = stored()
    assert (setting.product_name, setting.weeks_a_year, setting.quick_win_payback) == ("Ledgerlark", 44, 12.5)
    assert (setting.quick_win_hours, setting.comments_max) == (6.5, 0)
    assert make.everyone().head_count == 1660
    assert {"changed the settings", "changed the number of users"} <= verbs()
    assert "Ledgerlark" in rosa.get("/settings").text


AFTERWARDS = {"needs_approval": "y", "hour_cost": "42,50", "currency": "EUR", "ownerless_days": "21"}


def test_what_follows_a_fix_is_kept_and_in_the_history(rosa: FlaskClient) -> None:
    answer = rosa.post("/settings/afterwards", data=AFTERWARDS)

    assert (answer.status_code, answer.location) == (303, "/settings#afterwards")
    setting = stored()
    assert (setting.needs_approval, setting.has_volunteer_form) == (True, False)
    assert (setting.hour_cost, setting.currency, setting.ownerless_days) == (42.5, "EUR", 21)
    page = rosa.get("/settings").text
    assert "hour cost from nothing to 42.5" in page
    assert "ownerless days from 14 to 21" in page
    assert rosa.post("/settings/afterwards", data=AFTERWARDS | {"hour_cost": "0"}).status_code == 303
    assert stored().hour_cost is None  # a cost of nothing is none


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("currency", "", "Enter the currency of the cost, like EUR"),
        ("currency", "E" * 11, "At most 10 characters"),
        ("hour_cost", "-1", "Enter a number from 0 to 100,000"),
        ("hour_cost", "NaN", "Enter a number, like 3 or 1.5"),
        ("ownerless_days", "", "Enter the days"),
        ("ownerless_days", "0", "Enter a number from 1 to 3,660"),
    ],
)
def test_what_cannot_follow_a_fix_is_said_beside_the_field(
    rosa: FlaskClient, field: str, value: str, words: str
) -> None:
    answer = rosa.post("/settings/afterwards", data=AFTERWARDS | {field: value})

    assert answer.status_code == 422
    assert answer.text.count(words) == 2  # in the summary, and beside the field
    assert stored().currency == ""


def test_what_would_change_is_shown_and_nothing_is_kept(rosa: FlaskClient) -> None:
    task = make.task()
    make.use(task)
    for title in ("One", "Two"):
        make.effort(make.paper_cut(title, task=task, sightings=1))
    actions.scores.refresh_all()

    answer = rosa.post("/settings", data=GOOD | {"preview": "1"})

    assert answer.status_code == 200
    assert "Nothing is saved yet" in answer.text
    assert 'value="44"' in answer.text
    assert stored().weeks_a_year == 46
    assert "changed the settings" not in verbs()


def test_a_preview_of_nothing_says_so(rosa: FlaskClient) -> None:
    assert (
        "No paper cut is ranked yet whose place could change."
        in rosa.post("/settings", data=GOOD | {"preview": "1"}).text
    )


def test_wrong_methods_roles_and_strangers(ada: FlaskClient, rosa: FlaskClient, client: FlaskClient) -> None:
    assert rosa.delete("/settings").status_code == 405
    assert ada.post("/settings", data=GOOD).status_code == 403
    assert ada.post("/settings/afterwards", data=AFTERWARDS).status_code == 403
    assert client.post("/settings", data=GOOD).status_code == 401
    assert stored().product_name == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("product_name", ""),
        ("product_name", "x" * 201),
        ("people", "-1"),
        ("people", "many"),
        ("people", "9" * 30),
        ("weeks_a_year", ""),
        ("weeks_a_year", "0"),
        ("weeks_a_year", "54"),
        ("weeks_a_year", "4.5"),
        ("days_a_year", ""),
        ("days_a_year", "367"),
        ("quick_win_payback", ""),
        ("quick_win_hours", "0"),
        ("comments_max", "1001"),
        ("quick_win_payback", "nan"),
        ("quick_win_payback", "1e9"),
        ("time_zone", ""),
        ("time_zone", "Moon/Sea_of_Tranquility"),
        ("time_zone", "../../etc/passwd"),
    ],
)
def test_wrong_input_comes_back_with_what_was_typed(rosa: FlaskClient, field: str, value: str) -> None:
    answer = rosa.post("/settings", data=GOOD | {field: value})

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert field == "time_zone" or f'value="{value}"' in answer.text
    assert stored().product_name == ""


def test_what_is_wrong_says_in_which_field(rosa: FlaskClient) -> None:
    wrong = {"people": "many", "weeks_a_year": "54", "days_a_year": "", "product_name": "x" * 201}

    page = rosa.post("/settings", data=GOOD | wrong).text

    assert '<a href="#people">People who use it: Enter a whole number, like 12</a>' in page
    assert '<a href="#weeks_a_year">Weeks worked a year: Enter a number from 1 to 53</a>' in page
    assert '<a href="#product_name">Product: At most 200 characters' in page
    assert '<a href="#days_a_year">Enter the days</a>' in page  # it says so itself


def test_time_zones_are_those_of_places(rosa: FlaskClient) -> None:
    page = rosa.get("/settings").text

    for name in ("UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Australia/Lord_Howe"):
        assert f'value="{name}"' in page
    for name in ("Factory", "localtime", "EST", "Etc/GMT+3", "US/Eastern", "posixrules", "Universal"):
        assert f'value="{name}"' not in page


def test_the_number_of_users_may_be_unknown(rosa: FlaskClient) -> None:
    assert rosa.post("/settings", data=GOOD | {"people": ""}).status_code == 303

    assert make.everyone().head_count is None


def test_t25_sample_data_cannot_be_declared_by_a_form(rosa: FlaskClient) -> None:
    rosa.post("/settings", data=GOOD | {"has_sample_data": "1", "id": "2"})

    assert stored().has_sample_data is False


def test_a_name_in_any_script_is_shown_as_text(rosa: FlaskClient) -> None:
    rosa.post("/settings", data=GOOD | {"product_name": "<b>漢字</b> & “co”"})

    page = rosa.get("/settings").text

    assert "&lt;b&gt;漢字&lt;/b&gt; &amp; “co”" in page
    assert "<b>漢字" not in page


def test_times_are_shown_where_the_team_works(rosa: FlaskClient) -> None:
    rosa.post("/settings", data=GOOD | {"time_zone": "Asia/Tokyo"})
    begun = db.session.scalars(db.select(Session.created_at)).one()

    page = rosa.get("/account").text

    assert f"Since {(begun + timedelta(hours=9)):%-d %B %Y, %H:%M}" in page


@pytest.mark.parametrize(("hour", "shown"), [(14, "12 March 2026"), (15, "13 March 2026")])
def test_a_moment_has_the_day_of_the_team(rosa: FlaskClient, hour: int, shown: str) -> None:
    rosa.post("/settings", data=GOOD | {"time_zone": "Asia/Tokyo"})
    make.account("Ben", last_seen_at=datetime(2026, 3, 12, hour, 30, tzinfo=UTC))
    db.session.commit()

    assert shown in rosa.get("/users").text
