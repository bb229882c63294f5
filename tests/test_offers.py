"""What a page offers is allowed to whoever reads it: every link and every form, walked through as each role."""

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.domain.limits import Role
from papercuts.web.permissions import PUBLIC, permission_of, roles_with
from tests.crawl import endpoint_of, read, walk
from tests.factories import AT, make
from tests.people import signed_in
from tests.stages import Stage

PER_ENDPOINT = 3  # pages of one kind differ: planned or written up, open or fixed


def refused(browser: FlaskClient, role: Role) -> list[str]:
    """Return what pages offer to somebody and the guard, or the page itself, does not give."""
    found: list[str] = []
    for url, page in walk(browser, per_endpoint=PER_ENDPOINT, refused=found):
        links, forms = read(url, page)
        offered = {(link, "GET") for link in links} | {(form.action, form.method.upper()) for form in forms}
        found += [
            f"{method} {address} on {url}"
            for address, method in sorted(offered)
            if not is_allowed(browser, endpoint_of(browser, address, method), role)
        ]
    return found


def is_allowed(browser: FlaskClient, endpoint: str, role: Role) -> bool:
    """Tell whether the matrix lets a role in there."""
    if endpoint == "static":
        return True
    permission = str(permission_of(browser.application.view_functions[endpoint]))
    return permission == PUBLIC or role in roles_with(permission)


@pytest.mark.parametrize("is_filled", [True, False], ids=["sample", "empty"])
@pytest.mark.parametrize("role", Role)
def test_all_that_is_offered_is_allowed(sqlite_stage: Stage, role: Role, is_filled: bool) -> None:
    sqlite_stage.clear()  # the other engine would offer the same
    with sqlite_stage.app.app_context():
        account = make.account("Somebody", role)
        make.account("Rosa", Role.ADMIN)
        if is_filled:
            actions.sample.load(by=account, at=AT)
            make.visit(), make.visit()  # two under way, one of them further down the list

        found = refused(signed_in(sqlite_stage.app, account), role)
    assert not found, "\n".join(found)
