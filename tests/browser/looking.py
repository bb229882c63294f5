"""What is wrong with the page that is open: barriers that axe finds, and what sticks out at the side."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text(encoding="utf-8")
OF_COLOUR = ("color-contrast", "link-in-text-block")  # what axe asks that the dark colours can answer differently
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 390, 700, 860, 900, 1024, 1100, 1280)
HEIGHT = 900
MEDIA = {"laptop": 1280, "phone": 390}
PHONE = {"phone": 390}

RUN_AXE = """async (options) => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"], ...options })
    return violations.map(({ id, help, nodes: [first, ...more] }) =>
        `${id}: ${help}: ${first.html.slice(0, 200)}, ${[...first.any, ...first.all, ...first.none].map((check) =>
            check.message).join(" ")}` + (more.length ? ` and ${more.length} more` : ""))
}"""
# Only what sticks out by itself is named, not the boxes around it. What is clipped on purpose does not count.
WHAT_STICKS_OUT = """() => {
    const { scrollWidth, clientWidth } = document.scrollingElement
    if (scrollWidth <= clientWidth && innerWidth <= screen.width) return []
    const out = [...document.querySelectorAll("body *")].filter((element) => {
        const box = element.getBoundingClientRect()
        const isOut = box.right > clientWidth + 0.5 || box.left < -0.5
        return box.width && isOut && !element.closest(".visually-hidden, .skip")
    })
    const inmost = out.filter((element) => !out.some((other) => other !== element && element.contains(other)))
    return [`${scrollWidth} px: ` + inmost.slice(0, 3).map((element) => element.outerHTML.slice(0, 160)).join(" | ")]
}"""


def barriers(page: Page, *rules: str) -> list[str]:
    """Return what axe has against the page as it looks now; only by these rules, if there are any."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options: dict[str, Any] = {"runOnly": {"type": "rule", "values": rules}} if rules else {"runOnly": STANDARDS}
    if not rules:
        options["rules"] = {"target-size": {"enabled": True}}  # at least 24 px, or room around it
    found: list[str] = page.evaluate(RUN_AXE, options)
    return found


def sticking_out(page: Page, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """Return at which widths the page can be scrolled sideways, and what sticks out."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        found += [f"at {width} px {what}" for what in page.evaluate(WHAT_STICKS_OUT)]
    return found


def problems(page: Page, media: dict[str, int] = MEDIA) -> list[str]:
    """Return everything that is wrong with the page: at every width, and to axe on these media (their widths).

    In the dark only colours differ, and they are those of every width: so only the rules of colour run again, once.
    """
    found = sticking_out(page)
    for name, width in media.items():
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.evaluate("scrollTo(0, 0)")  # what is half under the bar after a scroll is no smaller for it
        found += [f"{name}: {what}" for what in barriers(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {what}" for what in barriers(page, *OF_COLOUR)]
    page.emulate_media(color_scheme="light")
    return found
