"""A person at a browser: finds things by the words on the page, and nothing else."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from tests.factories import PASSWORD

WAIT_MS = 10_000
expect.set_options(timeout=WAIT_MS)


class Hands:
    """What somebody does with a page and reads on it; `place` is the part of it that they look at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.page.set_default_timeout(WAIT_MS)

    def opens(self, address: str) -> None:
        """Type an address."""
        self.page.goto(address)

    def signs_in(self, name: str) -> None:
        """Sign in as one of the cast, whose address begins with their name."""
        self.opens("/login")
        self.fills({"E-mail": f"{name}@example.org", "Password": PASSWORD})
        self.presses("Sign in")

    def goes_to(self, entry: str) -> None:
        """Choose an entry of the navigation, wherever this device has it."""
        menu = self.page.get_by_role("navigation", name=re.compile("^Main"))
        link = menu.get_by_role("link", name=entry, exact=True)
        more = menu.get_by_role("link", name="More", exact=True)
        expect(link.or_(more).first).to_be_visible()  # it may still be on its way
        if not link.is_visible():
            more.click()
            link = self.page.get_by_role("navigation", name="More").get_by_role("link", name=entry)
        link.click()

    def presses(self, button: str, place: Locator | None = None) -> None:
        """Press the button with these words."""
        self._in(place).get_by_role("button", name=button, exact=True).click()

    def follows(self, link: str | re.Pattern[str], place: Locator | None = None) -> None:
        """Follow the first link with these words."""
        self._in(place).get_by_role("link", name=link, exact=isinstance(link, str)).first.click()

    def fills(self, fields: Mapping[str, str], place: Locator | None = None) -> None:
        """Fill in fields, found by how their labels begin."""
        for label, text in fields.items():
            self._field(label, "input, textarea", place).fill(text)

    def chooses(self, fields: Mapping[str, str], place: Locator | None = None) -> None:
        """Choose from lists, found by how their labels begin."""
        for label, option in fields.items():
            self._field(label, "select", place).select_option(label=option)

    def ticks(self, choice: str | re.Pattern[str]) -> None:
        """Tick a box, or choose one of a few."""
        self._in(None).get_by_label(choice).first.check()

    def reads(self, *words: str | re.Pattern[str], place: Locator | None = None) -> None:
        """Find words where they can be seen."""
        for text in words:
            expect(self._in(place).get_by_text(text).filter(visible=True).first).to_be_visible()

    def reads_title(self, title: str | re.Pattern[str]) -> None:
        """Find the words of the page's heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def part(self, heading: str | re.Pattern[str]) -> Locator:
        """Return the part of the page under a heading."""
        inner = self.page.get_by_role("heading", name=heading)
        return self.page.locator("section, fieldset, aside").filter(has=inner).last

    def _field(self, label: str, kind: str, place: Locator | None) -> Locator:
        labelled = self._in(place).get_by_label(re.compile(f"^{re.escape(label)}"))
        return labelled.and_(self.page.locator(kind)).first

    def _in(self, place: Locator | None) -> Page | Locator:
        self.page.wait_for_load_state()  # scripts of the page have begun: what is typed is not lost on them
        return self.page if place is None else place
