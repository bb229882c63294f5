"""Uploads: files that wait between their preview and their import."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from papercuts.actions.history import record
from papercuts.db import db
from papercuts.domain import limits
from papercuts.domain.import_columns import Columns, header_identity
from papercuts.domain.text import identity
from papercuts.models import Account, Mapping, Upload

KEPT_FOR = timedelta(days=7)
LEFT_OUT = "Left out of "


def keep(name: str, content: bytes, *, columns: Columns | None = None, by: Account | None, at: datetime) -> Upload:
    """Keep a file until it is imported; those that nobody imported within a week go.

    columns: how it is read; none: to be chosen still.
    """
    db.session.execute(delete(Upload).where(Upload.uploaded_at < at - KEPT_FOR))
    upload = Upload(name=name, content=content, uploaded_by_id=by.id if by else None, uploaded_at=at)
    upload.columns = columns.to_json() if columns else None
    db.session.add(upload)
    db.session.flush()
    return upload


def keep_rest(upload: Upload, content: bytes, columns: Columns, *, at: datetime) -> Upload:
    """Keep the rows of a file that were left out as a file of their own, read as the whole was."""
    name = upload.name if upload.name.startswith(LEFT_OUT) else LEFT_OUT + upload.name
    rest = Upload(name=name[: limits.NAME], content=content, uploaded_by_id=upload.uploaded_by_id, uploaded_at=at)
    rest.columns = columns.without_sheet().to_json()
    db.session.add(rest)
    return rest


def drop(upload: Upload) -> None:
    """Forget a file."""
    db.session.delete(upload)


def read_as(upload: Upload, columns: Columns) -> None:
    """Say how a file is read."""
    upload.columns = columns.to_json()


def remember(name: str, header: Sequence[str], columns: Columns, *, by: Account | None, at: datetime) -> Mapping:
    """Remember how the files of a source are read, under a name; what had the name before is replaced."""
    mapping = db.session.scalar(select(Mapping).where(Mapping.name_identity == identity(name)).with_for_update())
    is_new = mapping is None
    mapping = mapping or Mapping(name_identity=identity(name))
    said = replace(columns, name=name).without_sheet().to_json()
    is_same = not is_new and (mapping.columns, mapping.header_identity) == (said, header_identity(header))
    mapping.name, mapping.columns, mapping.header_identity = name, said, header_identity(header)
    mapping.saved_by_id, mapping.saved_at = by.id if by else None, at
    db.session.add(mapping)
    if not is_same:
        record(mapping, "remembered the columns" if is_new else "changed the columns", by=by, at=at, of=name)
    return mapping


def forget(mapping: Mapping, *, by: Account | None, at: datetime) -> None:
    """Forget how the files of a source are read; what came in stays."""
    record(mapping, "forgot the columns", by=by, at=at, of=mapping.name)
    db.session.delete(mapping)
