"""Linking issues and commits."""

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import LinkKind
from papercuts.models import Link
from tests.factories import AT, make


def labels() -> list[str]:
    """What is linked."""
    db.session.expire_all()
    return list(db.session.scalars(db.select(Link.label).order_by(Link.id)))


def test_an_issue_is_linked_and_can_be_removed(ben: FlaskClient) -> None:
    cut = make.paper_cut()

    answer = ben.post(
        f"/paper-cuts/{cut.id}/links", data={"kind": "issue", "address": "https://example.org/ledger/issues/812"}
    )
    page = ben.get(answer.location).text
    linked, link = labels(), db.session.scalars(db.select(Link)).one()

    assert (answer.status_code, linked) == (303, ["example.org #812"])
    assert "linked an issue: example.org #812" in page
    assert ben.post(f"/paper-cuts/{cut.id}/links/{link.id}/end").status_code == 303
    assert labels() == []
    assert "removed an issue" in ben.get(f"/paper-cuts/{cut.id}").text


def test_a_hash_is_a_commit_even_when_issue_was_chosen(ben: FlaskClient) -> None:
    cut = make.paper_cut()

    answer = ben.post(f"/paper-cuts/{cut.id}/links", data={"kind": "issue", "address": "4f2a9c1e7b"})

    assert db.session.scalars(db.select(Link)).one().kind is LinkKind.COMMIT
    assert "Linked the commit." in ben.get(answer.location).text


def test_a_commit_is_linked_by_its_hash(ben: FlaskClient) -> None:
    cut = make.paper_cut()

    ben.post(f"/paper-cuts/{cut.id}/links", data={"kind": "commit", "address": " 0123456789abcdef "})

    assert labels() == ["0123456789abcdef"]


@pytest.mark.parametrize(
    ("kind", "address", "sentence"),
    [
        ("issue", "", "Enter an address or a hash"),
        ("issue", "javascript:alert(1)", "Enter an address that starts with https://"),
        ("commit", "not a hash", "Enter a commit hash, or an address that starts with https://"),
        ("issue", "https://example.org/" + "x" * 2000, "At most 2,000 characters (you sent 2,020)"),
        ("spell", "https://example.org/", "Choose from the list"),
    ],
)
def test_what_is_no_link_comes_back_as_it_was_typed(ben: FlaskClient, kind: str, address: str, sentence: str) -> None:
    answer = ben.post(f"/paper-cuts/{make.paper_cut().id}/links", data={"kind": kind, "address": address})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{address}"' in answer.text
    assert labels() == []


def test_the_form_knows_what_is_to_be_linked(ben: FlaskClient) -> None:
    page = ben.get(f"/paper-cuts/{make.paper_cut().id}/links/new?kind=commit").text

    assert 'value="commit" checked' in page


def test_a_link_is_removed_only_from_its_own_paper_cut(ben: FlaskClient, vera: FlaskClient) -> None:
    cut, other = make.paper_cut(), make.paper_cut()
    link = actions.paper_cuts.add_link(cut, LinkKind.COMMIT, "deadbeef", by=None, at=AT)
    db.session.flush()

    assert ben.post(f"/paper-cuts/{other.id}/links/{link.id}/end").status_code == 404
    assert vera.post(f"/paper-cuts/{cut.id}/links/{link.id}/end").status_code == 403
    assert labels() == ["deadbeef"]


def test_readers_and_strangers_cannot_link(vera: FlaskClient, client: FlaskClient) -> None:
    path, given = f"/paper-cuts/{make.paper_cut().id}/links", {"kind": "commit", "address": "deadbeef"}

    assert vera.post(path, data=given).status_code == 403
    assert vera.get(f"{path}/new").status_code == 403
    assert client.post(path, data=given).status_code == 401
    assert labels() == []


def test_what_is_not_there_is_not_found(ben: FlaskClient) -> None:
    cut = make.paper_cut()

    assert ben.post("/paper-cuts/999/links", data={"kind": "commit", "address": "deadbeef"}).status_code == 404
    assert ben.get("/paper-cuts/999/links/new").status_code == 404
    assert ben.post(f"/paper-cuts/{cut.id}/links/999/end").status_code == 404
    assert ben.get(f"/paper-cuts/{cut.id}/links").status_code == 405
