"""What a buddy group reads when it is introduced, and what somebody reads who has no buddy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

import pytest
from icalendar import Calendar

from bot.domain.messages import Message
from bot.domain.pair_lists import GroupState, ListedGroup, Preview, RoundPairs
from bot.domain.pairing import Change, Weighed
from bot.domain.pairing.plan import (
    CommonBuddies,
    CommonHours,
    FewHours,
    Help,
    HelpKind,
    LockedByOrganizer,
    MadeLarger,
    NeverPaired,
    OfferMeetsAsk,
    OtherCircle,
    PairedBefore,
    SameCity,
    SecondTry,
)
from bot.domain.rearranging import How, Weighing
from bot.domain.rounds import (
    Agreed,
    Buddy,
    Friday,
    Introduction,
    KeptByWish,
    MyBuddy,
    MyMeeting,
    Nudge,
    Question,
    Reason,
    Stalled,
    Status,
    Unpaired,
    WithoutBuddy,
    reasons_from_json,
    reasons_to_json,
)
from bot.domain.slots import Hours, common_slots
from bot.domain.states import MeetingAnswer, WaitingWhy
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services.rounds.pairs import A_PAGE
from bot.views import rounds as views
from bot.views.rounds import concerns, meetings
from bot.views.rounds import pairs as pair_views
from bot.views.rounds import preview as preview_views
from bot.views.rounds.costs import costs, difference, fits
from bot.views.rounds.my_meetings import hard_week_blocks, meeting_blocks
from bot.views.rounds.reasons import because, why
from bot.views.rounds.starters import STARTERS, starter
from tests.views.limits import check_limits

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
                reasons=(NeverPaired(), OtherCircle("school"), OfferMeetsAsk(1, 2), CommonHours(6)),
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
        is_matched_soon=why in (WaitingWhy.JOINED_LATE, WaitingWhy.CAME_BACK, WaitingWhy.REGROUPED),
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
    OfferMeetsAsk(1, 2),
    CommonHours(7),
    FewHours(1),
    FewHours(0),
    CommonBuddies((1, 2), 2),
    MadeLarger(),
    LockedByOrganizer(),
    KeptByWish(),
)


@pytest.mark.parametrize("reason", ALL_REASONS, ids=lambda reason: type(reason).__name__)
def test_every_reason_has_words_and_survives_storing(reason: Reason) -> None:
    assert because([reason], [ADA, BEN, CHI])
    assert reasons_from_json(reasons_to_json([reason])) == (reason,)


def test_people_of_other_worlds_and_old_buddies_read_why() -> None:
    worlds = tuple(map(OtherCircle, ("school", "employer", "field", "city")))
    assert why([*worlds, PairedBefore((1, 2), 1)], [ADA, BEN]).splitlines() == [
        "• You were buddies last round too. Nobody new was free for you this time.",
        "• Your worlds hardly overlap: school, work, field, city. New leads tend to come from there.",
    ]


def test_who_met_in_another_program_reads_that_they_were_introduced_and_not_where() -> None:
    assert because([PairedBefore((1, 2), 1, elsewhere=True)], [ADA, BEN]) == [
        "you have been introduced to each other before"
    ]
    assert because([PairedBefore((1, 2), 1, elsewhere=True)], [ADA, BEN, CHI]) == [
        "<@U0ADA> and <@U0BEN> have been introduced to each other before"
    ]


def test_what_is_true_of_each_pair_of_three_is_said_once() -> None:
    pairs = ((1, 2), (1, 3), (2, 3))
    three = [ADA, BEN, CHI]
    assert because([PairedBefore(pair, 1) for pair in pairs], three) == ["you were buddies last round too"]
    assert because([SecondTry(pair, 2) for pair in pairs], three) == ["you have another chance to meet"]
    common = because([CommonBuddies(pair, 1) for pair in pairs], three)
    assert common == ["each two of you have had one buddy in common"]
    others = because([CommonBuddies(pair, 1) for pair in pairs], three, of_others=True)
    assert others == ["each two of them have had one buddy in common"]
    assert len(because([PairedBefore(pair, ago) for ago, pair in enumerate(pairs, 1)], three)) == 3


def test_a_group_that_somebody_chose_is_not_told_that_nobody_new_was_free() -> None:
    assert why([LockedByOrganizer(), PairedBefore((1, 2), 1)], [ADA, BEN]).splitlines() == [
        "• You were buddies last round too.",
        "• An organizer of the program thought of the two of you.",
    ]


def test_the_reasons_in_words(golden: Golden) -> None:
    golden("rounds/reasons", {"pair": because(ALL_REASONS, [ADA, BEN]), "trio": because(ALL_REASONS, [ADA, BEN, CHI])})


def test_only_the_group_itself_reads_what_its_people_offer() -> None:
    reason = OfferMeetsAsk(asker=1, helper=2)
    assert because([reason], [ADA, BEN], of_others=True) == ["<@U0BEN> offers something near what <@U0ADA> asks for"]
    changed = replace(BEN, offers="soup")
    assert because([reason], [ADA, changed]) == ["<@U0BEN> offers something near what <@U0ADA> asks for"]
    several = replace(BEN, offers="soup\nhealth tech contacts")
    assert "“health tech contacts”" in because([reason], [ADA, several])[0]


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


def my_buddy(**values: Any) -> MyBuddy:
    return MyBuddy(
        **{"program_id": 1, "program_name": "Spring cohort", "mine_id": 1, "zone": "Europe/Berlin", **values}
    )


SAID = introduction(ADA, BEN, reasons=(NeverPaired(), OtherCircle("school")))
UNPAIRED = Unpaired(
    waiting_id=1,
    participant_id=1,
    member_id=11,
    slack_user_id="U0ADA",
    program_id=1,
    program_name="Spring cohort",
    round_id=3,
    why=WaitingWhy.REGROUPED,
    is_matched_soon=True,
    next_round_on=date(2026, 3, 16),
)


@pytest.mark.parametrize(
    ("name", "mine"),
    [
        ("group", [my_buddy(introduction=SAID, status=Status(met=False, has_time=False), can_change=True)]),
        ("met", [my_buddy(introduction=SAID, status=Status(met=True, has_time=True), can_change=True)]),
        ("to_be_introduced", [my_buddy(introduce_at=NOW)]),
        ("waiting", [my_buddy(unpaired=UNPAIRED)]),
        (
            "two_programs",
            [
                my_buddy(next_round_on=date(2026, 3, 16)),
                my_buddy(program_id=2, program_name="Alumni", unpaired=UNPAIRED),
            ],
        ),
    ],
)
def test_my_buddy_in_app_home(golden: Golden, name: str, mine: list[MyBuddy]) -> None:
    golden(f"rounds/home_{name}", {"blocks": views.home_blocks(mine)})


def test_who_is_in_no_program_has_no_part_in_home_and_is_told_so(golden: Golden) -> None:
    assert views.home_blocks([]) == []
    golden("rounds/buddy_none", views.buddy([]))


WEEK_MESSAGE = WeekMessage(WeekMessageKind.CHECKIN, date(2026, 3, 13))
AGREED = Agreed(9, datetime(2026, 3, 12, 14, tzinfo=UTC), NOW, "Café <!here> *Nero*", changes=1, set_by="U0BEN")
MINE = MyMeeting(5, ("U0BEN",), AGREED.starts_at, AGREED.place, NOW, "Europe/Berlin")
WITH_TIME = replace(introduction(ADA, BEN), agreed=AGREED)


def test_the_group_reads_a_time_by_each_ones_clock_and_gets_it_as_a_file(golden: Golden) -> None:
    told = meetings.time_set(WITH_TIME, AGREED, was_set=False, now=NOW)
    golden("rounds/time_set", told)
    golden("rounds/time_moved", meetings.time_set(WITH_TIME, AGREED, was_set=True, now=NOW))
    golden("rounds/time_called_off", meetings.called_off(introduction(ADA, BEN), "U0ADA"))
    (file,) = told.files
    (event,) = cast("list[Any]", Calendar.from_ical(file.content).walk("VEVENT"))
    assert (event["uid"], event["sequence"]) == ("meeting-9@kith", 1)
    assert (event["dtstart"].dt, str(event["location"])) == (AGREED.starts_at, AGREED.place)


def test_the_introduction_shows_the_time_until_they_met_and_the_next_one_then(golden: Golden) -> None:
    golden("rounds/answered_agreed", views.standing(WITH_TIME, Status(met=False, has_time=True), now=NOW))
    assert "You meet again" in str(views.standing(WITH_TIME, Status(met=True, has_time=True), now=NOW).blocks)


def test_the_form_asks_by_the_clock_of_whoever_opened_it(golden: Golden) -> None:
    golden("rounds/time_form", meetings.time_form(WITH_TIME, zone="Europe/Berlin", now=NOW, metadata="5"))
    empty = meetings.time_form(introduction(ADA, CHI, LOU), zone="Asia/Tokyo", now=NOW, metadata="5")
    assert "initial_time" not in str(empty)


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 3, 11), "You have a time with <@U0BEN>: Thursday 12 March, 15:00"),
        (date(2026, 3, 12), "You have a time with <@U0BEN>: today, 15:00"),
        (date(2026, 3, 13), "You had a time with <@U0BEN>: Thursday 12 March, 15:00"),
    ],
)
def test_a_time_reads_as_the_day_has_it(on: date, words: str) -> None:
    shown = str(meeting_blocks(MINE, WeekMessage(WeekMessageKind.TODAY, on)))
    assert words in shown
    assert ("We met" in shown) == (on >= MINE.on)


def test_a_hard_week_asks_what_to_do_about_an_agreed_time(golden: Golden) -> None:
    week_message = WeekMessage(WeekMessageKind.HARD_WEEK, date(2026, 3, 11))
    golden("rounds/hard_week_meeting", {"blocks": hard_week_blocks(MINE, week_message)})


SECOND = Friday(1, date(2026, 3, 16), is_last_week=True, group_id=6, buddies=("U0CLEO",))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("in_the_middle", {}),
        ("not_yet", {"answer": MeetingAnswer.NOT_YET}),
        ("has_time", {"status": Status(met=False, has_time=True)}),
        ("agreed_before", {"status": Status(met=False, has_time=True), "agreed": MINE}),
        ("met", {"status": Status(met=True, has_time=False)}),
        ("two_buddies", {"is_last_week": True, "second": SECOND}),
        ("last_week", {"is_last_week": True}),
        ("last_week_wishes", {"is_last_week": True, "keep": True, "skips_next": True}),
        ("last_week_every_second_round", {"is_last_week": True, "own_round_on": date(2026, 3, 30)}),
        ("last_week_without_a_buddy", {"is_last_week": True, "group_id": None, "buddies": ()}),
        ("last_week_of_a_program", {"is_last_week": True, "over_on": date(2026, 3, 15)}),
    ],
)
def test_friday_asks_about_the_buddy(golden: Golden, name: str, values: dict[str, Any]) -> None:
    asked = Friday(
        **{
            "program_id": 1,
            "group_id": 5,
            "buddies": ("U0BEN",),
            "status": Status(met=False, has_time=False),
            "answer": None,
            "is_last_week": False,
            "keep": None,
            "skips_next": False,
            "next_round_on": date(2026, 3, 16),
            **values,
        }
    )
    golden(f"rounds/friday_{name}", {"blocks": views.friday_extras([asked], WEEK_MESSAGE)[1]})


STALLED = Stalled(1, "Spring cohort", 5, ("U0BEN",))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nudge", views.nudge(Nudge(11, "U0ADA", date(2026, 3, 5)))),
        ("nudge_waits", views.nudge(Nudge(11, "U0ADA", date(2026, 3, 5), (STALLED,)))),
        ("question", views.question(Question(1, 11, "U0ADA", 1, "Spring cohort"))),
        ("not_yet", views.not_yet(SAID)),
        ("wont_happen", views.wont_happen(SAID, can_change=True)),
        ("wont_happen_late", views.wont_happen(SAID, can_change=False)),
        ("changing", views.changing(UNPAIRED)),
        ("joined", views.joined()),
        (
            "concern_told",
            concerns.concern_told(
                concerns.Tie.BUDDIES, "Spring cohort", "U0ADA", ["U0BEN"], "He <!here> *would not* stop"
            ),
        ),
        (
            "concern_told_without_words",
            concerns.concern_told(concerns.Tie.BUDDIES, "Spring cohort", "U0ADA", ["U0BEN", "U0CHI"], " "),
        ),
        (
            "mentor_concern_told",
            concerns.concern_told(concerns.Tie.MENTOR_PAIR, "Spring cohort", "U0ADA", ["U0BEN"], "He left"),
        ),
        ("note", views.note_to_organizers("Spring cohort", "U0ADA", "We <!here> *disagree*")),
    ],
)
def test_what_one_person_is_told_alone(golden: Golden, name: str, message: Message) -> None:
    golden(f"rounds/{name}", message)


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("change_form", views.change_form(SAID, mine_id=1)),
        ("changed", views.changed(UNPAIRED)),
        ("concern_form", concerns.concern_form(concerns.Tie.BUDDIES, 5, "Spring cohort", ["U0BEN"])),
        ("concern_done", concerns.concern_done(concerns.Tie.BUDDIES, told=None, unpaired=UNPAIRED)),
        ("concern_done_and_told", concerns.concern_done(concerns.Tie.BUDDIES, told=["UOLGA", "UROOT"], unpaired=None)),
        ("concern_done_and_nobody_told", concerns.concern_done(concerns.Tie.BUDDIES, told=[], unpaired=UNPAIRED)),
        ("mentor_concern_form", concerns.concern_form(concerns.Tie.MENTOR_PAIR, 5, "Spring cohort", ["U0BEN"])),
        ("mentor_concern_done", concerns.concern_done(concerns.Tie.MENTOR_PAIR, told=["UOLGA"], unpaired=None)),
        ("do_not_pair_form", views.do_not_pair_form(["U0BEN"])),
        ("do_not_pair_form_empty", views.do_not_pair_form([])),
    ],
)
def test_forms_about_buddies(golden: Golden, name: str, view: dict[str, Any]) -> None:
    golden(f"rounds/{name}", view)


def test_the_next_round_as_organizers_see_it(golden: Golden) -> None:
    said = Preview(
        round_id=3,
        program_id=1,
        program_name="Spring cohort",
        zone="Europe/Berlin",
        starts_at=NOW,
        groups=(
            ListedGroup(5, (ADA, BEN), (NeverPaired(), OtherCircle("school")), is_locked=False),
            ListedGroup(
                6, (CHI, DEE), (LockedByOrganizer(),), is_locked=True, fit=62, why="Both want *law*", why_by="Olga"
            ),
        ),
        unpaired=(
            WithoutBuddy(
                "U0LOU",
                WaitingWhy.NO_COMMON_HOURS,
                (Help(HelpKind.WIDEN_HOURS, 3), Help(HelpKind.LOWER_MINIMUM_HOURS, 1)),
            ),
            WithoutBuddy("U0NIA", WaitingWhy.KEPT_APART, (Help(HelpKind.REVIEW_KEPT_APART),)),
            WithoutBuddy("U0OLE", WaitingWhy.PARTNERS_TAKEN, (Help(HelpKind.NEXT_ROUND),)),
        ),
    )
    golden("rounds/preview", preview_views.preview(said))
    golden("rounds/move_form", preview_views.move_form(said, "http://127.0.0.1/response"))
    chosen = (How.JOIN, "U0ADA", "U0CHI")
    golden("rounds/move_form_costs", preview_views.move_form(said, "http://127.0.0.1/response", chosen, WEIGHING))


NAMES = {1: "Ada", 2: "Ben", 3: "Chi", 4: "Dee"}
WEIGHED = Weighed(
    change=Change(((1, 2), (3, 4)), ((1, 3, 4, 5),), (2,)),
    repeats=(PairedBefore((1, 3), 2), SecondTry((1, 4), 1), PairedBefore((3, 5), 1, elsewhere=True)),
    sizes=(4,),
    reasons=((PairedBefore((1, 3), 2),),),
    fits=(41,),
    fit_before=60,
    fit_after=41,
)
WEIGHING = Weighing(WEIGHED, NAMES, number=5, group_size=2, kept=((1, 2),))


def test_what_a_move_costs_is_said_in_words() -> None:
    assert costs(WEIGHING) == [
        "Ada and Chi were introduced in round 3.",
        "Ada and Dee were introduced in round 4, and did not get to meet.",
        "Chi and Somebody have been introduced to each other before.",
        "Ada and Ben asked to go on together.",
        "A group of four: groups here have two.",
        "Ben would have no buddy in this round.",
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (60, 41, "The groups fit clearly less well (41 of 100; before, 60)."),
        (50, 56, "The groups fit a little better (56 of 100; before, 50)."),
        (50, 48, "The groups fit about as well (48 of 100; before, 50)."),
        (None, 48, ""),
    ],
)
def test_how_well_groups_fit_afterwards_is_said_beside_before(before: int | None, after: int, said: str) -> None:
    assert difference(before, after) == said


def test_how_well_a_group_fits_is_said_in_words() -> None:
    assert [fits(one) for one in (72, 40, 9)] == [
        "Fits well (72 of 100)",
        "Fits (40 of 100)",
        "Fits a little (9 of 100)",
    ]


def a_group(state: GroupState, *users: str, introduce_at: datetime | None = None) -> ListedGroup:
    buddies = tuple(replace(ADA, slack_user_id=user) for user in users)
    return ListedGroup(1, buddies, (), state, introduce_at=introduce_at)


LIST = RoundPairs(
    round_id=3,
    program_name="Spring <!here>",
    zone="Europe/Berlin",
    number=2,
    groups=(
        a_group(GroupState.MET, "U0ADA", "U0BEN"),
        a_group(GroupState.HAS_TIME, "U0CHI", "U0DEE", "U0EVE"),
        a_group(GroupState.NOT_MET, "U0FAY", "U0GUS"),
        a_group(GroupState.COMING, "U0HAL", "U0INA", introduce_at=NOW),
        a_group(GroupState.CHANGED, "U0JON", "U0KAI"),
    ),
    count=5,
    page=0,
    pages=1,
    unpaired=(WithoutBuddy("U0LOU", WaitingWhy.CAME_BACK),),
)


def test_who_is_with_whom_once_the_round_began(golden: Golden) -> None:
    golden("rounds/pairs_begun", pair_views.begun(LIST))
    golden("rounds/pairs_sent", pair_views.begun(replace(LIST, unpaired=()), was_sent=True))
    golden("rounds/pairs_screen", pair_views.screen(LIST))
    golden("rounds/pairs_second_page", pair_views.screen(replace(LIST, page=1, pages=3, count=90)))
    golden("rounds/pairs_of_a_past_round", pair_views.screen(replace(LIST, earlier=(2, 1), later=(4, 3))))
    assert "no group: nobody could be matched." in pair_views.begun(replace(LIST, groups=(), count=0)).text


def test_a_page_of_the_list_fits_wherever_it_is_shown() -> None:
    group = a_group(GroupState.COMING, *(f"U012345678{number}" for number in range(4)), introduce_at=NOW)
    help_ = (Help(HelpKind.WIDEN_HOURS, 5), Help(HelpKind.LOWER_MINIMUM_HOURS, 3))
    unpaired = (WithoutBuddy("U0123456789", WaitingWhy.NO_COMMON_HOURS, help_),) * 90
    full = replace(LIST, groups=(group,) * A_PAGE, count=5_000, page=2, pages=125, unpaired=unpaired)
    check_limits(pair_views.begun(full))
    check_limits(pair_views.screen(full))


def test_a_long_proposal_has_pages_with_every_group_once_and_its_buttons_on_each(golden: Golden) -> None:
    people = tuple(replace(ADA, slack_user_id=f"U012345678{number}") for number in range(4))
    reasons = (NeverPaired(), OtherCircle("school"), OtherCircle("employer"), OtherCircle("field"))
    groups = tuple(
        ListedGroup(100_000 + number, people, reasons, is_locked=False, fit=62, why="x" * 200, why_by="y" * 60)
        for number in range(45)
    )
    long = Preview(3, 1, "Spring", "UTC", NOW, groups, LIST.unpaired * 13)
    pages = [preview_views.preview(long, page) for page in range(3)]
    seen = [
        int(block["accessory"]["value"])
        for page in pages
        for block in page.blocks
        if block.get("accessory", {}).get("action_id") == preview_views.LOCK
    ]
    assert seen == [group.group_id for group in groups]
    for page in pages:
        assert all(key in str(page) for key in (preview_views.SEND_NOW, preview_views.MOVE, pair_views.PAIRS))
        check_limits(page)
        check_limits(preview_views.screen(page))
    assert preview_views.page_of(long, groups[44].group_id) == 2
    assert preview_views.preview(long, 9) == pages[2]
    assert preview_views.PAGE_BEFORE not in str(pages[0])
    assert preview_views.NEXT_PAGE not in str(pages[2])
    golden("rounds/preview_of_many", preview_views.preview(replace(long, groups=groups[:22], unpaired=()), 1))


def test_who_has_no_buddy_is_listed_elsewhere_where_they_are_many() -> None:
    few = Preview(3, 1, "Spring", "UTC", NOW, (), LIST.unpaired)
    assert pair_views.PAIRS not in str(preview_views.preview(few))
    assert pair_views.PAIRS in str(preview_views.preview(replace(few, unpaired=LIST.unpaired * 13)))


def test_a_round_without_any_group_says_so() -> None:
    said = Preview(3, 1, "Spring cohort", "UTC", NOW, groups=(), unpaired=())
    assert "No group can be made" in str(preview_views.preview(said).blocks)


def test_a_preview_of_hundreds_of_groups_fits_into_a_message() -> None:
    groups = tuple(ListedGroup(number, (ADA, BEN), ALL_REASONS, is_locked=False) for number in range(300))
    help_ = (Help(HelpKind.WIDEN_HOURS, 5), Help(HelpKind.LOWER_MINIMUM_HOURS, 3))
    unpaired = (WithoutBuddy("U0123456789", WaitingWhy.NO_COMMON_HOURS, help_),) * 90
    message = preview_views.preview(Preview(3, 1, "x" * 200, "UTC", NOW, groups, unpaired))
    check_limits(message)
    assert "and 78 more" in str(message.blocks)
    assert len(message.blocks) <= 50
    assert message.blocks[-1]["type"] == "actions"
