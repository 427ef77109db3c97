"""Alembic migrations of Kith's tables."""
