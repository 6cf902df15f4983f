"""The records (SQLAlchemy, SQLite or PostgreSQL), the objects (original files), the journal."""
