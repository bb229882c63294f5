"""The outbox under each fault between phone and server: its code on the browser's IndexedDB, a server that fails."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from papercuts.domain import limits

LAB = (Path(__file__).parent / "outbox_lab.js").read_text(encoding="utf-8")
MODULES = Path(__file__).parents[2] / "papercuts/static/modules"
Ask = Callable[[str], Any]


@pytest.fixture(scope="module")
def ask(browser: Browser, base_url: str) -> Iterator[Ask]:
    """Run a few lines in the laboratory; `lab` is there, and what they return comes back. One page for all tests."""
    page = browser.new_context().new_page()
    page.goto(f"{base_url}/login")
    page.evaluate(f"({LAB})('/static/modules/').then(() => null)")
    yield lambda lines: page.evaluate(f"async () => {{ const {{ make, json, cut, backup, told }} = lab; {lines} }}")
    page.context.close()


def test_the_phone_keeps_what_it_has_sent_as_long_as_the_server_knows_it() -> None:
    assert f"KEEP_DAYS = {limits.OUTBOX_DAYS}\n" in (MODULES / "outbox.js").read_text(encoding="utf-8")


def test_a_sighting_and_its_photos_are_sent_once_and_kept(ask: Ask) -> None:
    assert ask("""
        const { server, outbox, save, states, kept } = make()
        await save("two photos", ["a", "b"])
        await outbox.send()
        await outbox.send()
        const sent = server.said.filter((line) => line.startsWith("PUT")).length
        return [sent, server.records.size, server.photos.size, await states(), await kept()]
    """) == [3, 1, 2, {"two photos": "sent"}, [1, 2]]


def test_a_record_without_its_photo_stays_unsent_until_the_photo_has_arrived(ask: Ask) -> None:
    """Also one that an answer of 200 belies: another digest, or the page of a network that wants a sign-in."""
    assert ask("""
        const { server, outbox, save, states } = make()
        await save("one photo", ["a"])
        const seen = []
        const page = () => new Response("<h1>Welcome</h1>", { headers: { "Content-Type": "text/html" } })
        const instead = [() => cut(), () => json(200, { sha256: "0".repeat(64) }), page]
        for (const fault of instead) {
            server.faults = [(method, path) => path.includes("/photos/") && fault()]
            await outbox.send({ isUrged: true })
            seen.push((await states())["one photo"])
        }
        server.faults = []
        await outbox.send({ isUrged: true })
        const records = server.said.filter((line) => /PUT .*records\\/[^/]+$/.test(line)).length
        return [seen, (await states())["one photo"], records, server.photos.size]
    """) == [["waiting", "waiting", "waiting"], "sent", 1, 1]


def test_a_photo_that_comes_to_no_record_brings_its_record_again(ask: Ask) -> None:
    assert ask("""
        const { server, outbox, save, states } = make()
        await save("gone there", ["a"])
        server.faults = [(method, path) => {
            if (!path.includes("/photos/")) return
            server.records.clear()
            server.faults = []
        }]
        await outbox.send()
        await outbox.send({ isUrged: true })
        return [await states(), server.records.size, server.photos.size]
    """) == [{"gone there": "sent"}, 1, 1]


def test_a_record_that_was_removed_there_ends_without_its_photo_and_without_asking_for_ever(ask: Ask) -> None:
    assert ask("""
        const { server, outbox, save, store } = make()
        await save("removed there", ["a"])
        server.faults = [(method, path) => path.includes("/photos/") && json(404, { title: "Not here." })]
        for (let at = 0; at < 4; at += 1) await outbox.send({ isUrged: true })
        const [record] = await store.records()
        return [record.state, record.reason, server.said.filter((line) => line.startsWith("PUT")).length]
    """) == ["refused", "A photo was refused: Its sighting is not on the server any more.", 4]


def test_what_arrived_without_its_photo_goes_on_without_it_or_is_taken_back_there_too(ask: Ask) -> None:
    """Before it is deleted the page says where it is: also of one whose answer was lost."""
    assert ask("""
        const { server, outbox, save, states, store } = make()
        const stays = await save("goes on", ["a", "b"])
        const goes = await save("is deleted", ["a", "b"])
        await save("bad")
        await save("not answered")
        const refused = [stays.photos[1], goes.photos[1]]
        server.faults = [(method, path, answer, body) => {
            if (refused.some((uid) => path.endsWith(uid))) return json(422, { title: "Not a photo." })
            if (method === "PUT" && body.includes("not answered")) { answer(); cut() }
        }]
        await outbox.send()
        const asks = (await store.records()).map((record) => [record.state, told.deleting(record).split("? ")[1]])
        const both = server.lines().length
        server.faults = []
        await outbox.leaveOut(stays.uid, [stays.photos[1]])
        await outbox.takeBack(goes.uid)
        await outbox.send({ isUrged: true })
        return [asks, both, await states(), server.lines(), server.removed.has(goes.uid)]
    """) == [
        [
            ["refused", "It has reached the server: it is taken back there too, with the photos that arrived."],
            ["refused", "It has reached the server: it is taken back there too, with the photos that arrived."],
            ["refused", "It is not on the server."],
            ["waiting", "It may have reached the server: then it is taken back there too."],
        ],
        3,
        {"goes on": "sent", "bad": "refused", "not answered": "sent"},
        ["goes on", "not answered"],
        True,
    ]


def test_a_connection_cut_inside_an_upload_doubles_and_loses_nothing(ask: Ask) -> None:
    """Cut before it arrives, or after: every second request of twenty records with a photo each, then a whole night."""
    assert ask("""
        const { server, outbox, save, states } = make()
        for (let at = 0; at < 20; at += 1) await save(`sighting ${at}`, [`${at}`])
        let n = 0
        server.faults = [(method, path, answer) => {
            if (method !== "PUT") return null
            n += 1
            if (n % 4 === 1) cut()
            if (n % 4 === 3) { answer(); cut() }
        }]
        for (let at = 0; at < 40; at += 1) await outbox.send({ isUrged: true })
        const all = Object.values(await states())
        return [all.length, new Set(all).size, all[0], server.records.size, server.photos.size]
    """) == [20, 1, "sent", 20, 20]


def test_an_answer_lost_after_the_server_saved_leaves_one_record(ask: Ask) -> None:
    assert ask("""
        const { server, outbox, save, states } = make()
        await save("saved, not heard")
        server.faults = [(method, path, answer) => { if (method === "PUT") { answer(); cut() } }]
        await outbox.send()
        const before = await states()
        server.faults = []
        await outbox.send({ isUrged: true })
        return [before, await states(), server.records.size]
    """) == [{"saved, not heard": "waiting"}, {"saved, not heard": "sent"}, 1]


def test_one_bad_record_never_blocks_the_rest_and_can_be_corrected_skipped_or_moved(ask: Ask) -> None:
    assert ask("""
        const { server, outbox, save, states, store } = make()
        const bad = await save("bad", ["a"])
        const skipped = await save("bad too")
        const gone = await save("visit is gone", [], { visit: 404 })
        await save("good")
        await outbox.send()
        const first = (await store.records()).map(({ state, reason }) => [state, reason])
        await outbox.skip(skipped.uid)
        await outbox.moveTo(gone.uid, 6, "Harbour")
        await save("right now", ["a"], { replaces: bad.uid })
        await outbox.send({ isUrged: true })
        return [first, await states(), server.records.size, server.photos.size, (await store.photoKeys()).length]
    """) == [
        [
            ["refused", "Say what happened."],
            ["refused", "Say what happened."],
            ["refused", "That visit is gone."],
            ["sent", ""],
        ],
        {"right now": "sent", "bad too": "skipped", "visit is gone": "sent", "good": "sent"},
        3,
        1,
        1,
    ]


def test_a_correction_of_what_may_have_arrived_takes_the_first_wording_back(ask: Ask) -> None:
    """It was seen when it was first written down."""
    assert ask("""
        const { server, outbox, save, states } = make()
        const first = await save("teh price", ["a"], { observedAt: "2026-11-22T10:42:05.000Z" })
        server.faults = [(method, path, answer) => { if (method === "PUT") { answer(); cut() } }]
        await outbox.send()
        server.faults = []
        await save("the price", ["a"], { replaces: first.uid })
        await outbox.send({ isUrged: true })
        const [{ observed_at }] = server.records.values()
        return [await states(), server.lines(), server.removed.has(first.uid), observed_at]
    """) == [{"the price": "sent"}, ["the price"], True, "2026-11-22T10:42:05.000Z"]


def test_what_is_taken_back_before_it_left_goes_and_later_the_server_hears_of_it(ask: Ask) -> None:
    assert ask("""
        const { server, outbox, save, kept } = make()
        const early = await save("early", ["a"])
        await outbox.takeBack(early.uid)
        const heard = server.said.length
        const late = await save("late", ["a"])
        await outbox.send()
        await outbox.takeBack(late.uid)
        const listed = (await outbox.list()).length
        await outbox.send()
        return [heard, listed, await kept(), server.records.size, server.removed.has(late.uid)]
    """) == [0, 0, [0, 0], 0, True]


def test_storage_refused_keeps_neither_record_nor_photo_and_offers_the_text_alone(ask: Ask) -> None:
    """The photo comes to a full phone inside the transaction: the record before it is undone with it."""
    assert ask("""
        const { outbox, save, kept } = make()
        await save("before")
        const add = IDBObjectStore.prototype.add
        IDBObjectStore.prototype.add = function (row) {
            if (this.name === "photos") throw new DOMException("full", "QuotaExceededError")
            return add.call(this, row)
        }
        const error = await save("with photo", ["a"]).catch((error) => error)
        const between = await kept()
        await save("with photo")
        IDBObjectStore.prototype.add = add
        return [error.message, error.canKeepText, between, await kept()]
    """) == ["This phone is full. Save it without the photo, or make room and save again.", True, [1, 0], [2, 0]]


@pytest.mark.parametrize(
    ("status", "name", "words"),
    [
        (401, "signed out", "Your session has ended. Sign in to send."),
        (403, "no role", "This needs at least the role engineer, and yours is viewer."),
    ],
    ids=["session ended", "role lost"],
)
def test_r12_without_session_or_role_everything_stays_and_is_sent_later(
    ask: Ask, status: int, name: str, words: str
) -> None:
    """Also when it ends in the middle: nothing counts as refused."""
    assert ask(f"""
        const {{ server, outbox, save, states }} = make()
        await save("first", ["a"])
        await save("second")
        server.faults = [(method, path) => {{ if (path.includes("/photos/")) server.session = {status} }}]
        await outbox.send()
        const now = await outbox.status()
        const before = await states()
        server.faults = []
        await outbox.send({{ isUrged: true }})
        server.session = 200
        await outbox.send({{ isUrged: true }})
        return [now.name, now.words, before, await states(), server.records.size, server.photos.size]
    """) == [name, words, {"first": "waiting", "second": "waiting"}, {"first": "sent", "second": "sent"}, 2, 1]


def test_what_the_role_does_not_allow_is_refused_alone(ask: Ask) -> None:
    """An engineer may capture, and not verify."""
    assert ask("""
        const { server, outbox, save, store } = make()
        await save("first")
        await save("verified", [], { kind: "verification" })
        await save("last")
        const no = () => json(403, { title: "You may not do that", text: "This needs at least the role field." })
        server.faults = [(method, path, answer, body) => method === "PUT" && body.includes("verification") && no()]
        await outbox.send()
        return (await store.records()).map(({ state, reason }) => [state, reason])
    """) == [["sent", ""], ["refused", "This needs at least the role field."], ["sent", ""]]


def test_records_of_another_account_are_never_sent_under_this_one(ask: Ask) -> None:
    assert ask("""
        const { server, outbox, save, name, states } = make()
        await save("of the first")
        const second = make({ server, name, account: 4 })
        server.account = 4
        await second.save("of the second")
        await second.outbox.send()
        const { others } = await second.outbox.status()
        return [await states(), others, (await second.outbox.list()).length, server.lines()]
    """) == [{"of the first": "waiting", "of the second": "sent"}, 1, 1, ["of the second"]]


def test_two_tabs_send_one_after_the_other(ask: Ask) -> None:
    assert ask("""
        const { server, outbox, save, name, states } = make()
        for (let at = 0; at < 20; at += 1) await save(`sighting ${at}`, ["a"])
        const other = make({ server, name })
        let running = 0, most = 0
        server.faults = [async (method) => {
            if (method !== "PUT") return
            running += 1
            most = Math.max(most, running)
            await new Promise((done) => setTimeout(done, 2))
            running -= 1
        }]
        await Promise.all([outbox.send(), other.outbox.send(), outbox.send(), other.outbox.send()])
        const puts = server.said.filter((line) => line.startsWith("PUT")).length
        return [most, puts, new Set(Object.values(await states())).size, server.records.size]
    """) == [1, 40, 1, 20]


@pytest.mark.parametrize("days", [-1, 1, 400])
def test_r10_a_wrong_clock_changes_neither_order_nor_how_long_things_are_kept(ask: Ask, days: int) -> None:
    """In the middle the phone's clock is set; what was sent goes after 30 days of the server, not of the phone."""
    assert ask(f"""
        let off = 0
        const {{ server, outbox, save, states, kept }} = make({{ now: () => new Date(Date.now() + off) }})
        await save("one")
        off = {days} * 24 * 3600 * 1000
        await save("two", ["a"])
        off = 0
        await save("three")
        await outbox.send()
        const order = server.lines()
        off = {days} * 24 * 3600 * 1000
        server.offset = 29 * 24 * 3600 * 1000
        await save("four")
        await outbox.send()
        const after29 = await kept()
        server.offset = 31 * 24 * 3600 * 1000
        await save("five")
        await outbox.send()
        return [order, after29, await states()]
    """) == [["one", "two", "three"], [4, 1], {"four": "sent", "five": "sent"}]


