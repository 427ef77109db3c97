"""A meeting's worksheet: four short lines of each person, all of them optional. Only the buddy group reads it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from bot.domain.lengths import LINE, fitting


@dataclass(frozen=True)
class Lines:
    """What one person wrote after a meeting. The names are those of the columns and of the form's fields."""

    stuck: str = ""
    worked: str = ""
    advice: str = ""
    will_try: str = ""

    def checked(self) -> Lines:
        """Each on one line. Raises InvalidInputError (the line's name) for what is too long."""
        names = (field.name for field in fields(self))
        return Lines(**{name: fitting(name, " ".join(getattr(self, name).split()), LINE) for name in names})

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True)
class Written:
    """Somebody's lines; `slack_user_id` is theirs."""

    slack_user_id: str
    lines: Lines


@dataclass(frozen=True)
class Worksheet:
    """The last meeting of a group, as one of its people sees it.

    `before`: what the same people wrote when they met the time before, the reader included.
    """

    meeting_id: int
    mine: Lines
    others: tuple[Written, ...] = ()
    before: tuple[Written, ...] = ()
