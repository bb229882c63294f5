"""What a fix took, noted by whoever fixed it, also once its words are public."""

from flask.testing import FlaskClient

from papercuts.db import db
from papercuts.domain.limits import ReleaseStatus
from papercuts.models import Fix, Release
from tests.factories import AT, make


def test_an_engineer_notes_the_hours_of_a_published_fix_and_nothing_else(ben: FlaskClient) -> None:
    fix = make.fix(release=make.release(status=ReleaseStatus.PUBLISHED, published_at=AT, approved_at=AT))
    db.session.commit()
    path = f"/fixes/{fix.id}/hours"

    assert ben.get(f"/fixes/{fix.id}").status_code == 403
    assert f'href="{path}"' in ben.get(f"/releases/{fix.release_id}").text
    assert 'name="actual_hours"' in ben.get(path).text
    refused = ben.post(path, data={"actual_hours": "a day"})
    saved = ben.post(path, data={"actual_hours": "3.5", "public_title": "Mine"})
    db.session.expire_all()

    assert (refused.status_code, saved.status_code) == (422, 303)
    assert 'value="a day"' in refused.text
    stored = db.session.get_one(Fix, fix.id)
    assert (stored.actual_hours, stored.public_title) == (3.5, "It works the first time")
    assert db.session.get_one(Release, stored.release_id).approved_at is not None
