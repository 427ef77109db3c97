"""What every table shares: naming convention, UTC instants, enums as checked text, the workspace column."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    bindparam,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from bot.domain.kinds import MessageKind

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


OWN_WORKSPACE_ID = "own_workspace_id"


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. Refuses naive datetimes on the way in; always aware on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: instants carry their zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SavedJSON(TypeDecorator[Any]):
    """JSON that people's choices are saved in. Text that is none reads as None: one row stops no query of many."""

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], Any]:
        read = super().result_processor(dialect, coltype) or (lambda value: value)

        def read_or_none(value: Any) -> Any:
            try:
                return read(value)
            except ValueError:
                return None

        return read_or_none


def _values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


def _as_text(members: type[enum.StrEnum], *, checked: bool) -> Enum:
    return Enum(members, native_enum=False, length=20, create_constraint=checked, values_callable=_values)


class Base(DeclarativeBase):
    """Every table. Relationships, where there are any, are `lazy="raise"`."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant(),
        enum.StrEnum: _as_text(enum.StrEnum, checked=True),
        MessageKind: _as_text(MessageKind, checked=False),  # a new kind needs no migration
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        list[str]: JSON(),
    }


class WorkspaceRecord(Base):
    """A row of one workspace. `bot.db.session` lets a session see the rows of its own workspace alone."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))

    @classmethod
    def is_own(cls) -> ColumnElement[bool]:
        """Whether the row is of the workspace that is given with the statement, as the parameter OWN_WORKSPACE_ID."""
        return cls.workspace_id == bindparam(OWN_WORKSPACE_ID, type_=Integer)


def index_by_workspace() -> None:
    """Give each table its index by workspace, once all are known; SQLite gets an empty one.

    Every query names the workspace. SQLite keeps no statistics by itself and took this index before the one that fits,
    which in a database with one workspace means every row of the table. For the same reason no other index or unique
    key begins with the workspace (tests/db/test_base.py).
    """
    for model in WorkspaceRecord.__subclasses__():
        Index(None, model.__table__.c.workspace_id, sqlite_where=text("0"))
