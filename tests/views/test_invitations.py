"""What those read whom organizers invite, take out or let pause. Read the golden files aloud."""

from __future__ import annotations

from datetime import date

import pytest

from bot.views import invitations
from tests.views.test_programs import NEWS, Golden

CASES = {
    "invitations/question": invitations.invitation(NEWS, by="UANA"),
    "invitations/question_of_nobody": invitations.invitation(NEWS, by=""),
    "invitations/declined": invitations.declined(NEWS),
    "invitations/taken_out": invitations.taken_out(NEWS),
    "invitations/paused": invitations.paused(NEWS, until_on=date(2026, 4, 6)),
}


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str, golden: Golden) -> None:
    golden(name, CASES[name])
