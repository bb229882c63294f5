"""Indexes over the titles of paper cuts, by words and by letters, that change in the transaction of the title.

SQLite: two FTS5 tables without a copy of the titles. No trigger may write to them where the schema is not trusted, so
triggers note which titles are new, changed or gone and papercuts.db brings the tables up to date at the commit. A later
revision that writes paper_cut anew makes the triggers again. PostgreSQL: indexes of expressions, and the extension
pg_trgm.

Revision: 0004
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE paper_cut_words USING fts5("
    "title_identity, content='paper_cut', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE paper_cut_letters USING fts5("
    "title_identity, content='paper_cut', content_rowid='id', tokenize='trigram')",
    "INSERT INTO paper_cut_words(paper_cut_words) VALUES ('rebuild')",
    "INSERT INTO paper_cut_letters(paper_cut_letters) VALUES ('rebuild')",
    "CREATE TABLE paper_cut_retitled (id INTEGER PRIMARY KEY, indexed TEXT)",
    "CREATE TRIGGER paper_cut_is_found AFTER INSERT ON paper_cut BEGIN "
    "INSERT OR IGNORE INTO paper_cut_retitled VALUES (new.id, NULL); END",
    "CREATE TRIGGER paper_cut_is_renamed AFTER UPDATE OF title_identity ON paper_cut BEGIN "
    "INSERT OR IGNORE INTO paper_cut_retitled VALUES (old.id, old.title_identity); END",
    "CREATE TRIGGER paper_cut_is_gone AFTER DELETE ON paper_cut BEGIN "
    "INSERT OR IGNORE INTO paper_cut_retitled VALUES (old.id, old.title_identity); END",
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX ix_search_paper_cut_words ON paper_cut "
    "USING gin (to_tsvector('english'::regconfig, title_identity)) WITH (fastupdate = off)",
    "CREATE INDEX ix_search_paper_cut_letters ON paper_cut "
    "USING gin (title_identity gin_trgm_ops) WITH (fastupdate = off)",
)


def upgrade() -> None:
    """Make the indexes, with the titles there are."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        _need_trigrams()
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Take the indexes away; the extension stays, for others may use it."""
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("paper_cut_is_found", "paper_cut_is_renamed", "paper_cut_is_gone"):
            op.execute(f"DROP TRIGGER {trigger}")
        for table in ("paper_cut_retitled", "paper_cut_words", "paper_cut_letters"):
            op.execute(f"DROP TABLE {table}")
    else:
        op.execute("DROP INDEX ix_search_paper_cut_letters")
        op.execute("DROP INDEX ix_search_paper_cut_words")


def _need_trigrams() -> None:
    there = "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"
    if not op.get_bind().exec_driver_sql(there).scalar():
        raise RuntimeError("PostgreSQL lacks the extension pg_trgm; install the package with its extensions (contrib)")