def test_a_server_put_back_from_a_backup_gets_again_what_it_lost(ask: Ask) -> None:
    """But not what somebody there removed on purpose; asked for once by each page."""
    assert ask("""
        const { server, outbox, save, name } = make()
        const kept = await save("in the backup", ["a"])
        const lost = await save("after the backup", ["b"])
        const photo = await save("its photo came after the backup", ["c"])
        const removed = await save("removed there", ["d"])
        await outbox.send()
        server.records.delete(lost.uid)
        for (const uid of [...lost.photos, ...photo.photos]) server.photos.delete(uid)
        server.records.delete(removed.uid)
        server.removed.add(removed.uid)
        const next = make({ server, name })
        await next.outbox.send()
        await next.outbox.send()
        const asked = server.said.filter((line) => line.endsWith("held")).length
        const all = [kept, lost, photo]
        const photosAre = all.every(({ photos }) => photos.every((uid) => server.photos.has(uid)))
        const recordsAre = all.every(({ uid }) => server.records.has(uid))
        const states = [...new Set(Object.values(await next.states()))]
        return [recordsAre, photosAre, server.records.has(removed.uid), asked, states]
    """) == [True, True, False, 1, ["sent"]]


def test_it_waits_as_long_as_the_server_says_and_longer_from_time_to_time(ask: Ask) -> None:
    assert ask("""
        let ticks = 0
        const { server, outbox, save, states } = make({ ticks: () => ticks })
        await save("later")
        server.faults = [(method) => method === "PUT" && json(503, { title: "Busy" }, { "Retry-After": "120" })]
        await outbox.send()
        const wait = await outbox.nextTry()
        const came = server.said.length
        ticks = 119_000
        await outbox.send()
        const still = server.said.length
        ticks = 121_000
        server.faults = [(method) => method === "PUT" && json(500, { title: "Broken" })]
        const waits = []
        for (let at = 0; at < 12; at += 1) {
            await outbox.send()
            waits.push(await outbox.nextTry())
            ticks += waits.at(-1) + 1
        }
        server.faults = []
        await outbox.send()
        const areLonger = waits.every((each, at) => !at || each >= waits[at - 1])
        return [wait, still - came, areLonger, waits.at(-1), (await states()).later]
    """) == [120_000, 0, True, 900_000, "sent"]


