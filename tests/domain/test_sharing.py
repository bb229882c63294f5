"""What a shared page may say: word for word what was approved, and nothing with a name in it."""

from datetime import date

import pytest

from papercuts.domain.sharing import Item, Standing, approve, days_in_words, kept, standing
from papercuts.domain.tokens import shared_token

NOTHING: dict[str, dict[str, list[str]]] = {"said": {}, "left out": {}}
OPEN = Item("cut-1", {"title": "Date clears"})


def approved(*items: Item) -> dict[str, dict[str, list[str]]]:
    versions = {item.version for item in items}
    return approve(NOTHING, items, shown=versions, ticked=versions)


def test_what_is_new_or_reworded_waits_and_what_loses_words_moves_on() -> None:
    assert standing(OPEN, NOTHING) is Standing.WAITS
    said = approved(OPEN)
    assert standing(OPEN, said) is Standing.SAID
    assert standing(Item("cut-1", {"title": "Date clears itself"}), said) is Standing.WAITS
    assert standing(Item("cut-1", {"title": "Date clears", "reason": "Too big"}), said) is Standing.WAITS
    assert standing(Item("cut-1", {}), said) is Standing.SAID  # fixed: its words are published ones
    assert standing(Item("cut-1", {"reason": "Date clears"}), said) is Standing.WAITS  # the same words elsewhere
    assert standing(Item("cut-2", {"title": "Date clears"}), said) is Standing.WAITS
    assert standing(Item("cut-2", {}), said) is Standing.WAITS


def test_a_name_keeps_it_back_even_when_it_was_approved_before() -> None:
    named = Item("cut-1", {"title": "Date clears"}, names=("Northwind",))

    assert standing(named, approved(OPEN)) is Standing.NAMED
    with pytest.raises(ValueError, match="Northwind"):
        approve(NOTHING, [named], shown={named.version}, ticked={named.version})


def test_what_was_left_out_stays_so_until_its_words_change_and_a_promise_cannot_be() -> None:
    left = approve(NOTHING, [OPEN], shown={OPEN.version}, ticked=())
    promise = Item("promise-1", {"what": "Call them"}, may_be_left_out=False)

    assert standing(OPEN, left) is Standing.LEFT_OUT
    assert standing(Item("cut-1", {"title": "Another"}), left) is Standing.WAITS
    said = approved(promise)
    again = approve(said, [promise], shown={promise.version}, ticked=())
    assert standing(promise, again) is Standing.SAID


def test_a_name_is_kept_as_it_was_approved_until_another_is() -> None:
    first, second = Item("name", {"name": "Marfinch"}, is_kept=True), Item("name", {"name": "Marsh"}, is_kept=True)
    said = approved(first)

    assert kept("name", NOTHING) == ""
    assert standing(second, said) is Standing.WAITS
    assert kept("name", approve(said, [second], shown={first.version}, ticked={first.version})) == "Marfinch"
    assert kept("name", approve(said, [second], shown={second.version}, ticked={second.version})) == "Marsh"
    assert kept("name", approve(said, [second], shown={second.version}, ticked=())) == ""


def test_what_changed_since_it_was_shown_is_not_approved_by_that() -> None:
    now = Item("cut-1", {"title": "Reworded meanwhile"})

    result = approve(NOTHING, [now], shown={OPEN.version}, ticked={OPEN.version})

    assert standing(now, result) is Standing.WAITS


def test_a_link_is_made_of_key_and_nonce_and_of_32_bytes() -> None:
    token = shared_token("key one", "nonce")

    assert token == shared_token("key one", "nonce")
    assert len({token, shared_token("key two", "nonce"), shared_token("key one", "another")}) == 3
    assert len(token) == 43  # 32 bytes in base64


def test_days_have_each_year_once() -> None:
    days = [date(2026, 4, 2), date(2025, 12, 3), date(2026, 2, 26)]

    assert days_in_words(days) == "3 December 2025, 26 February and 2 April 2026"
    assert days_in_words([]) == ""
