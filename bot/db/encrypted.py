"""Private columns: encrypted on the way into the database and decrypted on the way out of it.

`mapped_column(Encrypted)` is text, `EncryptedJSON` is JSON. The cipher belongs to the engine, which
`bot.db.session.make_engine` makes. What is empty stays empty, so that a query can tell whether there are words, and
nothing else about them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Engine, Table, Text, bindparam, select, type_coerce, update
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.db.base import Base
from bot.db.cipher import Cipher, CipherError

BATCH = 500
EMPTY = ("", "[]", "{}", "null")
MISSING = (
    "KITH_TOKEN_KEYS is missing: what members write is stored encrypted. `kith keys new` makes a key; write it there,"
    " and keep a copy where your backups are not"
)


class EncryptedComparator(TypeDecorator.Comparator[Any]):
    """Refuses what would never be found: the same words are encrypted differently each time."""

    def operate(self, op: Any, *other: Any, **options: Any) -> Any:
        """Raises TypeError for a comparison with words; one with emptiness is well."""
        if any(isinstance(one, str | list | tuple) and one for one in other):
            raise TypeError("a private column is encrypted: compare its words after they are read")
        return super().operate(op, *other, **options)


class Encrypted(TypeDecorator[str]):
    """Text that is encrypted at rest."""

    impl = Text
    cache_ok = True
    comparator_factory = EncryptedComparator

    @property
    def python_type(self) -> type[Any]:
        """As text's."""
        return str

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return cipher_of(dialect).encrypt(value) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return cipher_of(dialect).decrypt(value) if value else value


class EncryptedJSON(TypeDecorator[Any]):
    """JSON that is encrypted at rest."""

    impl = Text
    cache_ok = True
    comparator_factory = EncryptedComparator

    @property
    def python_type(self) -> type[Any]:
        """As JSON's."""
        return dict

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return written if written in EMPTY else cipher_of(dialect).encrypt(written)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return json.loads(value if value in EMPTY else cipher_of(dialect).decrypt(value))


def cipher_of(dialect: Dialect) -> Cipher:
    """The cipher that the engine was made with. Raises CipherError where it has none."""
    cipher: Cipher | None = getattr(dialect, "cipher", None)
    if cipher is None:
        raise CipherError(MISSING)
    return cipher


def is_encrypted(kind: TypeEngine[Any]) -> bool:
    """Whether a column of this type is encrypted."""
    return isinstance(kind, Encrypted | EncryptedJSON)


def encrypted_columns() -> Iterator[tuple[Table, list[Column[Any]]]]:
    """Each table with private columns, and those columns."""
    for table in Base.metadata.sorted_tables:
        if columns := [column for column in table.columns if is_encrypted(column.type)]:
            yield table, columns


def reencrypt(engine: Engine) -> int:
    """Encrypt with the first key what another key encrypted; returns how many rows changed.

    A batch is a transaction: Kith may run meanwhile, and a run that was interrupted goes on where it stopped, as what
    has the first key is passed over. What changed since it was read is left to whoever changed it: they had the keys.
    Raises CipherError if no key fits; what was done by then stays done.
    """
    return sum(_reencrypt(engine, table, columns) for table, columns in encrypted_columns())


def _reencrypt(engine: Engine, table: Table, columns: list[Column[Any]]) -> int:
    [key] = table.primary_key
    stored = [type_coerce(column, Text).label(column.name) for column in columns]
    last, changed = 0, 0
    while True:
        with engine.begin() as connection:
            rows = connection.execute(select(key, *stored).where(key > last).order_by(key).limit(BATCH)).all()
            for row in rows:
                pairs = zip(columns, row[1:], strict=True)
                changed += bool(sum(_reencrypt_value(connection, table, key, row[0], *pair) for pair in pairs))
        if not rows:
            return changed
        last = rows[-1][0]


def _reencrypt_value(
    connection: Connection, table: Table, key: Column[Any], row_id: int, column: Column[Any], stored: str | None
) -> bool:
    cipher = cipher_of(connection.dialect)
    if stored is None or stored in EMPTY or cipher.is_newest(stored):
        return False
    as_text = type_coerce(column, Text)
    renewed = update(table).where(key == row_id, as_text == bindparam("before", stored, Text))
    value = bindparam("after", cipher.encrypt(cipher.decrypt(stored)), Text)
    return bool(connection.execute(renewed.values({column: value})).rowcount)