def test_a_backup_file_brings_everything_to_another_phone_once(ask: Ask) -> None:
    assert ask("""
        const { server, outbox, save, store } = make()
        await save("one", ["a", "b"])
        const sent = await save("two", ["c"])
        const file = await backup.makeBackup(store)
        await outbox.send()
        const other = make({ server })
        const first = await backup.readBackup(other.store, file)
        const second = await backup.readBackup(other.store, file)
        await other.outbox.send()
        const text = await file.text()
        const wrong = []
        const newer = text.replace('"version":1', '"version":9')
        const odd = [text.replace('"visit":5', '"visit":"5"'), text.replace(/"data":"..../, '"data":"AAAA')]
        const given = JSON.parse(text)
        given.records[1].uid = crypto.randomUUID()
        given.records[1].photos = given.records[0].photos.slice(1)
        given.records[1].order = given.records[0].order
        const clash = JSON.stringify(given)
        for (const broken of [text.slice(0, -20), "[]", "null", newer, ...odd, clash]) {
            const empty = make()
            const reading = backup.readBackup(empty.store, new Blob([broken]))
            wrong.push(await reading.then(() => "read", (error) => error.message.split(".")[0]))
            if ((await empty.kept())[0]) wrong.push("kept a part")
        }
        return [first, second, await other.states(), await other.kept(), server.records.size, server.photos.size, wrong]
    """) == [
        {"added": 2, "known": 0},
        {"added": 0, "known": 2},
        {"one": "sent", "two": "sent"},
        [2, 3],
        2,
        3,
        [
            "This file is not a backup of an outbox, or only a part of one",
            "This file is not a backup of an outbox",
            "This file is not a backup of an outbox",
            "This backup is of a newer papercuts",
            "This backup is damaged: not everything in it fits together",
            "This backup is damaged: not everything in it fits together",
            "This backup is damaged: not everything in it fits together",
        ],
    ]


