"""Saved searches, what they have found, letters about it.

Revision 0004.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("accepted", JSON, nullable=False),
        sa.Column("frequency", sa.String(length=8), nullable=False),
        sa.Column("mail_to", sa.String(length=254), nullable=False),
        sa.Column("feed_hash", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("suspended_for", sa.String(length=10), nullable=False),
        sa.Column("stopped_at", MOMENT, nullable=True),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("state IN ('active', 'paused', 'suspended')", name=op.f("ck_saved_searches_state")),
        sa.CheckConstraint("frequency IN ('at-once', 'daily', 'weekly')", name=op.f("ck_saved_searches_frequency")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_saved_searches_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("feed_hash", name=op.f("uq_saved_searches_feed_hash")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_searches_person_id_name")),
    )
    op.create_index("ix_saved_searches_person_id", "saved_searches", ["person_id"])
    op.create_table(
        "alert_changes",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("act_id", sa.String(length=26), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_alert_changes")),
    )
    op.create_index("ix_alert_changes_act_id", "alert_changes", ["act_id"])
    op.create_table(
        "alert_letters",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("search_id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("in_doubt", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'dropped')", name=op.f("ck_alert_letters_state")),
        sa.ForeignKeyConstraint(
            ["search_id"], ["saved_searches.id"], name=op.f("fk_alert_letters_search_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_letters")),
    )
    op.create_index("ix_alert_letters_search_id", "alert_letters", ["search_id"])
    op.create_index("ix_alert_letters_state_next", "alert_letters", ["state", "next_at"])
    op.create_table(
        "alert_items",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("search_id", sa.String(length=26), nullable=False),
        sa.Column("act_id", sa.String(length=26), nullable=False),
        sa.Column("act_version", sa.Integer(), nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("letter_id", sa.String(length=26), nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_alert_items_act_id")),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["alert_letters.id"], name=op.f("fk_alert_items_letter_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["search_id"], ["saved_searches.id"], name=op.f("fk_alert_items_search_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_items")),
        sa.UniqueConstraint("search_id", "act_id", "act_version", name=op.f("uq_alert_items_search_id_act_id_act_version")),
    )
    op.create_index("ix_alert_items_act_id", "alert_items", ["act_id"])
    op.create_index("ix_alert_items_letter_id", "alert_items", ["letter_id"])
    op.create_index("ix_alert_items_search_found", "alert_items", ["search_id", "found_at"])


def downgrade() -> None:
    for table in ("alert_items", "alert_letters", "alert_changes", "saved_searches"):
        op.drop_table(table)
