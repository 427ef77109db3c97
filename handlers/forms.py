"""What was entered in a form: each field by its block id; every input has one element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from bot.domain.calendar import is_plausible
from bot.domain.errors import InvalidInputError, NotFoundError


@dataclass(frozen=True)
class Entered:
    """A submitted modal. `view_id` names this one opening of it, so that sending it twice can count once."""

    view_id: str
    metadata: str
    values: Mapping[str, Mapping[str, Any]]

    @staticmethod
    def of(body: Mapping[str, Any]) -> Entered:
        """The form that was sent off, or pressed in. Slack need not tell of a state in which nothing was entered."""
        view = body["view"]
        return Entered(view["id"], view.get("private_metadata", ""), view.get("state", {}).get("values", {}))

    def id(self) -> int:
        """The id that the form remembers. Raises NotFoundError for what Kith never wrote there."""
        return row_id(self.metadata)

    def _element(self, field: str) -> Mapping[str, Any]:
        elements = list(self.values.get(field, {}).values())
        return elements[0] if elements else {}

    def text(self, field: str) -> str:
        """A text field; empty where nothing was written."""
        return str(self._element(field).get("value") or "")

    def choice(self, field: str) -> str:
        """The value of a drop-down or radio button; empty where nothing was chosen."""
        return str((self._element(field).get("selected_option") or {}).get("value") or "")

    def number(self, field: str) -> int:
        """A chosen number. Raises InvalidInputError where there is none."""
        chosen = self.choice(field)
        if not is_number(chosen):
            raise InvalidInputError(field, "Choose one of the list.")
        return int(chosen)

    def ticked(self, field: str) -> set[str]:
        """The values of the boxes that were ticked."""
        return {str(option["value"]) for option in self._element(field).get("selected_options") or ()}

    def date(self, field: str) -> date | None:
        """A day from a calendar or a drop-down of days. Raises InvalidInputError for what is none."""
        entered = self._element(field).get("selected_date") or self.choice(field)
        try:
            chosen = date.fromisoformat(entered) if entered else None
        except ValueError:
            chosen = date.min
        if chosen is None or is_plausible(chosen):
            return chosen
        raise InvalidInputError(field, "Choose a day.")

    def time(self, field: str) -> time | None:
        """A wall time. Raises InvalidInputError for what is none."""
        entered = self._element(field).get("selected_time")
        try:
            return time.fromisoformat(entered) if entered else None
        except ValueError:
            raise InvalidInputError(field, "Choose a time.") from None

    def person(self, field: str) -> str:
        """The Slack user id of a chosen person; empty where nobody was chosen."""
        return str(self._element(field).get("selected_user") or "")

    def people(self, field: str) -> list[str]:
        """The Slack user ids of the chosen people."""
        return [str(one) for one in self._element(field).get("selected_users") or ()]

    def channel(self, field: str) -> str:
        """The Slack id of a chosen conversation; empty where none was chosen."""
        return str(self._element(field).get("selected_conversation") or "")


def is_number(written: str) -> bool:
    """Whether this is a whole number that any of our databases can hold as an id."""
    return written.isascii() and written.isdigit() and len(written) <= 9


def row_id(written: str) -> int:
    """A row's id as buttons and forms carry it. Raises NotFoundError for what Kith never wrote on one."""
    if not is_number(written):
        raise NotFoundError(f"no such button: {written[:80]!r}")
    return int(written)