def test_an_older_page_lets_a_newer_one_change_the_store_and_says_to_reload(ask: Ask) -> None:
    assert ask("""
        const { save, name, store } = make()
        await save("kept")
        const newer = make({ name, version: 2 })
        const there = await newer.states()
        const error = await save("too late").catch((error) => error.message)
        return [there, error]
    """) == [{"kept": "waiting"}, "Papercuts was updated on this phone. Reload this page; what you saved is kept."]


def test_what_waits_for_three_days_is_said_in_words(ask: Ask) -> None:
    assert ask("""
        let off = 0
        const { outbox, save } = make({ now: () => new Date(Date.now() + off) })
        off = -4 * 24 * 3600 * 1000
        await save("four days ago")
        const { oldestAt } = await outbox.status()
        const day = 24 * 3600 * 1000
        return [told.late(oldestAt), told.late(new Date(Date.now() - 2.9 * day)), told.late(new Date(Date.now() + day))]
    """) == ["The oldest has waited for 4 days: get online soon, or save a backup file.", "", ""]


def test_how_much_waits_is_said_with_its_age_and_once_that_it_has_arrived(ask: Ask) -> None:
    assert ask("""
        const { outbox, server, save } = make()
        const arrivals = told.createArrivals()
        const news = async (isOffline) => arrivals(await outbox.status(), isOffline)
        const said = [await news()]
        await save("sent at once")
        said.push(await news())
        await outbox.send()
        said.push(await news())
        for (const line of ["one", "two", "deleted"]) await save(line)
        said.push(await news(true))
        await outbox.takeBack((await outbox.list()).at(-1).uid)
        outbox.onChange((status) => said.push(arrivals(status)))
        await outbox.send()
        said.push(await news())
        const at = (day, time) => ({ kind: "sighting", savedAt: `2026-11-${day}T${time}:00` })
        const now = new Date("2026-11-22T19:00:00")
        const of = (...records) => told.kept(records, now)
        const kept = [of(), of(at(22, "18:18")), of(at(22, "18:20"), at(22, "18:18")), of(at(20, "09:12"))]
        return [said.filter(Boolean), ...kept]
    """) == [
        ["2 sightings sent."],
        "",
        "1 sighting is kept on this phone, from 18:18.",
        "2 sightings are kept on this phone, the oldest from 18:18.",
        "1 sighting is kept on this phone, from 09:12 on 20 November.",
    ]


def test_200_sightings_with_400_photos_arrive_once_each(ask: Ask) -> None:
    assert ask("""
        const { server, outbox, save, states, store } = make()
        for (let at = 0; at < 200; at += 1) await save(`sighting ${at}`, [`${at} a`, `${at} b`])
        await outbox.send()
        const photos = (await store.records()).flatMap((record) => record.photos)
        const order = server.lines().every((line, at) => line === `sighting ${at}`)
        const there = photos.filter((uid) => server.photos.has(uid)).length
        const puts = server.said.filter((line) => line.startsWith("PUT")).length
        return [new Set(Object.values(await states())).size, server.records.size, there, puts, order]
    """) == [1, 200, 400, 600, True]
