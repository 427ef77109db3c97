"""What becomes of a column once the member erases their data, said on the column: `mapped_column(info=becomes(""))`.

A row is a member's own by its column `participant_id` or `member_id`: they take it along, and erasing changes the
columns of it that say so. Any other column that names a member says what becomes of it. `services.privacy` does both.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import Mapped, mapped_column

from bot.db.encrypted import Encrypted

Info = dict[Any, Any]

STAYS: Final[Info] = {"erase": "stays"}  # a text or reference that tells nothing of the member
GOES: Final[Info] = {"erase": "row"}  # with its whole row


def becomes(value: object, *, also: tuple[str, ...] = ()) -> Info:
    """What the column holds afterwards: a value, or a function of the row.

    `also`: in another member's row that names them here, the columns that change with this one.
    """
    return {"erase": "becomes", "value": value, "also": also}


def words() -> Mapped[str]:
    """A column of text that a member wrote for others to read."""
    return mapped_column(default="", info=becomes(""))


def private_words() -> Mapped[str]:
    """A column of text that a member wrote for themselves, or about others. It is encrypted."""
    return mapped_column(Encrypted, default="", info=becomes(""))
