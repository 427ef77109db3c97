"""Named errors. The docstring says what was wrong; `views.errors` says it to a person, with what to do."""

from __future__ import annotations


class KithError(Exception):
    """Something that was asked for cannot be done."""

    def __str__(self) -> str:
        return " ".join(str(part) for part in self.args) or (self.__doc__ or "")


class NotAllowedError(KithError):
    """The person may not do this."""


class NotFoundError(KithError):
    """The thing does not exist, or belongs to another workspace, program or person."""


class ClosedError(KithError):
    """The thing is over: its round, week or program has ended."""


class InvalidInputError(KithError):
    """What a person entered cannot be used. `field` names the place, `message` says what to write there."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message
