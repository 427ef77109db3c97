"""Each member writes their own profile; all of it is optional."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Participant
from bot.domain.errors import InvalidInputError
from bot.domain.profiles import Profile
from bot.services import profiles
from bot.services.rounds.introductions import buddies_of
from tests.factories import actor_of, make_group, make_member, make_participant, make_program, make_round


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


def test_what_somebody_is_targeting_can_be_kept_to_one_of_their_programs(session: Session, now: datetime) -> None:
    seekers, alumni, other = (make_program(session) for _ in range(3))
    member = make_member(session)
    for program in (seekers, alumni):
        make_participant(session, program, member=member)
    kept = Profile(targeting="A new job", asks="A lab", targeting_kept=True, targeting_program_id=seekers.id)
    profiles.write_profile(session, actor_of(member), kept, now=now)
    for program, shown in ((seekers, "A new job"), (alumni, "")):
        place = session.scalars(select(Participant).where(Participant.program_id == program.id)).one()
        group = make_group(session, make_round(session, program), place, make_participant(session, program))
        (told,) = (one for one in buddies_of(session, group.id) if one.member_id == member.id)
        assert (told.targeting, told.asks) == (shown, "A lab")
    assert kept.shown_in(other.id).targeting == ""  # nor in one that they join later


def test_it_widens_to_nobody_when_that_program_is_gone(session: Session, now: datetime) -> None:
    program, other = make_program(session), make_program(session)
    member = make_member(session)
    make_participant(session, program, member=member)
    kept = Profile(targeting="A new job", targeting_kept=True, targeting_program_id=program.id)
    profiles.write_profile(session, actor_of(member), kept, now=now)
    session.delete(program)
    session.flush()
    session.refresh(member)
    profile = profiles.own_profile(session, actor_of(member))
    assert profile.targeting_program_id is None
    assert profile.shown_in(other.id).targeting == ""


def test_it_is_kept_to_no_program_that_they_are_not_in(session: Session, now: datetime) -> None:
    member, program = make_member(session), make_program(session)
    kept = Profile(targeting_kept=True, targeting_program_id=program.id)
    with pytest.raises(InvalidInputError) as caught:
        profiles.write_profile(session, actor_of(member), kept, now=now)
    assert caught.value.field == "targeting_in"
