"""What a page says first after something was done."""

from __future__ import annotations

from collections.abc import Mapping

DONE: Mapping[str, str] = {
    "signed_out": "You are signed out.",
}
