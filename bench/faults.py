"""Count what gets lost between phone and server: `python -m bench.faults`, or `--sightings 12 --seed 3`.

A browser saves sightings with photos through the outbox of its capture page. A door before the server (bench.door)
cuts connections, delays, answers 429, 500 and 503, and loses answers after the server saved. Meanwhile the server is
killed and started again, the session ended, and the page closed and opened. In the end the server has to have each
sighting and each photo once: what is lost or doubled is printed, and the exit status is 1 unless it is none.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from playwright.sync_api import Error, Page
from sqlalchemy import delete, select

from bench import phone
from bench.door import Door, opened
from papercuts.db import db
from papercuts.models import Photo, Session, Sighting
from papercuts.services import blobs

BLOWS_IN_ALL = 15  # at least four sightings apart
BLOWS = ("page closed and opened", "server killed", "session ended")
GIVEN_UP_AFTER = 120.0  # seconds in which nothing arrives
SAVE = """async ([address, first, last, task, person]) => {
    const { default: phone } = await import(address)
    const saved = []
    for (let n = first; n < last; n += 1) {
        const photos = []
        for (let k = 0; k <= n % 3; k += 2) { // one photo, or two
            const canvas = new OffscreenCanvas(24, 16)
            const context = canvas.getContext("2d")
            context.fillStyle = `rgb(${n % 256} ${Math.floor(n / 256) * 40} ${k * 60})`
            context.fillRect(0, 0, 24, 16)
            const blob = await canvas.convertToBlob({ type: "image/png" })
            photos.push({ uid: crypto.randomUUID(), blob, caption: `Photo ${k} of ${n}` })
        }
        const fields = { line: `Fault number ${n} 3s`, person, task, seen_before: "later" }
        await phone.save({ visit: 1, visitName: "Brightmere", kind: "sighting", fields, photos })
        saved.push([fields.line, photos.map(({ uid }) => uid)])
    }
    return saved
}"""
STATE = """async (address) => {
    const { default: phone } = await import(address)
    window.dispatchEvent(new Event("online")) // as a phone says when it finds a network again
    const { name, unsent } = await phone.status()
    return [name, unsent.length, unsent.filter(({ state }) => state !== "waiting").map(({ reason }) => reason)]
}"""


@dataclass
class Count:
    """What arrived of what was saved: lost, and there more than once; and what never should have been there."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{len(self.lost)} lost, {len(self.doubled)} doubled"


def main() -> int:
    """Run it and print what was counted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sightings", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="of what goes wrong when")
    options = parser.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, opened(options.seed) as door:
        app = phone.application(Path(folder))
        server = phone.Server(Path(folder), door.address)
        server.start()
        door.upstream = server.port
        try:
            saved = run(app, server, door, options.sightings)
        finally:
            server.kill()
        with app.app_context():
            sightings, photos = counted(saved)
    n_photos = sum(map(len, saved.values()))
    print(f"{len(saved):,} sightings with {n_photos:,} photos in {time.perf_counter() - started:.0f} s")
    print(", ".join(f"{what} {n}" for what, n in sorted(door.happened.items())))
    print(f"sightings: {sightings}\nphotos: {photos}")
    for what in [*sightings.lost, *sightings.doubled, *photos.lost, *photos.doubled][:20]:
        print(f"  {what}")
    return int(any([sightings.lost, sightings.doubled, photos.lost, photos.doubled]))


def run(app: Flask, server: phone.Server, door: Door, n_sightings: int) -> dict[str, list[str]]:
    """Save so many sightings while things go wrong; return their photos' ids by the line, once nothing waits."""
    saved: dict[str, list[str]] = {}
    with phone.chromium() as browser:
        context = browser.new_context(**phone.PHONE)
        page = context.new_page()
        phone.sign_in(page, door.address)
        batch = max(4, n_sightings // BLOWS_IN_ALL)
        for number, first in enumerate(range(0, n_sightings, batch)):
            saved |= save(page, first, min(first + batch, n_sightings))
            blow = BLOWS[number % len(BLOWS)]
            page = strike(blow, app, server, page, door)
            door.happened[blow] += 1
            carry_on(page, door, until=batch)
            print(f"\r{len(saved):,} saved", end="", file=sys.stderr, flush=True)
        carry_on(page, door, until=0)
        print(file=sys.stderr)
    return saved


def save(page: Page, first: int, last: int) -> dict[str, list[str]]:
    """Save sightings number first to last - 1 through the page's own outbox."""
    task = page.locator("[name=task] option[value]:not([value=''])").first.get_attribute("value")
    person = page.locator("[name=person]").first.get_attribute("value")
    found: list[tuple[str, list[str]]] = page.evaluate(SAVE, [module(page), first, last, task, person])
    return dict(found)


def module(page: Page) -> str:
    """Return where the page has its outbox from: the same instance of it is imported."""
    main = page.locator("script[src*='main.js']").get_attribute("src") or ""
    return main.replace("main.js", "modules/phone.js")


def strike(blow: str, app: Flask, server: phone.Server, page: Page, door: Door) -> Page:
    """Do what an outbox has to live through; returns the page that is open afterwards."""
    if blow == "server killed":
        server.kill()
        server.start()
    elif blow == "session ended":
        with app.app_context():
            db.session.execute(delete(Session))
            db.session.commit()
    else:
        context = page.context
        page.close()
        page = context.new_page()
        page.goto(f"{door.address}/capture/visits/1")
    return page


def carry_on(page: Page, door: Door, until: int) -> None:
    """Wait until at most so many sightings are unsent, signing in again where the page asks for it."""
    least, since = sys.maxsize, time.monotonic()
    while True:
        state, n_unsent, refused = page.evaluate(STATE, module(page))
        if refused:
            raise SystemExit(f"Refused, which the door does not do: {refused[:3]}")
        if n_unsent <= until:
            return
        if state == "signed out":
            phone.sign_in(page, door.address)
        if n_unsent < least:
            least, since = n_unsent, time.monotonic()
        elif time.monotonic() - since > GIVEN_UP_AFTER:
            raise SystemExit(f"{n_unsent} sightings do not arrive. The outbox says: {state}")
        page.wait_for_timeout(200)


def counted(saved: dict[str, list[str]]) -> tuple[Count, Count]:
    """Compare what was saved on the phone with what the server has, down to the bytes of the photos."""
    stored = db.session.scalars(select(Sighting).where(Sighting.visit_id == 1)).all()
    lines = Counter(sighting.what_happened for sighting in stored)
    there = {line: line.removesuffix(" 3s") for line in saved}
    sightings = Count(
        lost=[line for line in saved if not lines[there[line]]],
        doubled=[line for line, n in lines.items() if n > 1 or line not in there.values()],
    )
    of = {sighting.id: sighting.what_happened for sighting in stored}
    photos = [(str(row.uid), of.get(row.sighting_id), row.sha256) for row in db.session.scalars(select(Photo))]
    wanted = {(uid, there[line]) for line, uids in saved.items() for uid in uids}
    held = {(uid, line) for uid, line, sha256 in photos if _is_readable(sha256)}
    n_of_line = Counter(line for _, line, _ in photos)
    too_many = [f"photos of {there[line]}" for line, uids in saved.items() if n_of_line[there[line]] > len(uids)]
    return sightings, Count(lost=[f"photo {uid} of {line}" for uid, line in sorted(wanted - held)], doubled=too_many)


def _is_readable(sha256: str) -> bool:
    try:
        return bool(blobs.read(sha256))
    except blobs.Gone:
        return False


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Error as error:
        sys.exit(f"The browser: {error}")
