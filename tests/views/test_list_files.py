"""The ranked list and the matrix as files: what the page shows, whole, and harmless in a spreadsheet."""

import csv
import io
import re
from xml.etree.ElementTree import fromstring

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.domain.limits import CommentKind, Size, Status
from papercuts.models import PaperCut
from papercuts.queries.export import EXPORT_COLUMNS
from papercuts.queries.listed import SORTS
from papercuts.queries.rank_table import RANK_COLUMNS
from tests.factories import make
from tests.views.test_quick_wins import comment, passed, worth

PATHS = ("/paper-cuts.csv", "/paper-cuts.svg", "/paper-cuts/matrix.csv", "/paper-cuts/matrix.svg")
TITLES = r'class="cut-title" href="/paper-cuts/\d+"(?: autofocus)?><bdi>(.*?)</bdi>'


def ranked(title: str, people: int, size: Size | None = Size.S, **fields: object) -> PaperCut:
    """A paper cut with a score; more people rank it higher."""
    task = make.task(f"Task of {title}")
    make.use(task, people=people)
    cut = make.paper_cut(title, task=task, sightings=1, **fields)
    if size:
        make.effort(cut, size)
    actions.scores.refresh(cuts=[cut.id])
    return cut


def table(browser: FlaskClient, path: str) -> list[dict[str, str]]:
    """Return the rows of a file under their heads."""
    answer = browser.get(path)
    assert answer.status_code == 200
    return [*csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))]


def some() -> None:
    """A few of every kind."""
    area = make.area("Invoices")
    ranked("First", 9_000, area_id=area.id)
    ranked("No effort", 500, None)
    ranked("Fixed", 5_000, status=Status.FIXED)
    ranked("=HYPERLINK(1)", 10, Size.XS)
    make.paper_cut("Never seen")


def test_the_table_has_the_rows_of_the_page_in_their_order(ben: FlaskClient) -> None:
    some()

    for sort in SORTS:
        for status in ("", "&status=all", "&status=fixed"):
            rows = table(ben, f"/paper-cuts.csv?sort={sort}{status}")
            page = ben.get(f"/paper-cuts?sort={sort}{status}").text

            assert [row["title"].removeprefix("'") for row in rows] == re.findall(TITLES, page), sort + status
            assert [row["rank"] for row in rows] == re.findall(r'c-rank">(\d*)</td>', page), sort + status


def test_a_row_says_what_is_known_and_nothing_is_computed(ben: FlaskClient) -> None:
    some()

    rows = {row["title"]: row for row in table(ben, "/paper-cuts.csv?status=all")}

    assert set(RANK_COLUMNS) < set(EXPORT_COLUMNS)
    first = rows["First"]
    assert (first["rank"], first["status"], first["area"], first["task"]) == ("1", "open", "Invoices", "Task of First")
    assert float(first["hours_lost_q10"]) < float(first["hours_lost_q50"]) < float(first["hours_lost_q90"])
    assert float(first["effort_hours_q10"]) < float(first["effort_hours_q90"])
    assert "effort" in rows["No effort"]["assumed"].split(", ")
    assert rows["Never seen"]["payback_q50"] == rows["Fixed"]["rank"] == ""
    assert "'=HYPERLINK(1)" in rows


def test_a_row_says_the_word_of_the_page_and_whether_it_is_a_quick_win(ben: FlaskClient) -> None:
    again = worth(30)
    make.fix(again, make.release("4.1", status="published"))
    rows = {
        "reopened yes": passed(again),
        "claimed no": passed(worth(40, Status.CLAIMED), is_often=False),
        "open unchecked": worth(50),
        "open contested": passed(worth(60)),
        "open no": worth(2),
        "fixed no": passed(worth(70, Status.FIXED)),
    }
    comment(rows["open contested"], CommentKind.OBJECTION)

    told = {row["number"]: row for row in table(ben, "/paper-cuts.csv?status=all")}

    assert {f"{told[str(cut.id)]['standing']} {told[str(cut.id)]['quick_win']}": cut for cut in rows.values()} == rows
    assert told[str(again.id)]["status"] == "open"


def test_the_matrix_has_what_it_draws(ben: FlaskClient) -> None:
    some()

    rows = table(ben, "/paper-cuts/matrix.csv")

    assert [(row["rank"], row["title"]) for row in rows] == [("1", "First"), ("3", "'=HYPERLINK(1)")]
    picture = ben.get("/paper-cuts/matrix.svg").text
    assert "Of them, 2 have an effort and are drawn." in picture
    assert "3 of 5 paper cuts" in picture
    assert picture.count("<title>") == 1 + 2


def test_a_picture_of_the_list_says_what_it_shows(ben: FlaskClient) -> None:
    some()
    ranked("</text><script>alert(1)</script>\u200f", 50)

    root = fromstring(ben.get("/paper-cuts.svg?status=all&sort=hours").data)

    texts = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any(text.startswith("Any status. 6 of 6 paper cuts, by hours lost a year.") for text in texts)
    assert "not seen yet" in texts
    assert any("<script>" in text for text in texts)
    assert not [*root.iter("{http://www.w3.org/2000/svg}script")]


@pytest.mark.parametrize("path", PATHS)
def test_files_are_downloads_with_the_filters_of_the_page(ben: FlaskClient, path: str) -> None:
    assert ben.get(path).status_code == 200, "with nothing in it"
    some()

    answer = ben.get(path)

    kind = path[-3:]
    assert answer.content_type == {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml; charset=utf-8"}[kind]
    assert re.fullmatch(
        rf"attachment; filename=papercuts-[a-z-]+-\d{{4}}-\d\d-\d\d\.{kind}", answer.headers["Content-Disposition"]
    )
    for wrong in ("?sort=votes", "?area=999999", "?status=none", "?what=1"):
        assert ben.get(path + wrong).status_code == 400
    page = path.removesuffix(f".{kind}")
    assert f'href="{path}?text=First">{kind.upper()}</a>' in ben.get(f"{page}?text=First").text
