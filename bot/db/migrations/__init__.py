"""Alembic migrations of Kith's own tables. The engine migrates its own, in the same database."""
