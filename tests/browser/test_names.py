"""Names as people have them, and as nobody would: long ones, from right to left, in several scripts, with pictures."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import NAME, TITLE, Consent, Role
from papercuts.web.clock import utc_now
from tests.browser.hands import Hands
from tests.browser.looking import sticking_out
from tests.factories import make

NAMES = {
    "long": "Rechnungsempfängerstammdatenänderungsprotokollanzeige" * 4,
    "arabic": "حقل تاريخ الاستحقاق يُفرَّغ عند كتابة ٣٫٤٫٢٦ ‮ 3.4.26",
    "pictures": "👩🏽‍💻📎" * 25 + " 請求書の支払期日が消えてしまう",
}


@pytest.fixture
def rosa(served: Flask, browse: Callable[..., Page]) -> Hands:
    """An administrator at a laptop, signed in."""
    with served.app_context():
        make.account("Rosa", Role.ADMIN)
        db.session.commit()
    rosa = Hands(browse(reduced_motion="reduce"))
    rosa.signs_in("rosa")
    return rosa


def name_everything(name: str) -> dict[str, int]:
    """Call one of everything by this name; returns the numbers of their pages."""
    segment = make.segment(name[:NAME])
    site = make.site(name[:NAME], segment=segment, public_alias=name[:NAME])
    anna = make.participant(site, "P1", role=name[:100], consent=Consent.ROLE)
    area = make.area(name[:NAME])
    task = make.task(name[:NAME], area=area)
    make.use(task, segment)
    visit = make.visit(site, participants=[anna], tasks=[task], questions=[name], summary=name)
    cut = make.paper_cut(name[:TITLE], task=task, area=area, what_happens=name)
    make.sighting(visit, participant=anna, task=task, paper_cut=cut, what_happened=name, quote=name)
    make.sighting(visit, participant=anna, task=task, what_happened=name)
    fixed = make.paper_cut(name[: TITLE - 1] + "2", task=task, area=area, sightings=2)
    release = make.release(name=name[:NAME])
    make.fix(fixed, release, public_title=name[:TITLE], public_text=name, before=name, after=name)
    actions.releases.publish(release, [], by=None, at=utc_now())
    make.fix(cut, make.release(name=name[:NAME]), public_title=name[:TITLE], before=name)
    actions.scores.refresh_all()
    db.session.commit()
    return {"site": site.id, "visit": visit.id, "cut": cut.id, "task": task.id, "release": release.id}


def addresses(ids: dict[str, int]) -> Iterator[str]:
    """Yield the pages that show the names."""
    yield from (
        "/",
        "/visits",
        "/sites",
        "/tasks",
        "/areas",
        "/segments",
        "/releases",
        "/notes",
        "/history",
        "/search?q=P",
    )
    yield from ("/paper-cuts", f"/paper-cuts?why={ids['cut']}", "/paper-cuts/matrix", f"/paper-cuts/{ids['cut']}")
    yield from (f"/visits/{ids['visit']}", f"/capture/visits/{ids['visit']}", f"/sites/{ids['site']}")
    yield from (
        f"/tasks/{ids['task']}",
        f"/releases/{ids['release']}",
        f"/releases/{ids['release'] + 1}",
        "/visits/new",
    )


@pytest.mark.parametrize("name", NAMES)
def test_no_name_makes_a_page_wider(rosa: Hands, served: Flask, name: str) -> None:
    with served.app_context():
        ids = name_everything(NAMES[name])

    found = []
    for address in addresses(ids):
        answer = rosa.page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        found += [f"{address} {what}" for what in sticking_out(rosa.page, (320, 860, 1280))]

    assert not found, "\n".join(found)
