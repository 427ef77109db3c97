"""The form of *Save with Kith*."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.views import saving

Golden = Callable[[str, dict[str, Any]], None]


def test_the_form_and_what_is_said_once_it_is_saved(golden: Golden) -> None:
    golden("saving/form", saving.form("Lena Vogt", "Ask Bo *about* SAP", author="U8"))
    golden("saving/form_without_a_name", saving.form("", ""))
    golden("saving/saved", saving.saved("Lena <!here>", as_contact=True))
