"""What is captured in the field: photos, what an outbox sent, merges, imports that can be undone, promises.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_LINK = "ADD COLUMN merged_from_id INTEGER CONSTRAINT fk_sighting_merged_from_id_paper_cut REFERENCES paper_cut (id)"


def upgrade() -> None:
    """Make the tables and columns."""
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_import_run_name_length")),
        sa.ForeignKeyConstraint(["imported_by_id"], ["account.id"], name=op.f("fk_import_run_imported_by_id_account")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["account.id"], name=op.f("fk_import_run_undone_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_run_imported_by_id"), "import_run", ["imported_by_id"], unique=False)
    op.create_table(
        "mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_identity", sa.Text(), nullable=False),
        sa.Column("header_identity", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_mapping_name_length")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["account.id"], name=op.f("fk_mapping_saved_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping")),
        sa.UniqueConstraint("name_identity", name=op.f("uq_mapping_name_identity")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_mapping_header_identity"), "mapping", ["header_identity"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("sighting", "watched", "verification", name="recordkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('sighting', 'watched', 'verification')", name=op.f("ck_receipt_kind")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_receipt_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_receipt")),
    )
    op.create_index(op.f("ix_receipt_account_id"), "receipt", ["account_id"], unique=False)
    op.create_index(op.f("ix_receipt_received_at"), "receipt", ["received_at"], unique=False)
    op.create_table(
        "import_made",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_run_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("filled", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_run_id"],
            ["import_run.id"],
            name=op.f("fk_import_made_import_run_id_import_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_made")),
    )
    op.create_index(op.f("ix_import_made_import_run_id"), "import_made", ["import_run_id"], unique=False)
    op.create_index(op.f("ix_import_made_subject_subject_id"), "import_made", ["subject", "subject_id"], unique=False)
    op.create_table(
        "merge",
        sa.Column("paper_cut_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column(
            "status_before",
            sa.Enum(
                "open",
                "claimed",
                "fixed",
                "verified",
                "declined",
                "merged",
                name="status",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status_before IN ('open', 'claimed', 'fixed', 'verified', 'declined', 'merged')",
            name=op.f("ck_merge_status_before"),
        ),
        sa.CheckConstraint("length(why) <= 20000", name=op.f("ck_merge_why_length")),
        sa.CheckConstraint("paper_cut_id <> into_id", name=op.f("ck_merge_two")),
        sa.ForeignKeyConstraint(
            ["into_id"], ["paper_cut.id"], name=op.f("fk_merge_into_id_paper_cut"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["merged_by_id"], ["account.id"], name=op.f("fk_merge_merged_by_id_account")),
        sa.ForeignKeyConstraint(
            ["paper_cut_id"], ["paper_cut.id"], name=op.f("fk_merge_paper_cut_id_paper_cut"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("paper_cut_id", name=op.f("pk_merge")),
    )
    op.create_index(op.f("ix_merge_into_id"), "merge", ["into_id"], unique=False)
    op.create_table(
        "not_the_same",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_cut_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("sighting_id", sa.Integer(), nullable=True),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(other_id IS NULL) <> (sighting_id IS NULL)", name=op.f("ck_not_the_same_one")),
        sa.CheckConstraint("paper_cut_id < other_id", name=op.f("ck_not_the_same_order")),
        sa.ForeignKeyConstraint(
            ["other_id"], ["paper_cut.id"], name=op.f("fk_not_the_same_other_id_paper_cut"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["paper_cut_id"], ["paper_cut.id"], name=op.f("fk_not_the_same_paper_cut_id_paper_cut"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["said_by_id"], ["account.id"], name=op.f("fk_not_the_same_said_by_id_account")),
        sa.ForeignKeyConstraint(
            ["sighting_id"], ["sighting.id"], name=op.f("fk_not_the_same_sighting_id_sighting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_the_same")),
        sa.UniqueConstraint("paper_cut_id", "other_id", name=op.f("uq_not_the_same_paper_cut_id_other_id")),
        sa.UniqueConstraint("paper_cut_id", "sighting_id", name=op.f("uq_not_the_same_paper_cut_id_sighting_id")),
    )
    op.create_index(op.f("ix_not_the_same_other_id"), "not_the_same", ["other_id"], unique=False)
    op.create_index(op.f("ix_not_the_same_sighting_id"), "not_the_same", ["sighting_id"], unique=False)
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("sighting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("small_sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("small_width", sa.Integer(), nullable=False),
        sa.Column("small_height", sa.Integer(), nullable=False),
        sa.Column("n_bytes", sa.Integer(), nullable=False),
        sa.Column("caption", sa.Text(), server_default="", nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("height >= 1 AND height <= 2147483647", name=op.f("ck_photo_height_range")),
        sa.CheckConstraint("length(caption) <= 200", name=op.f("ck_photo_caption_length")),
        sa.CheckConstraint("width >= 1 AND width <= 2147483647", name=op.f("ck_photo_width_range")),
        sa.ForeignKeyConstraint(["added_by_id"], ["account.id"], name=op.f("fk_photo_added_by_id_account")),
        sa.ForeignKeyConstraint(
            ["sighting_id"], ["sighting.id"], name=op.f("fk_photo_sighting_id_sighting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("uid", name=op.f("uq_photo_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_photo_added_by_id"), "photo", ["added_by_id"], unique=False)
    op.create_index(op.f("ix_photo_sha256"), "photo", ["sha256"], unique=False)
    op.create_index(op.f("ix_photo_sighting_id"), "photo", ["sighting_id"], unique=False)
    op.create_index(op.f("ix_photo_small_sha256"), "photo", ["small_sha256"], unique=False)
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("sighting_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "kept", "broken", name="promisestate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'kept', 'broken')", name=op.f("ck_promise_state")),
        sa.CheckConstraint("length(what) <= 2000", name=op.f("ck_promise_what_length")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_promise_made_by_id_account")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_promise_owner_id_account")),
        sa.ForeignKeyConstraint(
            ["sighting_id"], ["sighting.id"], name=op.f("fk_promise_sighting_id_sighting"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_promise_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_promise_owner_id"), "promise", ["owner_id"], unique=False)
    op.create_index(op.f("ix_promise_sighting_id"), "promise", ["sighting_id"], unique=False)
    op.create_index(op.f("ix_promise_site_id"), "promise", ["site_id"], unique=False)
    _add_merged_from()
    op.add_column("sighting", sa.Column("clock_ahead_seconds", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_sighting_merged_from_id"), "sighting", ["merged_from_id"], unique=False)
    op.add_column("upload", sa.Column("columns", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take them away again; what is merged stays where the merge has led it."""
    op.drop_column("upload", "columns")
    op.drop_index(op.f("ix_sighting_merged_from_id"), table_name="sighting")
    op.drop_column("sighting", "clock_ahead_seconds")
    _drop_merged_from()
    op.drop_index(op.f("ix_promise_site_id"), table_name="promise")
    op.drop_index(op.f("ix_promise_sighting_id"), table_name="promise")
    op.drop_index(op.f("ix_promise_owner_id"), table_name="promise")
    op.drop_table("promise")
    op.drop_index(op.f("ix_photo_small_sha256"), table_name="photo")
    op.drop_index(op.f("ix_photo_sighting_id"), table_name="photo")
    op.drop_index(op.f("ix_photo_sha256"), table_name="photo")
    op.drop_index(op.f("ix_photo_added_by_id"), table_name="photo")
    op.drop_table("photo")
    op.drop_index(op.f("ix_not_the_same_sighting_id"), table_name="not_the_same")
    op.drop_index(op.f("ix_not_the_same_other_id"), table_name="not_the_same")
    op.drop_table("not_the_same")
    op.drop_index(op.f("ix_merge_into_id"), table_name="merge")
    op.drop_table("merge")
    op.drop_index(op.f("ix_import_made_subject_subject_id"), table_name="import_made")
    op.drop_index(op.f("ix_import_made_import_run_id"), table_name="import_made")
    op.drop_table("import_made")
    op.drop_index(op.f("ix_receipt_received_at"), table_name="receipt")
    op.drop_index(op.f("ix_receipt_account_id"), table_name="receipt")
    op.drop_table("receipt")
    op.drop_index(op.f("ix_mapping_header_identity"), table_name="mapping")
    op.drop_table("mapping")
    op.drop_index(op.f("ix_import_run_imported_by_id"), table_name="import_run")
    op.drop_table("import_run")


def _add_merged_from() -> None:
    """Add the column with its foreign key: SQLite takes one only together with a new column."""
    op.execute(f"ALTER TABLE sighting {_LINK}")


def _drop_merged_from() -> None:
    """Drop the column; SQLite drops none that is a foreign key, so there the table is written anew without it."""
    with op.batch_alter_table("sighting") as table:
        table.drop_column("merged_from_id")
