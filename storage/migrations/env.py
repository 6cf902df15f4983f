"""Alembic's entry: the connection is given by :mod:`storage.migrating`.

Developers autogenerate through the same way.
"""

from alembic import context

from storage.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
