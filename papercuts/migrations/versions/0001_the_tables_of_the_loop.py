"""The tables of the loop, with the segment *Everyone*, the settings and a history that only grows.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


HISTORY_IS_APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER event_no_update BEFORE UPDATE ON event "
        "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER event_no_delete BEFORE DELETE ON event "
        "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$",
        "CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_event_change()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_identity", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("theme", sa.String(length=32), server_default="system", nullable=False),
        sa.Column("has_shortcuts", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("role IN ('viewer', 'engineer', 'field', 'admin')", name=op.f("ck_account_role")),
        sa.CheckConstraint("theme IN ('system', 'light', 'dark')", name=op.f("ck_account_theme")),
        sa.CheckConstraint("length(email) <= 254", name=op.f("ck_account_email_length")),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_account_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email_identity", name=op.f("uq_account_email_identity")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_identity", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), server_default="", nullable=False),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_area_name_length")),
        sa.CheckConstraint("length(team) <= 200", name=op.f("ck_area_team_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("name_identity", name=op.f("uq_area_name_identity")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rate_count",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_count")),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("status IN ('draft', 'published')", name=op.f("ck_release_status")),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_release_name_length")),
        sa.CheckConstraint("length(version) <= 60", name=op.f("ck_release_version_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("version", name=op.f("uq_release_version")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_identity", sa.Text(), nullable=False),
        sa.Column("weight", sa.Float(precision=53), server_default="1", nullable=False),
        sa.Column("head_count", sa.Integer(), nullable=True),
        sa.Column("is_everyone", sa.Boolean(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("head_count >= 0 AND head_count <= 1000000000", name=op.f("ck_segment_head_count_range")),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_segment_name_length")),
        sa.CheckConstraint("weight >= 0 AND weight <= 3.0", name=op.f("ck_segment_weight_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("name_identity", name=op.f("uq_segment_name_identity")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_name", sa.Text(), server_default="", nullable=False),
        sa.Column("weeks_a_year", sa.Integer(), server_default="46", nullable=False),
        sa.Column("days_a_year", sa.Integer(), server_default="220", nullable=False),
        sa.Column("quick_win_payback", sa.Float(precision=53), server_default="20", nullable=False),
        sa.Column("has_sample_data", sa.Boolean(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), server_default="UTC", nullable=False),
        sa.CheckConstraint("days_a_year >= 1 AND days_a_year <= 366", name=op.f("ck_setting_days_a_year_range")),
        sa.CheckConstraint("length(product_name) <= 200", name=op.f("ck_setting_product_name_length")),
        sa.CheckConstraint(
            "quick_win_payback >= 0 AND quick_win_payback <= 2147483647",
            name=op.f("ck_setting_quick_win_payback_range"),
        ),
        sa.CheckConstraint("weeks_a_year >= 1 AND weeks_a_year <= 53", name=op.f("ck_setting_weeks_a_year_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_event_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_account_id"), "event", ["account_id"], unique=False)
    op.create_index(op.f("ix_event_subject_subject_id_id"), "event", ["subject", "subject_id", "id"], unique=False)
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('first admin', 'invitation', 'reset')", name=op.f("ck_one_time_link_purpose")),
        sa.CheckConstraint("role IN ('viewer', 'engineer', 'field', 'admin')", name=op.f("ck_one_time_link_role")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_one_time_link_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_one_time_link_made_by_id_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_one_time_link_token_sha256")),
    )
    op.create_index(op.f("ix_one_time_link_account_id"), "one_time_link", ["account_id"], unique=False)
    op.create_index(op.f("ix_one_time_link_made_by_id"), "one_time_link", ["made_by_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_session_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_account_id"), "session", ["account_id"], unique=False)
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_identity", sa.Text(), nullable=False),
        sa.Column("public_alias", sa.Text(), server_default="", nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("head_count", sa.Integer(), nullable=True),
        sa.Column("contacts", sa.Text(), server_default="", nullable=False),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("head_count >= 0 AND head_count <= 1000000000", name=op.f("ck_site_head_count_range")),
        sa.CheckConstraint("length(contacts) <= 20000", name=op.f("ck_site_contacts_length")),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_site_name_length")),
        sa.CheckConstraint("length(public_alias) <= 200", name=op.f("ck_site_public_alias_length")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_site_segment_id_segment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("name_identity", name=op.f("uq_site_name_identity")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_site_segment_id"), "site", ["segment_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_identity", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=32), server_default="use", nullable=False),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('discover', 'buy', 'set up', 'use', 'get help', 'upgrade')", name=op.f("ck_task_stage")
        ),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_task_name_length")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_task_area_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("name_identity", name=op.f("uq_task_name_identity")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_area_id"), "task", ["area_id"], unique=False)
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_upload_name_length")),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["account.id"], name=op.f("fk_upload_uploaded_by_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_upload_uploaded_by_id"), "upload", ["uploaded_by_id"], unique=False)
    op.create_table(
        "paper_cut",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_identity", sa.Text(), nullable=False),
        sa.Column("what_happens", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("workaround", sa.Text(), server_default="", nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("decline_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("destination", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hit_k", sa.Integer(), server_default="0", nullable=False),
        sa.Column("watched_n", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_sightings", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_sites", sa.Integer(), server_default="0", nullable=False),
        sa.Column("hours_lost_mean", sa.Float(precision=53), nullable=True),
        sa.Column("hours_lost_sd", sa.Float(precision=53), nullable=True),
        sa.Column("hours_lost_q10", sa.Float(precision=53), nullable=True),
        sa.Column("hours_lost_q50", sa.Float(precision=53), nullable=True),
        sa.Column("hours_lost_q90", sa.Float(precision=53), nullable=True),
        sa.Column("effort_hours_mean", sa.Float(precision=53), nullable=True),
        sa.Column("effort_hours_q10", sa.Float(precision=53), nullable=True),
        sa.Column("effort_hours_q90", sa.Float(precision=53), nullable=True),
        sa.Column("payback_q10", sa.Float(precision=53), nullable=True),
        sa.Column("payback_q50", sa.Float(precision=53), nullable=True),
        sa.Column("payback_q90", sa.Float(precision=53), nullable=True),
        sa.Column("score_m", sa.Float(precision=53), nullable=True),
        sa.Column("score_v", sa.Float(precision=53), nullable=True),
        sa.Column("score_k3", sa.Float(precision=53), nullable=True),
        sa.Column("score_k4", sa.Float(precision=53), nullable=True),
        sa.Column("share_removed", sa.Float(precision=53), server_default="1", nullable=False),
        sa.Column("assumed", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("is_mostly_assumed", sa.Boolean(), nullable=False),
        sa.Column("needs_effort", sa.Boolean(), nullable=False),
        sa.Column(
            "is_ranked",
            sa.Boolean(),
            sa.Computed("status IN ('open', 'claimed') AND payback_q50 IS NOT NULL", persisted=True),
            nullable=False,
        ),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "destination IN ('feature request', 'epic', 'bug', 'support article', 'nowhere')",
            name=op.f("ck_paper_cut_destination"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'claimed', 'fixed', 'verified', 'declined', 'merged')", name=op.f("ck_paper_cut_status")
        ),
        sa.CheckConstraint("length(decline_reason) <= 20000", name=op.f("ck_paper_cut_decline_reason_length")),
        sa.CheckConstraint("length(reason) <= 20000", name=op.f("ck_paper_cut_reason_length")),
        sa.CheckConstraint("length(title) <= 200", name=op.f("ck_paper_cut_title_length")),
        sa.CheckConstraint("length(what_happens) <= 20000", name=op.f("ck_paper_cut_what_happens_length")),
        sa.CheckConstraint("length(workaround) <= 20000", name=op.f("ck_paper_cut_workaround_length")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_paper_cut_area_id_area")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_paper_cut_owner_id_account")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_paper_cut_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_cut")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_paper_cut_ranked", "paper_cut", ["is_ranked", "payback_q50", "id"], unique=False)
    op.create_index(
        "ix_paper_cut_ranked_area", "paper_cut", ["area_id", "is_ranked", "payback_q50", "id"], unique=False
    )
    op.create_index(
        "ix_paper_cut_ranked_owner", "paper_cut", ["owner_id", "is_ranked", "payback_q50", "id"], unique=False
    )
    op.create_index(
        "ix_paper_cut_ranked_task", "paper_cut", ["task_id", "is_ranked", "payback_q50", "id"], unique=False
    )
    op.create_index("ix_paper_cut_status", "paper_cut", ["status", "payback_q50", "id"], unique=False)
    op.create_index(op.f("ix_paper_cut_title_identity"), "paper_cut", ["title_identity"], unique=False)
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("consent", sa.String(length=32), nullable=True),
        sa.Column("real_name", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "consent IN ('none', 'quote anonymously', 'quote with role', 'named')", name=op.f("ck_participant_consent")
        ),
        sa.CheckConstraint("length(code) <= 20", name=op.f("ck_participant_code_length")),
        sa.CheckConstraint("length(real_name) <= 200", name=op.f("ck_participant_real_name_length")),
        sa.CheckConstraint("length(role) <= 100", name=op.f("ck_participant_role_length")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_participant_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("site_id", "code", name=op.f("uq_participant_site_id_code")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_participant_site_id"), "participant", ["site_id"], unique=False)
    op.create_table(
        "task_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("people_source", sa.String(length=32), nullable=True),
        sa.Column("times", sa.Float(precision=53), nullable=True),
        sa.Column("per", sa.String(length=32), nullable=True),
        sa.Column("frequency_source", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "frequency_source IN ('telemetry', 'customer said', 'guess')", name=op.f("ck_task_use_frequency_source")
        ),
        sa.CheckConstraint(
            "people_source IN ('telemetry', 'customer said', 'guess')", name=op.f("ck_task_use_people_source")
        ),
        sa.CheckConstraint("per IN ('day', 'week', 'month', 'quarter', 'year')", name=op.f("ck_task_use_per")),
        sa.CheckConstraint("people >= 0 AND people <= 1000000000", name=op.f("ck_task_use_people_range")),
        sa.CheckConstraint("times >= 0 AND times <= 100000", name=op.f("ck_task_use_times_range")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_task_use_segment_id_segment")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_use_task_id_task"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_use")),
        sa.UniqueConstraint("task_id", "segment_id", name=op.f("uq_task_use_task_id_segment_id")),
    )
    op.create_index(op.f("ix_task_use_segment_id"), "task_use", ["segment_id"], unique=False)
    op.create_index(op.f("ix_task_use_task_id"), "task_use", ["task_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("product", sa.Text(), server_default="", nullable=False),
        sa.Column("product_version", sa.String(length=60), server_default="", nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('on site', 'remote', 'event', 'support desk', 'own walk-through')", name=op.f("ck_visit_kind")
        ),
        sa.CheckConstraint("status IN ('planned', 'under way', 'written up')", name=op.f("ck_visit_status")),
        sa.CheckConstraint("length(product) <= 200", name=op.f("ck_visit_product_length")),
        sa.CheckConstraint("length(product_version) <= 60", name=op.f("ck_visit_product_version_length")),
        sa.CheckConstraint("length(summary) <= 20000", name=op.f("ck_visit_summary_length")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_visit_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visit_site_id"), "visit", ["site_id"], unique=False)
    op.create_index(op.f("ix_visit_visited_on_id"), "visit", ["visited_on", "id"], unique=False)
    op.create_table(
        "effort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_cut_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(length=32), nullable=True),
        sa.Column("low_hours", sa.Float(precision=53), nullable=True),
        sa.Column("likely_hours", sa.Float(precision=53), nullable=True),
        sa.Column("high_hours", sa.Float(precision=53), nullable=True),
        sa.Column("percent_removed", sa.Integer(), server_default="100", nullable=False),
        sa.Column("estimated_by_id", sa.Integer(), nullable=True),
        sa.Column("estimated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size IN ('XS', 'S', 'M', 'L', 'XL')", name=op.f("ck_effort_size")),
        sa.CheckConstraint("high_hours >= 0.1 AND high_hours <= 10000.0", name=op.f("ck_effort_high_hours_range")),
        sa.CheckConstraint(
            "likely_hours >= 0.1 AND likely_hours <= 10000.0", name=op.f("ck_effort_likely_hours_range")
        ),
        sa.CheckConstraint("low_hours >= 0.1 AND low_hours <= 10000.0", name=op.f("ck_effort_low_hours_range")),
        sa.CheckConstraint(
            "percent_removed >= 0 AND percent_removed <= 100", name=op.f("ck_effort_percent_removed_range")
        ),
        sa.ForeignKeyConstraint(["estimated_by_id"], ["account.id"], name=op.f("fk_effort_estimated_by_id_account")),
        sa.ForeignKeyConstraint(
            ["paper_cut_id"], ["paper_cut.id"], name=op.f("fk_effort_paper_cut_id_paper_cut"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effort")),
    )
    op.create_index(op.f("ix_effort_paper_cut_id"), "effort", ["paper_cut_id"], unique=False)
    op.create_table(
        "fix",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("paper_cut_id", sa.Integer(), nullable=False),
        sa.Column("public_title", sa.Text(), server_default="", nullable=False),
        sa.Column("public_text", sa.Text(), server_default="", nullable=False),
        sa.Column("before", sa.Text(), server_default="", nullable=False),
        sa.Column("after", sa.Text(), server_default="", nullable=False),
        sa.Column("percent_removed", sa.Integer(), server_default="100", nullable=False),
        sa.Column("fixed_by_id", sa.Integer(), nullable=True),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(after) <= 2000", name=op.f("ck_fix_after_length")),
        sa.CheckConstraint("length(before) <= 2000", name=op.f("ck_fix_before_length")),
        sa.CheckConstraint("length(public_text) <= 20000", name=op.f("ck_fix_public_text_length")),
        sa.CheckConstraint("length(public_title) <= 200", name=op.f("ck_fix_public_title_length")),
        sa.CheckConstraint(
            "percent_removed >= 0 AND percent_removed <= 100", name=op.f("ck_fix_percent_removed_range")
        ),
        sa.ForeignKeyConstraint(["fixed_by_id"], ["account.id"], name=op.f("fk_fix_fixed_by_id_account")),
        sa.ForeignKeyConstraint(["paper_cut_id"], ["paper_cut.id"], name=op.f("fk_fix_paper_cut_id_paper_cut")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_fix_release_id_release")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fix")),
        sa.UniqueConstraint("release_id", "paper_cut_id", name=op.f("uq_fix_release_id_paper_cut_id")),
    )
    op.create_index(op.f("ix_fix_paper_cut_id"), "fix", ["paper_cut_id"], unique=False)
    op.create_index(op.f("ix_fix_release_id"), "fix", ["release_id"], unique=False)
    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_cut_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("url", sa.String(length=2000), server_default="", nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('issue', 'commit')", name=op.f("ck_link_kind")),
        sa.CheckConstraint("length(label) <= 200", name=op.f("ck_link_label_length")),
        sa.CheckConstraint("length(url) <= 2000", name=op.f("ck_link_url_length")),
        sa.ForeignKeyConstraint(
            ["paper_cut_id"], ["paper_cut.id"], name=op.f("fk_link_paper_cut_id_paper_cut"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_paper_cut_id"), "link", ["paper_cut_id"], unique=False)
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("length(answer) <= 20000", name=op.f("ck_question_answer_length")),
        sa.CheckConstraint("length(question) <= 2000", name=op.f("ck_question_question_length")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_question_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index(op.f("ix_question_visit_id"), "question", ["visit_id"], unique=False)
    op.create_table(
        "sighting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("paper_cut_id", sa.Integer(), nullable=True),
        sa.Column("what_happened", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("occurrences", sa.Integer(), server_default="1", nullable=False),
        sa.Column("seconds_lost", sa.Float(precision=53), nullable=True),
        sa.Column("how_timed", sa.String(length=32), nullable=True),
        sa.Column("quote", sa.Text(), server_default="", nullable=False),
        sa.Column("is_unsure", sa.Boolean(), nullable=False),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("how_timed IN ('stopwatch', 'counted', 'guess')", name=op.f("ck_sighting_how_timed")),
        sa.CheckConstraint("length(quote) <= 5000", name=op.f("ck_sighting_quote_length")),
        sa.CheckConstraint("length(what_happened) <= 2000", name=op.f("ck_sighting_what_happened_length")),
        sa.CheckConstraint("occurrences >= 1 AND occurrences <= 1000", name=op.f("ck_sighting_occurrences_range")),
        sa.CheckConstraint(
            "seconds_lost >= 0.1 AND seconds_lost <= 28800.0", name=op.f("ck_sighting_seconds_lost_range")
        ),
        sa.ForeignKeyConstraint(["paper_cut_id"], ["paper_cut.id"], name=op.f("fk_sighting_paper_cut_id_paper_cut")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_sighting_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["seen_by_id"], ["account.id"], name=op.f("fk_sighting_seen_by_id_account")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_sighting_task_id_task")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_sighting_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting")),
        sa.UniqueConstraint("uid", name=op.f("uq_sighting_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sighting_paper_cut_id_visit_id"), "sighting", ["paper_cut_id", "visit_id"], unique=False)
    op.create_index(op.f("ix_sighting_participant_id"), "sighting", ["participant_id"], unique=False)
    op.create_index(op.f("ix_sighting_seen_by_id"), "sighting", ["seen_by_id"], unique=False)
    op.create_index(op.f("ix_sighting_task_id"), "sighting", ["task_id"], unique=False)
    op.create_index(op.f("ix_sighting_visit_id"), "sighting", ["visit_id"], unique=False)
    op.create_table(
        "visit_observer",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_visit_observer_account_id_account")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_observer_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("visit_id", "account_id", name=op.f("pk_visit_observer")),
    )
    op.create_index(op.f("ix_visit_observer_account_id"), "visit_observer", ["account_id"], unique=False)
    op.create_table(
        "visit_participant",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_visit_participant_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_participant_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("visit_id", "participant_id", name=op.f("pk_visit_participant")),
    )
    op.create_index(op.f("ix_visit_participant_participant_id"), "visit_participant", ["participant_id"], unique=False)
    op.create_table(
        "visit_task",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_visit_task_task_id_task")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_task_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("visit_id", "task_id", name=op.f("pk_visit_task")),
    )
    op.create_index(op.f("ix_visit_task_task_id"), "visit_task", ["task_id"], unique=False)
    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("performed", sa.Integer(), server_default="1", nullable=False),
        sa.Column("times", sa.Float(precision=53), nullable=True),
        sa.Column("per", sa.String(length=32), nullable=True),
        sa.Column("how_it_went", sa.String(length=32), nullable=True),
        sa.CheckConstraint("how_it_went IN ('alone', 'needed help', 'gave up')", name=op.f("ck_watch_how_it_went")),
        sa.CheckConstraint("per IN ('day', 'week', 'month', 'quarter', 'year')", name=op.f("ck_watch_per")),
        sa.CheckConstraint("performed >= 1 AND performed <= 1000", name=op.f("ck_watch_performed_range")),
        sa.CheckConstraint("times >= 0 AND times <= 100000", name=op.f("ck_watch_times_range")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_watch_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_watch_task_id_task")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_watch_visit_id_visit"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
        sa.UniqueConstraint(
            "visit_id", "participant_id", "task_id", name=op.f("uq_watch_visit_id_participant_id_task_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_watch_participant_id"), "watch", ["participant_id"], unique=False)
    op.create_index(op.f("ix_watch_task_id_visit_id"), "watch", ["task_id", "visit_id"], unique=False)
    op.create_index(
        "uq_watch_visit_id_task_id",
        "watch",
        ["visit_id", "task_id"],
        unique=True,
        sqlite_where=sa.text("participant_id IS NULL"),
        postgresql_where=sa.text("participant_id IS NULL"),
    )
    op.create_table(
        "verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fix_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("seconds_after", sa.Float(precision=53), nullable=True),
        sa.Column("applause", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), server_default="", nullable=False),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('gone', 'better', 'still there', 'worse', 'not on that version yet', 'kept the workaround')",
            name=op.f("ck_verification_outcome"),
        ),
        sa.CheckConstraint("applause >= 0 AND applause <= 3", name=op.f("ck_verification_applause_range")),
        sa.CheckConstraint("length(quote) <= 5000", name=op.f("ck_verification_quote_length")),
        sa.CheckConstraint(
            "seconds_after >= 0 AND seconds_after <= 28800.0", name=op.f("ck_verification_seconds_after_range")
        ),
        sa.ForeignKeyConstraint(["fix_id"], ["fix.id"], name=op.f("fk_verification_fix_id_fix")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_verification_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["account.id"], name=op.f("fk_verification_verified_by_id_account")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_verification_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
        sa.UniqueConstraint(
            "fix_id", "visit_id", "participant_id", name=op.f("uq_verification_fix_id_visit_id_participant_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_verification_fix_id"), "verification", ["fix_id"], unique=False)
    op.create_index(op.f("ix_verification_participant_id"), "verification", ["participant_id"], unique=False)
    op.create_index(op.f("ix_verification_visit_id"), "verification", ["visit_id"], unique=False)
    for statement in HISTORY_IS_APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute("INSERT INTO setting (id, has_sample_data) VALUES (1, false)")
    op.execute("INSERT INTO segment (name, name_identity, is_everyone) VALUES ('Everyone', 'everyone', true)")


def downgrade() -> None:
    op.drop_index(op.f("ix_verification_visit_id"), table_name="verification")
    op.drop_index(op.f("ix_verification_participant_id"), table_name="verification")
    op.drop_index(op.f("ix_verification_fix_id"), table_name="verification")
    op.drop_table("verification")
    op.drop_index(
        "uq_watch_visit_id_task_id",
        table_name="watch",
        sqlite_where=sa.text("participant_id IS NULL"),
        postgresql_where=sa.text("participant_id IS NULL"),
    )
    op.drop_index(op.f("ix_watch_task_id_visit_id"), table_name="watch")
    op.drop_index(op.f("ix_watch_participant_id"), table_name="watch")
    op.drop_table("watch")
    op.drop_index(op.f("ix_visit_task_task_id"), table_name="visit_task")
    op.drop_table("visit_task")
    op.drop_index(op.f("ix_visit_participant_participant_id"), table_name="visit_participant")
    op.drop_table("visit_participant")
    op.drop_index(op.f("ix_visit_observer_account_id"), table_name="visit_observer")
    op.drop_table("visit_observer")
    op.drop_index(op.f("ix_sighting_visit_id"), table_name="sighting")
    op.drop_index(op.f("ix_sighting_task_id"), table_name="sighting")
    op.drop_index(op.f("ix_sighting_seen_by_id"), table_name="sighting")
    op.drop_index(op.f("ix_sighting_participant_id"), table_name="sighting")
    op.drop_index(op.f("ix_sighting_paper_cut_id_visit_id"), table_name="sighting")
    op.drop_table("sighting")
    op.drop_index(op.f("ix_question_visit_id"), table_name="question")
    op.drop_table("question")
    op.drop_index(op.f("ix_link_paper_cut_id"), table_name="link")
    op.drop_table("link")
    op.drop_index(op.f("ix_fix_release_id"), table_name="fix")
    op.drop_index(op.f("ix_fix_paper_cut_id"), table_name="fix")
    op.drop_table("fix")
    op.drop_index(op.f("ix_effort_paper_cut_id"), table_name="effort")
    op.drop_table("effort")
    op.drop_index(op.f("ix_visit_visited_on_id"), table_name="visit")
    op.drop_index(op.f("ix_visit_site_id"), table_name="visit")
    op.drop_table("visit")
    op.drop_index(op.f("ix_task_use_task_id"), table_name="task_use")
    op.drop_index(op.f("ix_task_use_segment_id"), table_name="task_use")
    op.drop_table("task_use")
    op.drop_index(op.f("ix_participant_site_id"), table_name="participant")
    op.drop_table("participant")
    op.drop_index(op.f("ix_paper_cut_title_identity"), table_name="paper_cut")
    op.drop_index("ix_paper_cut_status", table_name="paper_cut")
    op.drop_index("ix_paper_cut_ranked_task", table_name="paper_cut")
    op.drop_index("ix_paper_cut_ranked_owner", table_name="paper_cut")
    op.drop_index("ix_paper_cut_ranked_area", table_name="paper_cut")
    op.drop_index("ix_paper_cut_ranked", table_name="paper_cut")
    op.drop_table("paper_cut")
    op.drop_index(op.f("ix_upload_uploaded_by_id"), table_name="upload")
    op.drop_table("upload")
    op.drop_index(op.f("ix_task_area_id"), table_name="task")
    op.drop_table("task")
    op.drop_index(op.f("ix_site_segment_id"), table_name="site")
    op.drop_table("site")
    op.drop_index(op.f("ix_session_account_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_one_time_link_made_by_id"), table_name="one_time_link")
    op.drop_index(op.f("ix_one_time_link_account_id"), table_name="one_time_link")
    op.drop_table("one_time_link")
    op.drop_index(op.f("ix_event_subject_subject_id_id"), table_name="event")
    op.drop_index(op.f("ix_event_account_id"), table_name="event")
    op.drop_table("event")
    op.drop_table("setting")
    op.drop_table("segment")
    op.drop_table("release")
    op.drop_table("rate_count")
    op.drop_table("area")
    op.drop_table("account")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_event_change()")
