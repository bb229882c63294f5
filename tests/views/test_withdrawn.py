"""A consent that ends after the notes are public: the page of the release, the overview and the form say so."""

from flask.testing import FlaskClient

from papercuts.db import db
from papercuts.domain.limits import Consent, ReleaseStatus
from tests.factories import AT, make


def test_what_public_notes_repeat_is_said_once_the_consent_ends(ada: FlaskClient) -> None:
    person = make.participant(consent=Consent.ANONYMOUS)
    cut, visit = make.paper_cut(), make.visit(person.site)
    make.sighting(visit, participant=person, paper_cut=cut, quote="I always lose my place in here")
    release = make.release("4.12", status=ReleaseStatus.PUBLISHED, published_at=AT)
    make.fix(cut, release, public_text="They said: I always lose my place in here.")
    db.session.commit()
    words = "no longer agrees to"
    assert words not in ada.get(f"/releases/{release.id}").text

    after = ada.post(f"/participants/{person.id}", data={"consent": "none"}, follow_redirects=True)

    assert "The public notes of 4.12 repeat their words" in after.text
    assert "i always lose my place" in ada.get(f"/releases/{release.id}").text
    assert f"4.12 repeat what somebody {words}" in ada.get("/").text
