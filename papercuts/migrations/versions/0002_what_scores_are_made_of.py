"""What scores are made of, what the visits teach them, and what the team means to mend.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A CHECK of a column that is added stands with the column: SQLite adds none to a table that exists.


def upgrade() -> None:
    """Make the tables and columns; the scores are computed anew at the next start."""
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(length=200), nullable=False),
        sa.Column("slots", sa.Integer(), server_default="10", nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_round_days")),
        sa.CheckConstraint("length(theme) <= 200", name=op.f("ck_round_theme_length")),
        sa.CheckConstraint("slots >= 1 AND slots <= 100", name=op.f("ck_round_slots_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("hours", sa.Float(precision=53), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("hours_back_mean", sa.Float(precision=53), nullable=False),
        sa.Column("hours_back_q10", sa.Float(precision=53), nullable=False),
        sa.Column("hours_back_q90", sa.Float(precision=53), nullable=False),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hours >= 0 AND hours <= 100000.0", name=op.f("ck_plan_hours_range")),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_plan_name_length")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["account.id"], name=op.f("fk_plan_saved_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_cut_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("remark", "question", "objection", name="commentkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('remark', 'question', 'objection')", name=op.f("ck_comment_kind")),
        sa.CheckConstraint("length(text) <= 20000", name=op.f("ck_comment_text_length")),
        sa.ForeignKeyConstraint(
            ["paper_cut_id"], ["paper_cut.id"], name=op.f("fk_comment_paper_cut_id_paper_cut"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["account.id"], name=op.f("fk_comment_resolved_by_id_account")),
        sa.ForeignKeyConstraint(["written_by_id"], ["account.id"], name=op.f("fk_comment_written_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_comment_paper_cut_id"), "comment", ["paper_cut_id"], unique=False)
    op.create_table(
        "familiar_input",
        sa.Column("paper_cut_id", sa.Integer(), nullable=False),
        sa.Column("rubin_impact", sa.Integer(), nullable=True),
        sa.Column("wsjf_value", sa.Integer(), nullable=True),
        sa.Column("wsjf_urgency", sa.Integer(), nullable=True),
        sa.Column("wsjf_risk", sa.Integer(), nullable=True),
        sa.Column("wsjf_size", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "rubin_impact >= 1 AND rubin_impact <= 4", name=op.f("ck_familiar_input_rubin_impact_range")
        ),
        sa.CheckConstraint("wsjf_risk IN (1, 2, 3, 5, 8, 13, 20)", name=op.f("ck_familiar_input_wsjf_risk")),
        sa.CheckConstraint("wsjf_size IN (1, 2, 3, 5, 8, 13, 20)", name=op.f("ck_familiar_input_wsjf_size")),
        sa.CheckConstraint("wsjf_urgency IN (1, 2, 3, 5, 8, 13, 20)", name=op.f("ck_familiar_input_wsjf_urgency")),
        sa.CheckConstraint("wsjf_value IN (1, 2, 3, 5, 8, 13, 20)", name=op.f("ck_familiar_input_wsjf_value")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["account.id"], name=op.f("fk_familiar_input_entered_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["paper_cut_id"],
            ["paper_cut.id"],
            name=op.f("fk_familiar_input_paper_cut_id_paper_cut"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("paper_cut_id", name=op.f("pk_familiar_input")),
    )
    op.create_table(
        "gate",
        sa.Column("paper_cut_id", sa.Integer(), nullable=False),
        sa.Column("is_existing", sa.Boolean(), nullable=False),
        sa.Column("is_typical", sa.Boolean(), nullable=False),
        sa.Column("is_often", sa.Boolean(), nullable=False),
        sa.Column("is_obvious", sa.Boolean(), nullable=False),
        sa.Column("is_small", sa.Boolean(), nullable=False),
        sa.Column("is_harmless", sa.Boolean(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_gate_answered_by_id_account")),
        sa.ForeignKeyConstraint(
            ["paper_cut_id"], ["paper_cut.id"], name=op.f("fk_gate_paper_cut_id_paper_cut"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("paper_cut_id", name=op.f("pk_gate")),
    )
    op.create_table(
        "plan_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("paper_cut_id", sa.Integer(), nullable=False),
        sa.Column("effort_hours", sa.Float(precision=53), nullable=False),
        sa.Column("hours_back_mean", sa.Float(precision=53), nullable=False),
        sa.Column("hours_back_q10", sa.Float(precision=53), nullable=False),
        sa.Column("hours_back_q90", sa.Float(precision=53), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_cut_id"], ["paper_cut.id"], name=op.f("fk_plan_item_paper_cut_id_paper_cut"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_item_plan_id_plan"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item")),
    )
    op.create_index(op.f("ix_plan_item_paper_cut_id"), "plan_item", ["paper_cut_id"], unique=False)
    op.create_index(op.f("ix_plan_item_plan_id"), "plan_item", ["plan_id"], unique=False)
    op.create_table(
        "round_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("paper_cut_id", sa.Integer(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["paper_cut_id"], ["paper_cut.id"], name=op.f("fk_round_place_paper_cut_id_paper_cut"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_place_round_id_round"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["taken_by_id"], ["account.id"], name=op.f("fk_round_place_taken_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_place")),
    )
    op.create_index(op.f("ix_round_place_paper_cut_id"), "round_place", ["paper_cut_id"], unique=False)
    op.create_index(
        "uq_round_place_taken",
        "round_place",
        ["round_id", "paper_cut_id"],
        unique=True,
        sqlite_where=sa.text("dropped_at IS NULL"),
        postgresql_where=sa.text("dropped_at IS NULL"),
    )
    op.add_column("paper_cut", sa.Column("rice", sa.Float(precision=53), nullable=True))
    op.add_column("paper_cut", sa.Column("hit_mean", sa.Float(precision=53), nullable=True))
    op.add_column("paper_cut", sa.Column("known", sa.LargeBinary(), nullable=True))
    op.add_column("paper_cut", sa.Column("n_visits", sa.Integer(), server_default="0", nullable=False))
    op.add_column("paper_cut", sa.Column("watched_squares", sa.Float(precision=53), server_default="0", nullable=False))
    op.add_column("paper_cut", sa.Column("hit_squares", sa.Float(precision=53), server_default="0", nullable=False))
    op.drop_column("paper_cut", "score_k4")
    for name, column in (("cautious", "payback_q10"), ("hours", "hours_lost_mean")):
        op.create_index(f"ix_paper_cut_ranked_{name}", "paper_cut", ["is_ranked", column, "id"])
    op.drop_column("paper_cut", "score_k3")
    op.add_column(
        "setting",
        sa.Column(
            "quick_win_hours",
            sa.Float(precision=53),
            sa.CheckConstraint(
                "quick_win_hours >= 0.1 AND quick_win_hours <= 10000.0", name=op.f("ck_setting_quick_win_hours_range")
            ),
            server_default="8",
            nullable=False,
        ),
    )
    op.add_column(
        "setting",
        sa.Column(
            "comments_max",
            sa.Integer(),
            sa.CheckConstraint(
                "comments_max >= 0 AND comments_max <= 1000", name=op.f("ck_setting_comments_max_range")
            ),
            server_default="5",
            nullable=False,
        ),
    )
    op.add_column("setting", sa.Column("rho", sa.Float(precision=53), server_default="0.2", nullable=False))
    op.add_column("setting", sa.Column("hit_prior_a", sa.Float(precision=53), server_default="1.0", nullable=False))
    op.add_column("setting", sa.Column("hit_prior_b", sa.Float(precision=53), server_default="3.0", nullable=False))
    op.add_column("setting", sa.Column("scored_by", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("setting", "scored_by")
    op.drop_column("setting", "hit_prior_b")
    op.drop_column("setting", "hit_prior_a")
    op.drop_column("setting", "rho")
    op.drop_column("setting", "comments_max")
    op.drop_column("setting", "quick_win_hours")
    op.add_column("paper_cut", sa.Column("score_k3", sa.Float(precision=53), nullable=True))
    op.add_column("paper_cut", sa.Column("score_k4", sa.Float(precision=53), nullable=True))
    for name in ("cautious", "hours"):
        op.drop_index(f"ix_paper_cut_ranked_{name}", table_name="paper_cut")
    op.drop_column("paper_cut", "hit_squares")
    op.drop_column("paper_cut", "watched_squares")
    op.drop_column("paper_cut", "n_visits")
    op.drop_column("paper_cut", "known")
    op.drop_column("paper_cut", "hit_mean")
    op.drop_column("paper_cut", "rice")
    op.drop_index(
        "uq_round_place_taken",
        table_name="round_place",
        sqlite_where=sa.text("dropped_at IS NULL"),
        postgresql_where=sa.text("dropped_at IS NULL"),
    )
    op.drop_index(op.f("ix_round_place_paper_cut_id"), table_name="round_place")
    op.drop_table("round_place")
    op.drop_index(op.f("ix_plan_item_plan_id"), table_name="plan_item")
    op.drop_index(op.f("ix_plan_item_paper_cut_id"), table_name="plan_item")
    op.drop_table("plan_item")
    op.drop_table("gate")
    op.drop_table("familiar_input")
    op.drop_index(op.f("ix_comment_paper_cut_id"), table_name="comment")
    op.drop_table("comment")
    op.drop_table("plan")
    op.drop_table("round")
