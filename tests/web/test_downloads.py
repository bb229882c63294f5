"""Files to keep: named, typed, and harmless in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from papercuts.domain import sheets
from papercuts.web import downloads


def test_a_table_is_harmless_and_keeps_its_numbers(app: Flask) -> None:
    with app.test_request_context():
        answer = downloads.csv_file("matrix", ("title", "hours"), [("=1+1", -0.1), ("Zoë, “x”\n", None)])
        answer.direct_passthrough = False
        content = answer.get_data()
        answer.close()

    assert content.startswith(b"\xef\xbb\xbf")
    assert [*csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))] == [
        ["title", "hours"], ["'=1+1", "-0.1"], ["Zoë, “x”\n", ""]
    ]  # fmt: skip
    assert answer.content_length == len(content)
    assert answer.content_type == "text/csv; charset=utf-8"
    today = datetime.now(UTC).strftime("%Y-%m")
    assert re.fullmatch(
        rf"attachment; filename=papercuts-matrix-{today}-\d\d\.csv", answer.headers["Content-Disposition"]
    )


def test_what_fails_on_the_way_leaves_no_half_file(app: Flask) -> None:
    def rows() -> Iterator[tuple[sheets.Value, ...]]:
        yield ("first",)
        raise OSError("the database went away")

    with app.test_request_context(), pytest.raises(OSError, match="went away"):
        downloads.csv_file("matrix", ("title",), rows())
