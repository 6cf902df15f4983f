"""Signatures of texts and what they resemble.

Revision 0006.
"""

import sqlalchemy as sa
from alembic import op

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_signatures",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("words_sha256", sa.String(length=64), nullable=False),
        sa.Column("is_recognised", sa.Boolean(), nullable=False),
        sa.Column("maker", sa.String(length=60), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_text_signatures_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_signatures")),
        sa.UniqueConstraint("document_id", name=op.f("uq_text_signatures_document_id")),
    )
    op.create_index(op.f("ix_text_signatures_words_sha256"), "text_signatures", ["words_sha256"])
    op.create_table(
        "text_bands",
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("signature_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("band", "signature_id", name=op.f("pk_text_bands")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "text_likenesses",
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("other_id", sa.String(length=26), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_text_likenesses_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["documents.id"], name=op.f("fk_text_likenesses_other_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "other_id", name=op.f("pk_text_likenesses")),
    )
    op.create_index("ix_text_likenesses_other_id", "text_likenesses", ["other_id"])
    op.create_index("ix_acts_document_id", "acts", ["document_id"])
    op.create_index("ix_drafts_document_id", "drafts", ["document_id"])


def downgrade() -> None:
    op.drop_index("ix_drafts_document_id", table_name="drafts")
    op.drop_index("ix_acts_document_id", table_name="acts")
    op.drop_index("ix_text_likenesses_other_id", table_name="text_likenesses")
    op.drop_table("text_likenesses")
    op.drop_table("text_bands")
    op.drop_index(op.f("ix_text_signatures_words_sha256"), table_name="text_signatures")
    op.drop_table("text_signatures")
