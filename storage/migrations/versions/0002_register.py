"""Files, intake, drafts, acts, packages.

Revision 0002.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("sha256", name=op.f("uq_files_sha256")),
    )

    op.create_table(
        "packages",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("acts_count", sa.Integer(), nullable=False),
        sa.Column("problems", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("journal_seq", BIG, nullable=False),
        sa.Column("journal_hash", sa.String(length=64), nullable=False),
        sa.Column("built_by", sa.String(length=100), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.String(length=100), nullable=True),
        sa.Column("replaces_id", sa.String(length=26), nullable=True),
        sa.CheckConstraint("state IN ('built', 'sent', 'replaced')", name=op.f("ck_packages_state")),
        sa.ForeignKeyConstraint(["replaces_id"], ["packages.id"], name=op.f("fk_packages_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packages")),
    )

    with op.batch_alter_table("packages", schema=None) as batch_op:
        batch_op.create_index("ix_packages_month", ["month"], unique=False)
        batch_op.create_index(
            "uq_packages_present",
            ["month"],
            unique=True,
            sqlite_where=sa.text("state IN ('built', 'sent')"),
            postgresql_where=sa.text("state IN ('built', 'sent')"),
        )

    op.create_table(
        "worker_signs",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_signs")),
    )

    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("file_id", sa.String(length=26), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("reader", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("pages", JSON, nullable=False),
        sa.Column("notices", JSON, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_documents_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )

    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_text_sha256"), ["text_sha256"], unique=False)

    op.create_table(
        "intake_items",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("file_id", sa.String(length=26), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("batch", sa.String(length=26), nullable=False),
        sa.Column("submitted_by", sa.String(length=100), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=100), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_code", sa.String(length=40), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("register_if_certain", sa.Boolean(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('accepted', 'reading', 'read', 'failed', 'dismissed')", name=op.f("ck_intake_items_state")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_intake_items_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_items")),
        sa.UniqueConstraint("file_id", name=op.f("uq_intake_items_file_id")),
    )

    with op.batch_alter_table("intake_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_intake_items_batch"), ["batch"], unique=False)
        batch_op.create_index("ix_intake_items_state_accepted", ["state", "accepted_at"], unique=False)

    op.create_table(
        "acts",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_key", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number_raw", sa.String(length=60), nullable=False),
        sa.Column("number_norm", sa.String(length=60), nullable=False),
        sa.Column("number_int", BIG, nullable=True),
        sa.Column("number_suffix", sa.String(length=60), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("signatory", sa.Text(), nullable=True),
        sa.Column("signatory_post", sa.Text(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_normative", sa.Boolean(), nullable=True),
        sa.Column("normative_reason", sa.Text(), nullable=True),
        sa.Column("normative_by", sa.String(length=100), nullable=True),
        sa.Column("normative_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("access", sa.String(length=10), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.String(length=100), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("access IN ('public', 'internal', 'dsp')", name=op.f("ck_acts_access")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_acts_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
        sa.UniqueConstraint("body_key", "kind", "place", "year", name="uq_acts_place"),
    )

    with op.batch_alter_table("acts", schema=None) as batch_op:
        batch_op.create_index("ix_acts_date", ["date"], unique=False)
        batch_op.create_index("ix_acts_number", ["number_norm"], unique=False)

    op.create_table(
        "text_blocks",
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("trust", sa.Double(), nullable=False),
        sa.Column("look", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_text_blocks_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "seq", name=op.f("pk_text_blocks")),
    )

    op.create_table(
        "act_files",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("act_id", sa.String(length=26), nullable=False),
        sa.Column("file_id", sa.String(length=26), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_act_files_act_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_act_files_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_files")),
        sa.UniqueConstraint("act_id", "file_id", "role", name=op.f("uq_act_files_act_id_file_id_role")),
    )

    with op.batch_alter_table("act_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_act_files_act_id"), ["act_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_act_files_file_id"), ["file_id"], unique=False)

    op.create_table(
        "act_links",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("from_act_id", sa.String(length=26), nullable=False),
        sa.Column("to_act_id", sa.String(length=26), nullable=True),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("cited_kind", sa.String(length=60), nullable=False),
        sa.Column("cited_body", sa.Text(), nullable=False),
        sa.Column("cited_date", sa.Date(), nullable=True),
        sa.Column("cited_number", sa.String(length=60), nullable=False),
        sa.Column("provision", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "relation IN ('amends', 'repeals', 'based-on', 'refers')", name=op.f("ck_act_links_relation")
        ),
        sa.ForeignKeyConstraint(["from_act_id"], ["acts.id"], name=op.f("fk_act_links_from_act_id")),
        sa.ForeignKeyConstraint(["to_act_id"], ["acts.id"], name=op.f("fk_act_links_to_act_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_links")),
    )

    with op.batch_alter_table("act_links", schema=None) as batch_op:
        batch_op.create_index("ix_act_links_cited", ["cited_number", "cited_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_act_links_from_act_id"), ["from_act_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_act_links_to_act_id"), ["to_act_id"], unique=False)

    op.create_table(
        "act_versions",
        sa.Column("act_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", JSON, nullable=False),
        sa.Column("changed_by", sa.String(length=100), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_act_versions_act_id")),
        sa.PrimaryKeyConstraint("act_id", "version", name=op.f("pk_act_versions")),
    )

    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("intake_id", sa.String(length=26), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("found", JSON, nullable=False),
        sa.Column("act_id", sa.String(length=26), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'registered', 'rejected')", name=op.f("ck_drafts_state")),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_drafts_act_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_drafts_document_id")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake_items.id"], name=op.f("fk_drafts_intake_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("intake_id", name=op.f("uq_drafts_intake_id")),
    )

    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index("ix_drafts_state_created", ["state", "created_at"], unique=False)

    op.create_table(
        "package_acts",
        sa.Column("package_id", sa.String(length=26), nullable=False),
        sa.Column("act_id", sa.String(length=26), nullable=False),
        sa.Column("act_version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_package_acts_act_id")),
        sa.ForeignKeyConstraint(
            ["package_id"], ["packages.id"], name=op.f("fk_package_acts_package_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("package_id", "act_id", name=op.f("pk_package_acts")),
        sa.UniqueConstraint("package_id", "position", name=op.f("uq_package_acts_package_id_position")),
    )

    op.create_table(
        "protocols",
        sa.Column("act_id", sa.String(length=26), nullable=False),
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("chair", sa.Text(), nullable=False),
        sa.Column("secretary", sa.Text(), nullable=False),
        sa.Column("present", JSON, nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_protocols_act_id")),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_protocols")),
    )

    op.create_table(
        "publications",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("act_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("issue", sa.String(length=60), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("pages", sa.String(length=60), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(length=100), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('printed', 'network', 'portal', 'stand')", name=op.f("ck_publications_kind")),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_publications_act_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
    )

    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publications_act_id"), ["act_id"], unique=False)

    op.create_table(
        "supplementary_documents",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("act_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("incoming_number", sa.String(length=60), nullable=False),
        sa.Column("incoming_on", sa.Date(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("file_id", sa.String(length=26), nullable=True),
        sa.Column("registered_by", sa.String(length=100), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('court-decision', 'prosecutor-protest', 'prosecutor-submission', 'prosecutor-claim', 'antimonopoly', 'expert-opinion', 'other')",
            name=op.f("ck_supplementary_documents_kind"),
        ),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_supplementary_documents_act_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_supplementary_documents_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplementary_documents")),
    )

    with op.batch_alter_table("supplementary_documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supplementary_documents_act_id"), ["act_id"], unique=False)

    op.create_table(
        "assignments",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("protocol_id", sa.String(length=26), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("point", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("executors", JSON, nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["protocol_id"], ["protocols.act_id"], name=op.f("fk_assignments_protocol_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("protocol_id", "seq", name=op.f("uq_assignments_protocol_id_seq")),
    )

    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignments_protocol_id"), ["protocol_id"], unique=False)

    op.create_table(
        "draft_values",
        sa.Column("draft_id", sa.String(length=26), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("found", sa.Text(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("rule", sa.String(length=80), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_values_draft_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("draft_id", "field", name=op.f("pk_draft_values")),
    )


def downgrade() -> None:
    op.drop_table("draft_values")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignments_protocol_id"))
    op.drop_table("assignments")
    with op.batch_alter_table("supplementary_documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supplementary_documents_act_id"))
    op.drop_table("supplementary_documents")
    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publications_act_id"))
    op.drop_table("publications")
    op.drop_table("protocols")
    op.drop_table("package_acts")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index("ix_drafts_state_created")
    op.drop_table("drafts")
    op.drop_table("act_versions")
    with op.batch_alter_table("act_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_act_links_to_act_id"))
        batch_op.drop_index(batch_op.f("ix_act_links_from_act_id"))
        batch_op.drop_index("ix_act_links_cited")
    op.drop_table("act_links")
    with op.batch_alter_table("act_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_act_files_file_id"))
        batch_op.drop_index(batch_op.f("ix_act_files_act_id"))
    op.drop_table("act_files")
    op.drop_table("text_blocks")
    with op.batch_alter_table("acts", schema=None) as batch_op:
        batch_op.drop_index("ix_acts_number")
        batch_op.drop_index("ix_acts_date")
    op.drop_table("acts")
    with op.batch_alter_table("intake_items", schema=None) as batch_op:
        batch_op.drop_index("ix_intake_items_state_accepted")
        batch_op.drop_index(batch_op.f("ix_intake_items_batch"))
    op.drop_table("intake_items")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_text_sha256"))
        batch_op.drop_index(batch_op.f("ix_documents_file_id"))
    op.drop_table("documents")
    op.drop_table("worker_signs")
    with op.batch_alter_table("packages", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_packages_present",
            sqlite_where=sa.text("state IN ('built', 'sent')"),
            postgresql_where=sa.text("state IN ('built', 'sent')"),
        )
        batch_op.drop_index("ix_packages_month")
    op.drop_table("packages")
    op.drop_table("files")
