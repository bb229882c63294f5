"""Alembic revisions; each runs up and down on SQLite and PostgreSQL."""
