"""Uploads: files that wait between their preview and their import."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from papercuts.db import db
from papercuts.models import Account, Upload

KEPT_FOR = timedelta(days=7)


def keep(name: str, content: bytes, *, by: Account, at: datetime) -> Upload:
    """Keep a file until it is imported; those that nobody imported within a week go."""
    db.session.execute(delete(Upload).where(Upload.uploaded_at < at - KEPT_FOR))
    upload = Upload(name=name, content=content, uploaded_by_id=by.id, uploaded_at=at)
    db.session.add(upload)
    db.session.flush()
    return upload


def drop(upload: Upload) -> None:
    """Forget a file."""
    db.session.delete(upload)
