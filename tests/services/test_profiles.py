"""Each member writes their own profile; all of it is optional."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from sqlalchemy.orm import Session

from bot.domain.errors import InvalidInputError
from bot.domain.profiles import Profile
from bot.services import profiles
from tests.factories import actor_of, make_member, make_participant, make_program


def test_a_profile_is_written_as_a_whole_and_counts_as_activity(session: Session, now: datetime) -> None:
    member = make_member(session)
    participant = make_participant(session, make_program(session), member=member)
    full = Profile(
        targeting="Data work in health",
        offers="Reading CVs",
        asks="Somebody at a hospital",
        school="Ghent",
        employer="City",
        field="Statistics",
        city="Bremen",
        link="https://example.org/me",
        works_from=time(8),
        works_until=time(16, 30),
    )
    profiles.write_profile(session, actor_of(member), full, now=now)
    assert profiles.own_profile(session, actor_of(member)) == full
    assert participant.last_active_at == now
    profiles.write_profile(session, actor_of(member), Profile(), now=now)
    assert profiles.own_profile(session, actor_of(member)) == Profile()


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        (Profile(targeting="x" * 301), "targeting"),
        (Profile(school="x" * 81), "school"),
        (Profile(link="javascript:alert(1)"), "link"),
        (Profile(link="https://"), "link"),
        (Profile(link="http://[half"), "link"),
        (Profile(link="https://a.example/<!channel>"), "link"),
        (Profile(works_from=time(17), works_until=time(9)), "works_until"),
    ],
)
def test_what_cannot_be_used_is_named_and_changes_nothing(
    session: Session, now: datetime, profile: Profile, field: str
) -> None:
    actor = actor_of(make_member(session, city="Bremen"))
    with pytest.raises(InvalidInputError) as caught:
        profiles.write_profile(session, actor, profile, now=now)
    assert caught.value.field == field
    assert profiles.own_profile(session, actor).city == "Bremen"
