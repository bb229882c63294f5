"""Files to keep: what an answer says so that a browser stores it, and tables that need no memory to speak of."""

import io
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from flask import Response, send_file

from papercuts.domain import sheets
from papercuts.web.clock import today
from papercuts.web.rendering import setting

IN_MEMORY = 1_000_000  # bytes; a larger table is written to a temporary file first


def file_name(what: str, ending: str) -> str:
    """Return the name of a file that is downloaded today: "papercuts-matrix-2026-03-12.svg"; what: a-z and -."""
    return f"papercuts-{what}-{today(setting()):%Y-%m-%d}.{ending}"


def download(content: str, what: str, ending: str, content_type: str) -> Response:
    """Answer with a small file to store."""
    head = {"Content-Disposition": f"attachment; filename={file_name(what, ending)}"}
    return Response(content, content_type=f"{content_type}; charset=utf-8", headers=head)


def csv_file(what: str, header: Sequence[str], rows: Iterable[Sequence[sheets.Value]]) -> Response:
    """Answer with a table as spreadsheets like it, row by row: `rows` may be a generator of very many.

    what: names the file, as in `file_name`; numbers keep their full precision. All is written before the answer
    begins, so that an error is an error page and no half file, and a slow reader keeps no transaction open.
    """
    with ExitStack() as until_it_is_sent:
        file = cast(IO[bytes], SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  the answer closes it
        until_it_is_sent.callback(file.close)
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        sheets.write_to(text, header, rows)
        text.detach()
        until_it_is_sent.pop_all()
    length = file.tell()
    file.seek(0)
    answer = send_file(file, mimetype="text/csv", as_attachment=True, download_name=file_name(what, "csv"))
    answer.content_length = length
    return answer
