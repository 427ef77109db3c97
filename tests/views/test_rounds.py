"""What a buddy group reads when it is introduced, and what somebody reads who has no buddy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from bot.domain.messages import Message
from bot.domain.pairing.plan import (
    CommonBuddies,
    CommonHours,
    LockedByOrganizer,
    MadeLarger,
    Mentoring,
    NeverPaired,
    OfferMeetsAsk,
    OtherCircle,
    PairedBefore,
    SameCity,
    SecondTry,
)
from bot.domain.rounds import (
    Buddy,
    Introduction,
    KeptByWish,
    Reason,
    Status,
    Unpaired,
    reasons_from_json,
    reasons_to_json,
)
from bot.domain.slots import Hours, common_slots
from bot.domain.states import WaitingWhy
from bot.views import rounds as views
from bot.views.rounds.reasons import because
from bot.views.rounds.starters import STARTERS, starter

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
Golden = Callable[[str, Message | dict[str, Any]], None]

ADA = Buddy(
    1,
    11,
    "U0ADA",
    Hours("Europe/Berlin"),
    targeting="a first role in data engineering, <!channel> & *anywhere*",
    offers="Python, reading a CV",
    asks="an introduction to somebody in health tech",
    link="https://example.org/ada",
    city="Berlin",
)
BEN = Buddy(2, 12, "U0BEN", Hours("America/New_York"), offers="health tech contacts", city="berlin")
CHI = Buddy(3, 13, "U0CHI", Hours("Asia/Tokyo"))
LOU = Buddy(6, 16, "U0LOU", Hours("America/Los_Angeles"))
DEE = Buddy(4, 14, "U0DEE", Hours("Asia/Tokyo", time(10), time(18)))


def introduction(*buddies: Buddy, reasons: tuple[Reason, ...] = (), fresh: bool = True) -> Introduction:
    return Introduction(
        group_id=5,
        program_id=1,
        program_name="Spring cohort",
        buddies=buddies,
        reasons=reasons,
        proposer_id=buddies[0].participant_id,
        slots=common_slots([buddy.hours for buddy in buddies], after=NOW),
        starter=3,
        ends_on=date(2026, 3, 15),
        fresh=fresh,
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "pair",
            introduction(
                ADA,
                BEN,
                reasons=(NeverPaired(), OtherCircle("school"), OfferMeetsAsk(1, 2, ("health", "tech")), CommonHours(6)),
            ),
        ),
        ("pair_with_empty_profiles", introduction(CHI, DEE)),
        ("trio_without_a_common_hour", introduction(ADA, CHI, LOU)),
        ("trio_far_apart", introduction(ADA, BEN, CHI, reasons=(NeverPaired(), MadeLarger()))),
        ("four_mid_round", introduction(ADA, BEN, CHI, DEE, reasons=(LockedByOrganizer(),), fresh=False)),
    ],
)
def test_an_introduction_reads_well(golden: Golden, name: str, said: Introduction) -> None:
    golden(f"rounds/introduction_{name}", views.introduction(said, now=NOW))


@pytest.mark.parametrize(("name", "met", "has_time"), [("met", True, False), ("has_time", False, True)])
def test_an_answered_introduction_keeps_who_and_why(golden: Golden, name: str, *, met: bool, has_time: bool) -> None:
    said = introduction(ADA, BEN, reasons=(NeverPaired(),))
    golden(f"rounds/answered_{name}", views.answered(said, Status(met=met, has_time=has_time)))


@pytest.mark.parametrize("why", list(WaitingWhy))
def test_who_has_no_buddy_is_told_why_and_when(golden: Golden, why: WaitingWhy) -> None:
    told = Unpaired(
        waiting_id=1,
        participant_id=1,
        member_id=11,
        slack_user_id="U0ADA",
        program_id=1,
        program_name="Spring cohort",
        round_id=3,
        why=why,
        is_matched_soon=why in (WaitingWhy.JOINED_LATE, WaitingWhy.REGROUPED),
        next_round_on=date(2026, 3, 16),
    )
    message = views.unpaired(told)
    golden(f"rounds/unpaired_{why}", message)
    for word in ("resting", "silent", "odd one", "left out", "excuse", "failed", "could not"):
        assert word not in str(message).lower()


ALL_REASONS: tuple[Reason, ...] = (
    NeverPaired(),
    PairedBefore((1, 2), 8),
    SecondTry((1, 2), 3),
    OtherCircle("school"),
    OtherCircle("employer"),
    SameCity("berlin"),
    OfferMeetsAsk(1, 2, ()),
    CommonHours(7),
    CommonBuddies((1, 2), 2),
    MadeLarger(),
    LockedByOrganizer(),
    Mentoring(1, (2, 3)),
    KeptByWish(),
)


@pytest.mark.parametrize("reason", ALL_REASONS, ids=lambda reason: type(reason).__name__)
def test_every_reason_has_words_and_survives_storing(reason: Reason) -> None:
    assert because([reason], [ADA, BEN, CHI])
    assert reasons_from_json(reasons_to_json([reason])) == (reason,)


def test_the_reasons_in_words(golden: Golden) -> None:
    golden("rounds/reasons", {"pair": because(ALL_REASONS, [ADA, BEN]), "trio": because(ALL_REASONS, [ADA, BEN, CHI])})


def test_a_reason_of_a_later_version_is_left_off() -> None:
    assert reasons_from_json([{"is": "SameShoeSize", "size": 42}]) == ()


def test_the_calendar_file_holds_each_time_once() -> None:
    said = introduction(ADA, BEN)
    (file,) = views.introduction(said, now=NOW).files
    events: list[Any] = Calendar.from_ical(file.content).walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == list(said.slots.starts)
    assert {event["dtend"].dt - event["dtstart"].dt for event in events} == {timedelta(minutes=30)}
    assert len({event["uid"] for event in events}) == 3


def test_there_is_no_calendar_file_without_a_time() -> None:
    assert views.introduction(introduction(ADA, CHI, LOU), now=NOW).files == ()


def test_starters_vary_and_are_stable() -> None:
    assert len(set(STARTERS)) == len(STARTERS) >= 30
    assert starter(3) == starter(3 + len(STARTERS))
