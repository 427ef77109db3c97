"""What a page says first after something was done."""

from __future__ import annotations

from collections.abc import Mapping

DONE: Mapping[str, str] = {
    "saved": "Your changes are saved.",
    "pause": "The program takes a break, and its channel reads so.",
    "resume": "The program goes on, and its channel reads so.",
    "end": "The program has ended. The last digest and the final report are on their way.",
    "erase": "The program is erased.",
    "signed_out": "You are signed out.",
}
