"""What a person may give back, and the decision that waits in a draft.

Revision 0007.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("draft_values") as batch:
        batch.add_column(sa.Column("before", JSON, nullable=True))
    with op.batch_alter_table("drafts") as batch:
        batch.add_column(sa.Column("is_normative", sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("normative_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("drafts") as batch:
        batch.drop_column("normative_reason")
        batch.drop_column("is_normative")
    with op.batch_alter_table("draft_values") as batch:
        batch.drop_column("before")
