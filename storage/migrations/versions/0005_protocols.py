"""Protocols as they went, assignments with sections, documents of others attached to acts.

Revision 0005.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
NEW_COLUMNS = (
    ("protocols", "record", JSON, "{}"),
    ("assignments", "counted", sa.Boolean(), sa.false()),
    ("assignments", "section", sa.String(length=16), ""),
    ("supplementary_documents", "instance", sa.String(length=12), ""),
    ("supplementary_documents", "demand", sa.Text(), ""),
)
STATES = "state IN ('open', 'registered', {more}'rejected')"
KINDS = (
    "kind IN ('court-decision', 'prosecutor-protest', 'prosecutor-submission', {more}'prosecutor-claim', "
    "'antimonopoly', 'expert-opinion', 'other')"
)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, column, kind, present in NEW_COLUMNS:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, kind, nullable=False, server_default=present))
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, server_default=None, existing_type=kind, existing_nullable=False)
    with op.batch_alter_table("assignments") as batch:
        batch.add_column(sa.Column("start", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("end", sa.Integer(), nullable=True))
    with op.batch_alter_table("drafts") as batch:
        batch.add_column(sa.Column("protocol", JSON, nullable=True))
    _check("drafts", "state", STATES.format(more="'attached', "))
    _check("supplementary_documents", "kind", KINDS.format(more="'prosecutor-demand', "))


def downgrade() -> None:
    op.execute("UPDATE supplementary_documents SET kind = 'other' WHERE kind = 'prosecutor-demand'")
    op.execute("UPDATE drafts SET state = 'registered' WHERE state = 'attached'")
    _check("supplementary_documents", "kind", KINDS.format(more=""))
    _check("drafts", "state", STATES.format(more=""))
    with op.batch_alter_table("drafts") as batch:
        batch.drop_column("protocol")
    with op.batch_alter_table("assignments") as batch:
        batch.drop_column("end")
        batch.drop_column("start")
    for table, column, _, _ in reversed(NEW_COLUMNS):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)


def _check(table: str, column: str, condition: str) -> None:
    """Put another condition in the place of a check."""
    name = op.f(f"ck_{table}_{column}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
    with op.batch_alter_table(table) as batch:
        batch.create_check_constraint(name, condition)
