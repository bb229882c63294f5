"""The circle closed: pictures of fixes, who was told, shared pages, mood, ratings, volunteers, what sizes really mean.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# SQLite takes a CHECK or a foreign key of a column only together with the new column
CHECKED = (
    (
        "effort",
        "size_low_hours",
        "FLOAT",
        "size_low_hours_range",
        "size_low_hours >= 0.1 AND size_low_hours <= 10000.0",
    ),
    (
        "effort",
        "size_high_hours",
        "FLOAT",
        "size_high_hours_range",
        "size_high_hours >= 0.1 AND size_high_hours <= 10000.0",
    ),
    ("fix", "actual_hours", "FLOAT", "actual_hours_range", "actual_hours >= 0.1 AND actual_hours <= 10000.0"),
    (
        "setting",
        "ownerless_days",
        "INTEGER DEFAULT '14' NOT NULL",
        "ownerless_days_range",
        "ownerless_days >= 1 AND ownerless_days <= 3660",
    ),
    ("setting", "hour_cost", "FLOAT", "hour_cost_range", "hour_cost >= 0 AND hour_cost <= 100000.0"),
    ("setting", "currency", "TEXT DEFAULT '' NOT NULL", "currency_length", "length(currency) <= 10"),
    ("sighting", "mood", "INTEGER", "mood_range", "mood >= -2 AND mood <= 2"),
    ("sighting", "workaround", "TEXT DEFAULT '' NOT NULL", "workaround_length", "length(workaround) <= 2000"),
)
_APPROVED_BY = "INTEGER CONSTRAINT fk_release_approved_by_id_account REFERENCES account (id)"


def upgrade() -> None:
    """Make the tables and columns."""
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "sent", "failed", name="mailstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name=op.f("ck_mail_state")),
        sa.CheckConstraint("length(body) <= 20000", name=op.f("ck_mail_body_length")),
        sa.CheckConstraint("length(error) <= 2000", name=op.f("ck_mail_error_length")),
        sa.CheckConstraint("length(subject) <= 200", name=op.f("ck_mail_subject_length")),
        sa.CheckConstraint("length(to_address) <= 254", name=op.f("ck_mail_to_address_length")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_mail_made_by_id_account")),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_mail_release_id_release"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_mail_site_id_site"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_mail_release_id"), "mail", ["release_id"], unique=False)
    op.create_index(op.f("ix_mail_site_id"), "mail", ["site_id"], unique=False)
    op.create_table(
        "shared_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.JSON(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n_opened", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("n_opened >= 0 AND n_opened <= 2147483647", name=op.f("ck_shared_page_n_opened_range")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_shared_page_approved_by_id_account")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_shared_page_site_id_site"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_page")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_shared_page_token_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_shared_page_site_id"), "shared_page", ["site_id"], unique=False)
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) <= 5000", name=op.f("ck_rating_reason_length")),
        sa.CheckConstraint("score >= 0 AND score <= 10", name=op.f("ck_rating_score_range")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_rating_asked_by_id_account")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_rating_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_rating_visit_id_visit"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("visit_id", "participant_id", name=op.f("uq_rating_visit_id_participant_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rating_participant_id"), "rating", ["participant_id"], unique=False)
    op.create_table(
        "told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.Column("paper_cut_id", sa.Integer(), nullable=True),
        sa.Column(
            "how",
            sa.Enum("mail", "call", "in person", "shared page", name="toldhow", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("how IN ('mail', 'call', 'in person', 'shared page')", name=op.f("ck_told_how")),
        sa.CheckConstraint("(release_id IS NULL) <> (paper_cut_id IS NULL)", name=op.f("ck_told_one")),
        sa.ForeignKeyConstraint(
            ["paper_cut_id"], ["paper_cut.id"], name=op.f("fk_told_paper_cut_id_paper_cut"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_told_release_id_release"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_told_site_id_site"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["told_by_id"], ["account.id"], name=op.f("fk_told_told_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told")),
        sa.UniqueConstraint("site_id", "paper_cut_id", name=op.f("uq_told_site_id_paper_cut_id")),
        sa.UniqueConstraint("site_id", "release_id", name=op.f("uq_told_site_id_release_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_told_paper_cut_id"), "told", ["paper_cut_id"], unique=False)
    op.create_index(op.f("ix_told_release_id"), "told", ["release_id"], unique=False)
    op.create_table(
        "volunteer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("offer", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "consent",
            sa.Enum(
                "none", "quote anonymously", "quote with role", "named", name="consent", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("waiting", "planned", "declined", name="volunteerstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forget_on", sa.Date(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "consent IN ('none', 'quote anonymously', 'quote with role', 'named')", name=op.f("ck_volunteer_consent")
        ),
        sa.CheckConstraint("state IN ('waiting', 'planned', 'declined')", name=op.f("ck_volunteer_state")),
        sa.CheckConstraint("length(email) <= 254", name=op.f("ck_volunteer_email_length")),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_volunteer_name_length")),
        sa.CheckConstraint("length(offer) <= 2000", name=op.f("ck_volunteer_offer_length")),
        sa.CheckConstraint("length(organisation) <= 200", name=op.f("ck_volunteer_organisation_length")),
        sa.CheckConstraint("length(role) <= 100", name=op.f("ck_volunteer_role_length")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_volunteer_visit_id_visit"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_volunteer_forget_on"), "volunteer", ["forget_on"], unique=False)
    op.create_index(op.f("ix_volunteer_visit_id"), "volunteer", ["visit_id"], unique=False)
    op.create_table(
        "fix_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fix_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.Enum("before", "now", name="side", native_enum=False, length=32), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("content_type", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("small_sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("small_width", sa.Integer(), nullable=False),
        sa.Column("small_height", sa.Integer(), nullable=False),
        sa.Column("n_bytes", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("side IN ('before', 'now')", name=op.f("ck_fix_picture_side")),
        sa.CheckConstraint("height >= 1 AND height <= 2147483647", name=op.f("ck_fix_picture_height_range")),
        sa.CheckConstraint("length(alt) <= 2000", name=op.f("ck_fix_picture_alt_length")),
        sa.CheckConstraint("width >= 1 AND width <= 2147483647", name=op.f("ck_fix_picture_width_range")),
        sa.ForeignKeyConstraint(["added_by_id"], ["account.id"], name=op.f("fk_fix_picture_added_by_id_account")),
        sa.ForeignKeyConstraint(["fix_id"], ["fix.id"], name=op.f("fk_fix_picture_fix_id_fix"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fix_picture")),
        sa.UniqueConstraint("fix_id", "side", name=op.f("uq_fix_picture_fix_id_side")),
    )
    op.create_index(op.f("ix_fix_picture_fix_id"), "fix_picture", ["fix_id"], unique=False)
    op.create_index(op.f("ix_fix_picture_sha256"), "fix_picture", ["sha256"], unique=False)
    op.create_index(op.f("ix_fix_picture_small_sha256"), "fix_picture", ["small_sha256"], unique=False)
    for table, column, kind, check, rule in CHECKED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} CONSTRAINT ck_{table}_{check} CHECK ({rule})")
    op.execute(f"ALTER TABLE release ADD COLUMN approved_by_id {_APPROVED_BY}")
    op.add_column("release", sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("setting", sa.Column("needs_approval", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("setting", sa.Column("has_volunteer_form", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("setting", sa.Column("size_hours", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Take them away."""
    for column in ("size_hours", "has_volunteer_form", "needs_approval"):
        op.drop_column("setting", column)
    op.drop_column("release", "approved_at")
    with op.batch_alter_table("release") as table:  # SQLite drops no foreign key, so the table is written anew there
        table.drop_column("approved_by_id")
    for table_name, column, *_ in reversed(CHECKED):
        op.drop_column(table_name, column)
    op.drop_index(op.f("ix_fix_picture_small_sha256"), table_name="fix_picture")
    op.drop_index(op.f("ix_fix_picture_sha256"), table_name="fix_picture")
    op.drop_index(op.f("ix_fix_picture_fix_id"), table_name="fix_picture")
    op.drop_table("fix_picture")
    op.drop_index(op.f("ix_volunteer_visit_id"), table_name="volunteer")
    op.drop_index(op.f("ix_volunteer_forget_on"), table_name="volunteer")
    op.drop_table("volunteer")
    op.drop_index(op.f("ix_told_release_id"), table_name="told")
    op.drop_index(op.f("ix_told_paper_cut_id"), table_name="told")
    op.drop_table("told")
    op.drop_index(op.f("ix_rating_participant_id"), table_name="rating")
    op.drop_table("rating")
    op.drop_index(op.f("ix_shared_page_site_id"), table_name="shared_page")
    op.drop_table("shared_page")
    op.drop_index(op.f("ix_mail_site_id"), table_name="mail")
    op.drop_index(op.f("ix_mail_release_id"), table_name="mail")
    op.drop_table("mail")
