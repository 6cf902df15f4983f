"""Signatures, derivatives, repairs of texts, the order of recognition.

Revision 0003.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
NEW_COLUMNS = (
    ("documents", "repairs", JSON, "[]"),
    ("documents", "unrecognised", sa.Integer(), "0"),
    ("intake_items", "lane", sa.String(length=8), "text"),
)

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "derivatives",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("file_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("maker", sa.String(length=60), nullable=False),
        sa.Column("made_file_id", sa.String(length=26), nullable=True),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('wanted', 'made', 'failed')", name=op.f("ck_derivatives_state")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_derivatives_file_id")),
        sa.ForeignKeyConstraint(["made_file_id"], ["files.id"], name=op.f("fk_derivatives_made_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derivatives")),
        sa.UniqueConstraint("file_id", "kind", name=op.f("uq_derivatives_file_id_kind")),
    )
    op.create_index("ix_derivatives_state_wanted", "derivatives", ["state", "wanted_at"])
    op.create_table(
        "file_signatures",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("file_id", sa.String(length=26), nullable=False),
        sa.Column("signature_file_id", sa.String(length=26), nullable=True),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("added_by", sa.String(length=100), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_file_signatures_file_id")),
        sa.ForeignKeyConstraint(
            ["signature_file_id"], ["files.id"], name=op.f("fk_file_signatures_signature_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_signatures")),
    )
    op.create_index("ix_file_signatures_file", "file_signatures", ["file_id"])
    op.create_index(op.f("ix_file_signatures_signature_file_id"), "file_signatures", ["signature_file_id"])
    for table, column, kind, present in NEW_COLUMNS:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, kind, nullable=False, server_default=present))
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, server_default=None, existing_type=kind, existing_nullable=False)


def downgrade() -> None:
    for table, column, _, _ in reversed(NEW_COLUMNS):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    op.drop_index(op.f("ix_file_signatures_signature_file_id"), table_name="file_signatures")
    op.drop_index("ix_file_signatures_file", table_name="file_signatures")
    op.drop_table("file_signatures")
    op.drop_index("ix_derivatives_state_wanted", table_name="derivatives")
    op.drop_table("derivatives")
