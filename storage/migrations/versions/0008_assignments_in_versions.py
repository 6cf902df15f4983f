"""Versions of protocols tell their assignments, which were the same in all of them until they could be changed.

Revision 0008.
"""

from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
VERSIONS = sa.table("act_versions", sa.column("act_id"), sa.column("version"), sa.column("card", JSON))
ASSIGNMENTS = sa.table(
    "assignments",
    *(sa.column(name) for name in ("protocol_id", "seq", "point", "text", "term", "due_on")),
    sa.column("executors", JSON),
)
PROTOCOLS = sa.table("protocols", sa.column("act_id"))
OF_PROTOCOLS = sa.select(VERSIONS).where(VERSIONS.c.act_id.in_(sa.select(PROTOCOLS.c.act_id)))

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    bind = op.get_bind()
    rows = bind.execute(sa.select(ASSIGNMENTS).order_by(ASSIGNMENTS.c.protocol_id, ASSIGNMENTS.c.seq)).all()
    told = {act_id: [_told(row) for row in group] for act_id, group in groupby(rows, lambda row: row.protocol_id)}
    for row in bind.execute(OF_PROTOCOLS).all():
        _write(row, {**row.card, "assignments": told.get(row.act_id, [])})


def downgrade() -> None:
    for row in op.get_bind().execute(OF_PROTOCOLS).all():
        _write(row, {name: value for name, value in row.card.items() if name != "assignments"})


def _told(row: Any) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("seq", "point", "text", "executors", "term")}
    return told | {"due": str(row.due_on) if row.due_on else None}


def _write(row: Any, card: dict[str, Any]) -> None:
    its = (VERSIONS.c.act_id == row.act_id) & (VERSIONS.c.version == row.version)
    op.get_bind().execute(sa.update(VERSIONS).where(its).values(card=card))
