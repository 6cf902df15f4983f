"""The draft of an act is found by an index: every page of an act asks for it twice, 70 ms each time among 100 000 drafts.

Revision 0009.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_drafts_act_id", "drafts", ["act_id"])


def downgrade() -> None:
    op.drop_index("ix_drafts_act_id", "drafts")
