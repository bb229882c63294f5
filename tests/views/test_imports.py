"""Importing in the browser: choose a file, look at what it would do, import it."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from papercuts import actions
from papercuts.db import db
from papercuts.domain import sheets, workbooks
from papercuts.domain.import_cells import COLUMNS
from papercuts.domain.limits import CSV_BYTES, UPLOAD_ROWS, CommentKind, VisitKind
from papercuts.domain.text import clean_text
from papercuts.models import Link, Mapping, PaperCut, Setting, Sighting, Site, Upload, Visit, Watch
from papercuts.web.clock import today, utc_now
from tests.crawl import read
from tests.factories import make
from tests.payloads import FILE, payloads

DATA = Path(__file__).parents[1] / "data"
HEADER = "visited_on,site,task,participant,what_happened,paper_cut,seconds_lost,people\n"
SEEN = "2026-03-12,Brightmere,Send invoices,P1,Date went blank,Date field clears,14,\n"
WATCH = "2026-03-12,Brightmere,Send invoices,P2,,,,\n"
WRONG = "2026-02-31,Brightmere,Send invoices,P3,Enter did nothing,,a while,many\n"


def upload(browser: FlaskClient, content: str | bytes, name: str = "notes.csv") -> TestResponse:
    """Send a file as a browser does; by hand, since werkzeug leaves the file open that it keeps a large one in."""
    data = content.encode() if isinstance(content, str) else content
    quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head = f'--limit\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\n\r\n'
    body = head.encode() + data + b"\r\n--limit--\r\n"
    return browser.post("/import", data=body, content_type="multipart/form-data; boundary=limit")


def kept(browser: FlaskClient, content: str) -> str:
    """Upload a file and return the address of its preview."""
    answer = upload(browser, content)
    assert answer.status_code == 303
    return str(answer.location)


def form_of(browser: FlaskClient, page: str) -> dict[str, list[str]]:
    """Return what the form that matches the columns holds as it is shown."""
    return next(form.data for form in read(page, browser.get(page).text)[1] if form.action.endswith("/columns"))


def matched(browser: FlaskClient, content: str | bytes, name: str = "notes.csv", **chosen: str) -> str:
    """Upload a file, match its columns as they are guessed but for what is chosen, and return its preview."""
    page = str(upload(browser, content, name).location)
    data = form_of(browser, page) | {key.replace("__", "-"): [value] for key, value in chosen.items()}
    answer = browser.post(page, data=data)
    assert answer.status_code == 303, words(answer)
    return str(answer.location)


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def words(answer: TestResponse) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.text).split())


def test_an_empty_file_to_start_from_is_accepted(ada: FlaskClient, vera: FlaskClient) -> None:
    assert 'href="/import/empty.csv"' in ada.get("/import").text

    empty = ada.get("/import/empty.csv")

    assert empty.headers["Content-Disposition"] == "attachment; filename=visits.csv"
    columns = empty.text.removeprefix("\ufeff").strip().split(",")
    row = {"visited_on": "2026-03-12", "site": "Brightmere", "task": "Send invoices"}
    ada.post(kept(ada, empty.text + ",".join(row.get(name, "") for name in columns)) + "/import")
    assert count(Visit) == 1
    assert vera.get("/import/empty.csv").status_code == 403


def test_from_the_file_to_what_it_did(ada: FlaskClient) -> None:
    make.sighting()
    page = kept(ada, HEADER + SEEN + WATCH)

    preview = ada.get(page)
    done = ada.post(f"{page}/import")
    told = words(ada.get(str(done.location)))

    assert "2 of 2 rows can come in: 1 sighting and 2 watches at 1 new visit to 1 new site" in words(preview)
    assert "Date field clears New paper cut" in words(preview)
    assert (done.status_code, done.location) == (303, f"{page}/done")
    assert "1 sighting came in" in told
    assert "Brightmere 12 March 2026" in told
    assert (count(PaperCut), count(Sighting), count(Upload)) == (1, 2, 0)


def test_what_waits_after_an_import_leads_to_matching(ada: FlaskClient) -> None:
    make.sighting()
    done = ada.post(f"{kept(ada, HEADER + SEEN.replace('Date field clears', ''))}/import")

    page = ada.get(str(done.location))
    waiting = db.session.scalars(select(Sighting).order_by(Sighting.id.desc()).limit(1)).one()

    assert "1 sighting waits to be matched" in words(page)
    assert f'href="/sightings/{waiting.id}/match"' in page.text


def test_the_preview_writes_nothing(ada: FlaskClient) -> None:
    page = kept(ada, HEADER + SEEN)

    for rows in ("all", "look", "errors", "nonsense"):
        assert ada.get(f"{page}?rows={rows}&page=9").status_code == 200
    assert (count(Site), count(Sighting), count(Upload)) == (0, 0, 1)


def test_errors_stand_beside_their_cells_and_nothing_comes_in_unasked(ada: FlaskClient) -> None:
    page = kept(ada, HEADER + SEEN + WRONG)

    shown = ada.get(page)

    assert "1 of 2 rows can come in. 1 row has an error: correct it in your file, or leave it out now" in words(shown)
    assert "2026-02-31 There is no 31 February. Correct the day." in words(shown)
    assert "a while Seconds must be a number, like 14." in words(shown)
    assert "people, “many”: People must be a whole number, like 400." in words(shown)
    assert ada.post(f"{page}/import").status_code == 422
    assert ada.post(f"{page}/import", data={"left_out": "2"}).status_code == 422  # it is another file than was shown
    assert (count(Site), count(Upload)) == (0, 1)
    only = kept(ada, HEADER + WRONG)
    assert "1 row of 1 has an error: correct it in your file and choose it again." in words(ada.get(only))
    assert f'action="{only}/import"' not in ada.get(only).text
    assert ada.post(f"{only}/import", data={"left_out": "1"}).status_code == 422


def test_the_right_rows_come_in_and_the_others_stay_as_a_file_to_correct(ada: FlaskClient) -> None:
    page = kept(ada, HEADER + SEEN + WATCH + WRONG)
    assert ("Import 2 rows" in words(ada.get(page)), "Download the row" in words(ada.get(page))) == (True, True)

    done = ada.post(f"{page}/import", data={"left_out": "1"})

    assert "1 row with an error was left out." in words(ada.get(str(done.location)))
    assert (count(Sighting), count(Watch), count(Upload)) == (1, 2, 1)
    assert "Left out of notes.csv" in words(ada.get("/import"))
    rest = f"/import/{db.session.scalars(select(Upload.id)).one()}"
    assert "1 row of 1 has an error" in words(ada.get(rest))
    file = ada.get(f"{rest}/errors.csv").text
    assert file == "\ufeff" + (HEADER + WRONG).replace("\n", "\r\n")
    mended = file.replace("2026-02-31", "2026-03-12").replace("a while,many", "5,9")
    ada.post(f"{kept(ada, mended)}/import")
    assert (count(Sighting), count(Visit)) == (2, 1)


def test_what_the_right_rows_mean_for_those_left_out_is_told_before(ada: FlaskClient) -> None:
    wrong = SEEN.replace("14,\n", "a while,500\n")
    page = kept(ada, HEADER + SEEN.replace("14,\n", "14,400\n") + wrong)

    shown = words(ada.get(page))

    assert "Row 3, people, “ 500 ”: The number of people who do this task in this segment is 400 in row 2." in shown
    assert "Row 3, what_happened, “ Date went blank ”: Row 2 tells the same" in shown


def test_a_write_up_that_an_import_would_reopen_is_named_before(ada: FlaskClient) -> None:
    ada.post(f"{kept(ada, HEADER + SEEN)}/import")

    shown = words(ada.get(kept(ada, HEADER + SEEN + SEEN.replace("P1", "P2").replace("Date field clears", ""))))

    assert "Importing reopens the write-up of Brightmere, 12 March 2026" in shown
    assert "reopens the write-up" not in words(ada.get(kept(ada, HEADER + SEEN + SEEN.replace("P1", "P2"))))


def test_columns_that_were_matched_are_those_of_the_rows_left_out(ada: FlaskClient) -> None:
    page = matched(ada, "Date,Customer,Task,Note\n13/03/2026,Brightmere,Send,Fell\n31/02/2026,Brightmere,Send,Slow\n")

    ada.post(f"{page}/import", data={"left_out": "1"})
    rest = f"/import/{db.session.scalars(select(Upload.id)).one()}"

    assert "There is no 31 February" in words(ada.get(rest))


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])  # a day and an hour apart
def test_no_visit_is_of_a_day_more_than_a_year_ahead_where_the_team_works(ada: FlaskClient, zone: str) -> None:
    setting = db.session.get_one(Setting, 1)
    setting.time_zone = zone
    db.session.commit()
    day = today(setting)
    seen = SEEN.replace("2026-03-12", (day + timedelta(days=366)).isoformat())
    watch = WATCH.replace("2026-03-12", (day + timedelta(days=367)).isoformat())

    shown = words(ada.get(kept(ada, HEADER + seen + watch)))

    assert "1 row has an error" in shown
    assert "This day is more than a year ahead. Correct it." in shown
    assert ada.post(kept(ada, HEADER + seen) + "/import").location.endswith("/done")


def test_an_unknown_column_is_left_out_and_hides_no_mistake(ada: FlaskClient) -> None:
    page = matched(ada, HEADER.replace("people", "crowd") + SEEN + WRONG)

    shown = words(ada.get(page))

    assert "a while Seconds must be a number, like 14." in shown
    assert "1 row has an error" in shown
    assert "many" not in shown
    assert ada.post(f"{page}/import").status_code == 422


def test_a_column_that_every_row_needs_is_asked_for_and_nothing_comes_in_without(ada: FlaskClient) -> None:
    page = kept(ada, HEADER.replace("site,", "place,") + SEEN).removesuffix("/columns")

    asked = ada.post(f"{page}/columns", data=form_of(ada, f"{page}/columns"))

    assert asked.status_code == 422
    assert "Choose a column, or the same in every row" in words(asked)
    assert ada.get(page).location == f"{page}/columns"
    assert ada.post(f"{page}/import").location == f"{page}/columns"
    assert count(Site) == 0


def test_days_that_can_be_read_are_written_alike(ada: FlaskClient) -> None:
    wrong = SEEN.replace("14", "a while")
    future = WATCH.replace("2026-03-12", "2099-03-12")
    shown = words(ada.get(kept(ada, HEADER + SEEN + wrong + future + WRONG) + "?rows=all"))

    assert (shown.count("12 Mar 2026"), shown.count("2026-03-12")) == (2, 0)
    assert "12 Mar 2099 This day is more than a year ahead." in shown
    assert "2026-02-31 There is no 31 February." in shown


def test_both_errors_of_one_cell_are_shown(ada: FlaskClient) -> None:
    shown = words(ada.get(kept(ada, HEADER + WATCH.replace("P2,,,", "P2,,PC-998,"))))

    assert "PC-998 Nothing was seen in this row." in shown
    assert "paper_cut, “PC-998”: There is no paper cut of this number." in shown


def test_a_row_that_an_error_names_is_one_step_away(ada: FlaskClient) -> None:
    other = SEEN.replace("P1", "P2").replace("14,\n", "14,500\n")
    page = kept(ada, HEADER + SEEN + other + WATCH + SEEN.replace("14,\n", "14,400\n"))

    shown = ada.get(f"{page}?rows=errors").text
    told = re.sub("<[^>]+>", "", shown)

    assert "is 500 in row 3." in told
    assert f'<a href="{page}?rows=all&amp;page=1#row-3">Show row 3</a>' in shown
    assert [f'id="row-{number}"' in shown for number in (2, 3, 4, 5)] == [False, False, False, True]
    assert ("Errors 1<" in shown, "1–1 of 1" in told) == (True, True)
    assert 'id="row-3"' in ada.get(f"{page}?rows=all&page=1").text
    assert ada.get(f"{page}/errors.csv").text.count("2026-03-12") == 1  # only what is to be corrected


def test_the_rows_with_an_error_can_be_downloaded_and_come_back_the_same(ada: FlaskClient) -> None:
    page = kept(ada, HEADER + SEEN + WRONG.replace("Enter did nothing", "\"=cmd|'/C calc'!A0, x\""))

    answer = ada.get(f"{page}/errors.csv")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=rows-to-correct.csv"
    assert "\"'=cmd|'/C calc'!A0, x\"" in answer.text
    assert answer.text.startswith("\ufeff" + HEADER.strip())
    assert upload(ada, answer.text).status_code == 303


def test_no_cell_is_lost_between_the_file_and_the_rows_to_correct(ada: FlaskClient) -> None:
    header = HEADER.replace("people", "weather,quote")
    row = SEEN.replace("14,\n", "14,glad,Well, I never\n")
    page = matched(ada, header + SEEN + row)

    answer = ada.get(f"{page}/errors.csv")

    assert answer.text.splitlines()[1:] == row.splitlines()
    again = words(ada.get(kept(ada, answer.text)))  # the columns are remembered
    assert "This row has 10 cells, the header 9." in again
    assert "The columns are read as notes" in again


def test_the_corrected_rows_may_come_in_before_the_others(ada: FlaskClient) -> None:
    wrong = SEEN.replace("P1", "P2").replace("14,\n", "14,Well, I never\n")
    header = HEADER.replace("people", "quote")
    page = kept(ada, header + SEEN + wrong)
    mended = ada.get(f"{page}/errors.csv").text.replace("Well, I never", '"Well, I never"')

    ada.post(f"{kept(ada, mended)}/import")
    rest = kept(ada, header + SEEN + wrong.replace("Well, I never", '"Well, I never"'))

    assert "1 of 2 rows can come in: 1 sighting and 1 watch at 0 new visits" in words(ada.get(rest))
    ada.post(f"{rest}/import")
    quotes = db.session.scalars(select(Sighting.quote).order_by(Sighting.id)).all()
    assert (count(Visit), [quote or "" for quote in quotes]) == (1, ["Well, I never", ""])


def test_what_waits_or_looks_like_a_slip_is_to_be_looked_at(ada: FlaskClient) -> None:
    make.site("Pellworth Haulage")
    cut = make.paper_cut("Known", task=make.task("Send invoices"))
    rows = [SEEN.replace("Date field clears", f"PC-{cut.id}"), SEEN.replace("Date field clears", "")]
    rows += [WATCH.replace("Brightmere", "Pelworth Haulage"), WATCH.replace("Send invoices", "Send invoice")]

    shown = words(ada.get(kept(ada, HEADER + "".join(rows))))

    assert "All 4 To look at 3 Errors 0" in shown
    assert "New site. Did you mean Pellworth Haulage?" in shown
    assert "New task. Did you mean Send invoice" in shown
    tiles = ["Name a new paper cut 0", "Matched to known ones 1", "To be matched later 1", "Nothing was seen 2"]
    assert " ".join([*tiles, "Skipped, already here 0", "With an error 0"]) in shown
    assert shown.index("Did you mean") < shown.rindex("To be matched later")
    assert "To be matched later" in shown


def test_the_same_file_again_says_so(ada: FlaskClient) -> None:
    ada.post(kept(ada, HEADER + SEEN + WATCH) + "/import")
    page = kept(ada, HEADER + SEEN + WATCH)

    assert "Everything in this file is here already." in words(ada.get(page))
    assert f"{page}/import" not in ada.get(page).text
    assert ada.post(f"{page}/import").location == page
    assert count(Sighting) == 1


def test_a_preview_that_was_imported_leads_to_what_it_did(ada: FlaskClient) -> None:
    page = kept(ada, HEADER + SEEN)
    ada.post(f"{page}/import")

    assert ada.get(page).location == f"{page}/done"
    second = ada.post(f"{page}/import")
    assert (second.status_code, second.location) == (303, f"{page}/done")
    assert count(Sighting) == 1


def test_a_file_belongs_to_whoever_chose_it(ada: FlaskClient, rosa: FlaskClient) -> None:
    page = kept(ada, HEADER + SEEN)
    answers = [rosa.get(page), rosa.get(f"{page}/errors.csv"), rosa.post(f"{page}/import")]
    ada.post(f"{page}/import")

    assert [answer.status_code for answer in answers] == [404] * 3
    assert rosa.get(f"{page}/done").status_code == 200  # what an import did is no secret


def test_a_file_that_nobody_imported_goes_after_a_week(ada: FlaskClient) -> None:
    kept(ada, HEADER + SEEN)
    row = db.session.scalars(select(Upload)).one()
    row.uploaded_at = utc_now() - timedelta(days=8)
    old = row.id

    kept(ada, HEADER + WATCH)

    assert db.session.scalars(select(Upload.id)).all() != [old]
    assert count(Upload) == 1


def test_a_long_file_is_shown_in_pages(ada: FlaskClient) -> None:
    page = kept(ada, HEADER + "".join(WATCH.replace("P2", f"P{i}") for i in range(60)))

    assert "1–50 of 60" in words(ada.get(f"{page}?rows=all"))
    assert "51–60 of 60" in words(ada.get(f"{page}?rows=all&page=2"))


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "", "Choose a file"),
        (b"", "notes.csv", "This file is empty."),
        (b"PK\x03\x04\x14\x00\x06\x00", "notes.csv", "This workbook is damaged"),
        (b"\x89PNG\r\n\x1a\n\x00", "notes.csv", "This is not a text file."),
        ((HEADER + SEEN).encode().replace(b"blank", b"bl\xe4nk"), "notes.csv", "The byte 0xE4 is not UTF-8."),
        (HEADER.encode() + WATCH.encode() * (UPLOAD_ROWS + 1), "notes.csv", "more than 20,000 rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(ada: FlaskClient, content: bytes, name: str, said: str) -> None:
    answer = upload(ada, content, name)

    assert answer.status_code == 422
    assert said in words(answer)
    assert ("There is a problem" in answer.text, answer.text.count('class="field__error"')) == (False, 1)
    assert "<title>Error:" in answer.text
    assert count(Upload) == 0


def test_a_form_without_the_field_is_refused(ada: FlaskClient) -> None:
    assert ada.post("/import", data={"file": "text, not a file"}).status_code == 422


def test_a_file_that_is_too_big_is_refused(ada: FlaskClient) -> None:
    answer = upload(ada, HEADER.encode() + b" " * CSV_BYTES)

    assert answer.status_code == 413
    assert "a spreadsheet up to 10 MB" in words(answer)


def test_what_is_in_a_file_decides_not_its_name(ada: FlaskClient) -> None:
    assert upload(ada, HEADER + SEEN, "picture.png").status_code == 303


def test_t38_no_name_of_a_file_breaks_its_page(ada: FlaskClient) -> None:
    for name in (payload.value for payload in payloads("filename")):
        answer = upload(ada, HEADER + WRONG, name)

        assert answer.status_code == 303, name
        assert "<img src=x" not in ada.get(str(answer.location)).text
        db.session.rollback()
        stored = db.session.scalars(select(Upload.name).order_by(Upload.id.desc())).first() or ""
        assert 1 <= len(stored) <= 200
        assert not re.search(r"[/\\\u202e\x00-\x1f]", stored)


@pytest.fixture
def hostile() -> str:
    """A file whose every free text is a hostile cell."""
    names = ["visited_on", "site", "task", "participant", "what_happened", "paper_cut", "quote", "role", "area"]
    cells = [payload.value for payload in payloads("csv_cell") + payloads("text") if len(payload.value) < 1000]
    rows = [["2026-03-12", "Site", "Task", f"P{i}", cell, cell, cell, cell, cell] for i, cell in enumerate(cells)]
    return sheets.write(names, rows)


def test_t31_t03_hostile_cells_are_text_everywhere(ada: FlaskClient, hostile: str) -> None:
    page = kept(ada, hostile)
    shown = "".join(ada.get(f"{page}?rows=all&page={number}").text for number in range(1, 5))

    assert ada.get(f"{page}/errors.csv").status_code == 200
    assert "<script>alert" not in shown
    assert "onerror=alert" not in re.sub("&lt;.*?&gt;", "", shown)
    assert ada.post(f"{page}/import").status_code in (303, 422)


def test_t31_cells_of_our_export_come_in_as_they_were(ada: FlaskClient) -> None:
    cells = [payload.value for payload in payloads("csv_cell")]
    names = ["visited_on", "site", "task", "what_happened", "quote"]
    rows = [["2026-03-12", "Site", "Task", f"Fell {i:02}", cell] for i, cell in enumerate(cells)]

    ada.post(kept(ada, sheets.write(names, rows)) + "/import")

    stored = db.session.scalars(select(Sighting.quote).order_by(Sighting.what_happened)).all()
    assert stored == [clean_text(cell) for cell in cells]


FILES = [entry for entry in json.loads(FILE.read_text())["payloads"] if entry["kind"] == "csv_file"]


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["id"])
def test_files_of_every_kind_are_refused_in_words_or_read(ada: FlaskClient, entry: dict[str, object]) -> None:
    value = entry["value"]
    if isinstance(value, dict) and "hex" in value:
        content = bytes.fromhex(value["hex"])
    elif isinstance(value, dict):
        row = ",".join(["x" * int(value.get("cell_chars", 1))] * int(value.get("columns", 1))) + "\n"
        content = (row * (int(value["rows"]) + 1)).encode()
    else:
        content = str(value).encode()

    with_our_columns = content.replace(b"a", b"visited_on", 1).replace(b"b", b"site", 1)
    for each in (content, with_our_columns):
        answer = upload(ada, each)
        if answer.status_code == 303:  # its rows can be read, and nobody knows what its columns are
            page = str(answer.location).removesuffix("/columns")
            assert " of the file " in words(ada.get(f"{page}/columns"))
            assert ada.post(f"{page}/import").location == f"{page}/columns"
            answer = ada.post(f"{page}/columns", data=form_of(ada, f"{page}/columns"))
        assert answer.status_code in (413, 422)


@pytest.mark.parametrize("path", ["/import", "/import/1", "/import/1/errors.csv", "/import/1/done"])
def test_a_stranger_is_asked_to_sign_in(client: FlaskClient, path: str) -> None:
    assert client.get(path).location == f"/login?next={path}"


@pytest.mark.parametrize("path", ["/import", "/import/1/import"])
def test_only_field_users_import(ben: FlaskClient, client: FlaskClient, path: str) -> None:
    assert client.post(path).status_code == 401
    assert ben.post(path).status_code == 403
    assert ben.get("/import").status_code == 403


def test_what_is_not_there_is_not_found(ada: FlaskClient) -> None:
    for path in ("/import/7", "/import/7/errors.csv", "/import/7/done", "/import/99999999999"):
        assert ada.get(path).status_code == 404
    assert ada.post("/import/7/import").status_code == 404


def test_other_methods_are_not_allowed(ada: FlaskClient) -> None:
    assert [ada.put("/import").status_code, ada.get("/import/1/import").status_code] == [405, 405]
    assert ada.post("/import/1").status_code == 405


def test_an_import_reopens_and_ranks_as_capture_does(ada: FlaskClient) -> None:
    cut = make.paper_cut("Date field clears", sightings=1)
    actions.scores.refresh_all()
    page = kept(ada, HEADER + SEEN + WATCH)

    ada.post(f"{page}/import")

    db.session.rollback()
    assert (db.session.get_one(PaperCut, cut.id).hit_k, db.session.get_one(PaperCut, cut.id).n_sightings) == (2, 2)
    assert count(Visit) == 2


def test_columns_are_matched_once_and_used_by_themselves_the_next_time(ada: FlaskClient, vera: FlaskClient) -> None:
    file = "Date,Customer,Task,Note\n13/03/2026,Brightmere,Send invoices,Fell\n"
    page = matched(ada, file, name="Support notes")
    assert "The columns are read as Support notes" in words(ada.get(page))
    assert "1 of 1 row can come in" in words(ada.get(page))

    again = kept(ada, file.replace("13/03", "03/04"))  # which alone could be read in two ways

    assert not again.endswith("/columns")
    assert "3 Apr 2026" in words(ada.get(again))
    mapping = db.session.scalars(select(Mapping)).one()
    assert "Support notes Forget" in words(ada.get("/import"))
    assert vera.post(f"/import/columns/{mapping.id}/forget").status_code == 403
    assert ada.post(f"/import/columns/{mapping.id}/forget").status_code == 303
    assert kept(ada, file).endswith("/columns")


def test_a_day_that_can_be_read_in_two_ways_is_asked_for(ada: FlaskClient) -> None:
    page = kept(ada, "Date,Customer,Task\n03/04/2026,Brightmere,Send invoices\n")
    form = form_of(ada, page)

    asked = ada.post(page, data=form)

    assert asked.status_code == 422
    assert "Both would do. Choose which comes first" in words(asked)
    chosen = ada.post(page, data=form | {"visited_on-order": ["mdy"]})
    assert "4 Mar 2026" in words(ada.get(str(chosen.location)))


@pytest.mark.parametrize("value", ["99", "-1", "fixed", "x" * 3_000, "<script>"])
def test_a_choice_that_cannot_be_is_refused_beside_its_field(ada: FlaskClient, value: str) -> None:
    page = kept(ada, "Date,Customer,Task\n2026-03-12,Brightmere,Send invoices\n")
    answer = ada.post(page, data=form_of(ada, page) | {"site-column": [value], "site-fixed": ["\u200b"]})
    assert answer.status_code == 422
    assert 'class="field__error"' in answer.text
    assert ada.get(f"{page}?as={value}&sheet={value}").status_code == 200


def test_issues_come_in_as_reports_and_the_import_is_undone(ada: FlaskClient, rosa: FlaskClient) -> None:
    content = (DATA / "issues-github.csv").read_bytes()
    known = make.paper_cut("Enter does nothing in the last row")
    named = {
        "site__column": "fixed",
        "site__fixed": "Our issue tracker",
        "task__column": "fixed",
        "task__fixed": "Use it",
    }
    page = matched(rosa, content, **named)
    preview = words(rosa.get(page))
    assert "Issues are reports, not visits." in preview
    assert "2 sightings, reported at the support desk" in preview
    assert f"looks like {known.number} Enter does nothing in the last row" in preview
    rosa.post(f"{page}/import")
    links = db.session.scalars(select(Link.url).order_by(Link.id)).all()
    assert links == [f"https://github.com/example/ledger/issues/{n}" for n in (812, 815)]
    assert set(db.session.scalars(select(Visit.kind))) == {VisitKind.SUPPORT_DESK}
    cut = db.session.scalars(select(PaperCut).where(PaperCut.id != known.id).order_by(PaperCut.id).limit(1)).one()
    actions.comments.add(cut, CommentKind.QUESTION, "Why?", by=make.account("Mei"), at=utc_now())
    db.session.commit()

    ask = words(rosa.get(f"{page}/undo"))
    assert "1 paper cut stays: it has a comment" in ask
    assert "2 sightings, 1 link" in ask or "2 sightings, 2 links" in ask
    done = rosa.post(f"{page}/undo")
    assert "The import is undone: 2 sightings are gone. 1 paper cut stays: it has a comment" in words(
        rosa.get(str(done.location))
    )
    assert (count(Sighting), count(PaperCut)) == (0, 2)
    assert "is undone already" in words(rosa.get(f"{page}/undo", follow_redirects=True))
    assert "Undone" in words(ada.get("/import"))


def test_only_who_imported_or_an_administrator_undoes(ada: FlaskClient, rosa: FlaskClient) -> None:
    page = kept(rosa, HEADER + SEEN)
    rosa.post(f"{page}/import")
    assert "Undo this import" not in ada.get(f"{page}/done").text
    assert [ada.get(f"{page}/undo").status_code, ada.post(f"{page}/undo").status_code] == [404, 404]
    theirs = kept(ada, HEADER + WATCH)
    ada.post(f"{theirs}/import")
    assert "Undo this import" in ada.get(f"{theirs}/done").text
    assert rosa.post(f"{theirs}/undo").status_code == 303
    assert (count(Visit), count(Watch)) == (1, 1)


def test_workbooks_go_in_and_out(ada: FlaskClient) -> None:
    empty = ada.get("/import/empty.xlsx")
    assert workbooks.read(empty.data).rows[0][1] == tuple(COLUMNS)
    rows = [line.split(",") for line in (HEADER + SEEN + WRONG).splitlines()]
    page = str(upload(ada, sheets.write_workbook(rows[0], rows[1:]), "notes.xlsx").location)

    assert "a while Seconds must be a number, like 14." in words(ada.get(page))
    wrong = ada.get(f"{page}/errors.xlsx")
    assert [cells for _, cells in workbooks.read(wrong.data).rows] == [tuple(rows[0]), tuple(rows[2])]

    large = upload(ada, b"PK\x03\x04" + bytes(6_000_000), "bomb.xlsx")
    assert large.status_code == 413
    assert "This workbook is larger than 5 MB" in words(large)
