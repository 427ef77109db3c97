"""What people read of programs and of their place in them. Read the golden files aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from slack_sdk.models.views import View

from bot.domain.admins import OverseenProgram, Overview
from bot.domain.calendar import DEFAULT_MOMENTS, Rhythm
from bot.domain.council_settings import CouncilSettings, CouncilState
from bot.domain.errors import KithError, LastOrganizerError
from bot.domain.holidays import offered
from bot.domain.mentor_figures import figures
from bot.domain.messages import Message
from bot.domain.own_texts import OwnTexts
from bot.domain.pairing import CircleCost, HoursCost
from bot.domain.pairing.plan import Help, HelpKind
from bot.domain.participants import MyProgram, NotPaired, Place, RoleChoice
from bot.domain.presets import OfferWeeks
from bot.domain.profiles import Profile
from bot.domain.programs import (
    MOST_ACTIVITIES,
    Basics,
    Break,
    CatalogueActivity,
    CatalogueGoal,
    Ending,
    MentorList,
    MentorRoom,
    Mentors,
    ProgramNews,
    ProgramSettings,
    StopReason,
)
from bot.domain.rounds import WithoutBuddy
from bot.domain.states import Joining, OddOne, ParticipantState, ProgramState, Starters, WaitingWhy
from bot.views import (
    admins,
    announcements,
    errors,
    mentoring,
    own_texts,
    participant_notices,
    participants,
    participants_home,
    privacy,
    profiles,
    program_basics,
    program_forms,
    program_settings,
    programs,
)
from bot.views.form_again import changed_meanwhile

Golden = Callable[[str, Message | dict[str, Any]], None]

OWN = OwnTexts(announcement="Come along.", prompt_line="What will you try?", starters="Why?\nHow?")
NEWS = ProgramNews(7, "Spring cohort", "C1", 2, 2, date(2026, 3, 9))
PLACE = Place(NEWS, 3, ParticipantState.ACTIVE, None, skips_next=False, was_in=False, round_runs=False)
MINE = MyProgram(
    7,
    "Spring cohort",
    "C1",
    "Europe/Berlin",
    ProgramState.RUNNING,
    3,
    ParticipantState.ACTIVE,
    None,
    skips_next=False,
    name_in_public=False,
    is_organizer=False,
)
BASICS = Basics(
    "Spring cohort",
    "Europe/Berlin",
    date(2026, 3, 9),
    2,
    2,
    OddOne.TRIO,
    in_person=False,
    weights="balanced",
    min_common_half_hours=4,
    preview_hours=0,
)
SETTINGS = ProgramSettings(
    program_id=7,
    slack_channel_id="C1",
    state=ProgramState.RUNNING,
    state_reason="",
    has_had_rounds=False,
    basics=BASICS,
    rhythm=Rhythm(DEFAULT_MOMENTS),
    breaks=(Break(date(2026, 12, 24), date(2027, 1, 2)), Break(date(2027, 5, 1), date(2027, 5, 1))),
    joining=Joining.BY_CHOICE,
    pairs_guests=False,
    activities=(CatalogueActivity(1, "Coffee chat"), CatalogueActivity(2, "Event")),
    goals=(
        CatalogueGoal(1, "Coffee chat", 2, OfferWeeks()),
        CatalogueGoal(2, "Event", 1, OfferWeeks(round_week=2, every_rounds=2)),
    ),
    organizers=("UANA",),
    digest_channel_id=None,
)
HOLIDAYS = replace(
    SETTINGS,
    holiday_country="DE",
    holiday_region="BY",
    holidays=offered("DE", "BY", today=date(2026, 11, 30)),
    breaks=(Break(date(2026, 12, 24), date(2027, 1, 2)), Break(date(2027, 1, 6), date(2027, 1, 6))),
)
WILD = "<!channel> *& <@U1> `x`\n" + "שלום 👩‍🎓 " * 40


def as_message(blocks: Any) -> Message:
    return Message(text="", blocks=tuple(blocks))


MENTEE, MENTOR = RoleChoice(is_mentor=False, capacity=1), RoleChoice(is_mentor=True, capacity=2)
TWO_RUN = figures([(False, True), (False, False), (True, True)])
MENTOR_NEWS = replace(NEWS, has_mentors=True)
EVERYONE = replace(NEWS, joining=Joining.EVERYONE)
OF_COUNCILS = replace(
    NEWS, buddy_rounds=False, councils=CouncilState(CouncilSettings(date(2026, 3, 16), with_rounds=False))
)

MESSAGES: dict[str, Message | dict[str, Any]] = {
    "participants/join_has_mentors": participants.join_form(MENTOR_NEWS, name_in_public=False, mentoring=MENTEE),
    "participants/role": mentoring.role_form(replace(MINE, mentoring=MENTOR)),
    "participants/home_mentor": as_message(participants_home.home_blocks([replace(MINE, mentoring=MENTOR)])),
    "participants/landed_mentor": participants.changed(replace(PLACE, state=ParticipantState.LANDED, mentoring=MENTOR)),
    "programs/setup": programs.setup(slack_channel_id="C1"),
    "programs/setup_from_home": programs.setup(slack_channel_id=""),
    "programs/started": programs.started(NEWS),
    "programs/announcement": announcements.announcement(NEWS, announcements.usual(NEWS)),
    "programs/announcement_to_everyone": announcements.announcement(EVERYONE, announcements.usual(EVERYONE)),
    "programs/review": announcements.review(replace(NEWS, channel_people=24), remembers="C1 job_seekers"),
    "programs/review_of_councils": announcements.review(OF_COUNCILS, remembers="C1 councils"),
    "programs/invitation_again_to_councils": announcements.invitation_again(
        OF_COUNCILS, announcements.usual(OF_COUNCILS)
    ),
    "programs/paused_with_councils": programs.paused(OF_COUNCILS),
    "programs/invite_again": announcements.invite_form(replace(NEWS, channel_people=24)),
    "programs/invitation_again": announcements.invitation_again(NEWS, announcements.usual(NEWS)),
    "programs/few_joined": announcements.few_joined(NEWS, ["UANA", "UBEN"]),
    "programs/named_viewer": programs.named_viewer(NEWS, by="UANA"),
    "programs/holidays_form": program_forms.breaks(HOLIDAYS),
    "programs/holidays_in_settings": program_settings.menu(HOLIDAYS),
    "programs/viewers_in_settings": program_settings.menu(replace(SETTINGS, viewers=("UVERA", "UBEN"))),
    "programs/viewers_form": program_forms.organizers(replace(SETTINGS, viewers=("UVERA",))),
    "programs/open_to_everyone": programs.open_to_everyone(NEWS),
    "programs/paused": programs.paused(NEWS),
    "programs/resumed": programs.resumed(NEWS),
    "programs/ended": programs.ended(NEWS),
    "programs/farewell": programs.farewell(NEWS, ""),
    "programs/farewell_in_own_words": programs.farewell(NEWS, "See you in May!"),
    "programs/own_texts": own_texts.form(replace(SETTINGS, texts=OWN)),
    "programs/joined_own_words": participants.joined(
        replace(PLACE, program=replace(NEWS, welcome_word="Hello!\nTea?"))
    ),
    "programs/ending": program_forms.ending(replace(SETTINGS, ending=Ending(last_round=6, word="See you!"))),
    "programs/resumed_in_the_last_round": programs.resumed(replace(NEWS, over_on=date(2026, 3, 22))),
    "participants/joined_in_the_last_round": participants.joined(
        replace(PLACE, round_runs=True, program=replace(NEWS, over_on=date(2026, 3, 22)))
    ),
    "programs/lost": programs.channel_lost(NEWS, StopReason.BOT_REMOVED),
    "programs/renamed": programs.channel_renamed(NEWS),
    "programs/organizer": programs.named_organizer(NEWS, by="UANA"),
    "programs/organizer_with_a_digest_channel": programs.named_organizer(NEWS, by="UANA", digest_channel_id="C9"),
    "programs/invitation": programs.invitation(NEWS),
    "programs/settings": program_settings.menu(SETTINGS),
    "programs/settings_of_mentors": program_settings.menu(
        replace(SETTINGS, basics=replace(BASICS, has_mentors=True), mentors=Mentors(4, 7))
    ),
    "programs/settings_without_mentors": program_settings.menu(
        replace(SETTINGS, basics=replace(BASICS, has_mentors=True), mentors=Mentors())
    ),
    "mentoring/mentors": mentoring.mentors(
        MentorList(
            MENTOR_NEWS,
            (MentorRoom("UANA", 1, 3), MentorRoom("UBEN", 1, 1)),
            ("UCHO",),
            TWO_RUN,
        )
    ),
    "mentoring/no_mentors_yet": mentoring.mentors(MentorList(MENTOR_NEWS, (), ())),
    "mentoring/invite": mentoring.invite_form(7),
    "mentoring/invited": mentoring.invited(["UANA"], ["UEVE"]),
    "mentoring/nobody_new": mentoring.invited([], ["UEVE"]),
    "mentoring/question": mentoring.question(MENTOR_NEWS, by="UANA"),
    "mentoring/accepted": mentoring.accepted(MENTOR_NEWS),
    "mentoring/declined": mentoring.declined(),
    "programs/home": program_settings.choose([SETTINGS]),
    "participants/join": participants.join_form(NEWS, name_in_public=False),
    "participants/joined": participants.joined(PLACE),
    "participants/joined_late": participants.joined(replace(PLACE, round_runs=True)),
    "participants/welcome": participant_notices.welcome(NEWS),
    "participants/pause_over_outside": participant_notices.pause_over(NEWS, "", why=NotPaired.LEFT_CHANNEL),
    "participants/pause_over_skipping": participant_notices.pause_over(NEWS, "", why=NotPaired.SKIPS),
    "participants/pause_over": participant_notices.pause_over(
        NEWS, "Your next buddy comes with the round that starts on Monday 16 March."
    ),
    "participants/left_channel": participant_notices.left_channel(NEWS),
    "participants/pause": participants.pause_form([MINE], chosen=7, first_day=date(2026, 3, 16)),
    "participants/home": as_message(participants_home.home_blocks([MINE])),
    "privacy/home": as_message(privacy.home_blocks()),
    "privacy/erase": privacy.erase_form(),
    "programs/circle_rule": program_basics.basics(
        replace(SETTINGS, basics=replace(BASICS, circle_rule="within:school")),
        circles={"within:school": CircleCost(24, 3, 4), "across:school": CircleCost(24, 0, 4)},
    ),
    "programs/circle_warning": program_basics.circle_warning(
        [
            WithoutBuddy("U1", WaitingWhy.OUT_OF_CIRCLE, (Help(HelpKind.MORE_OF_THEIR_CIRCLE, circle="school"),)),
            WithoutBuddy("U2", WaitingWhy.OUT_OF_CIRCLE, (Help(HelpKind.TELL_CIRCLE, circle="city"),)),
            WithoutBuddy("U3", WaitingWhy.OUT_OF_CIRCLE, (Help(HelpKind.MORE_OF_OTHER_CIRCLES, circle="employer"),)),
        ]
    ),
    "programs/circle_rule_in_settings": program_settings.menu(
        replace(SETTINGS, basics=replace(BASICS, circle_rule="across:employer"))
    ),
    "profiles/empty": profiles.form(Profile(), zone="Europe/Berlin"),
    "profiles/whole": profiles.form(Profile(), zone="Europe/Berlin", is_whole=True),
    "profiles/in_two_programs": profiles.form(
        Profile(targeting="Data", targeting_kept=True, targeting_program_id=8),
        zone="Europe/Berlin",
        programs=[MINE, replace(MINE, program_id=8, name="Alumni")],
    ),
    "profiles/kept_to_a_program_that_is_gone": profiles.form(
        Profile(targeting="Data", targeting_kept=True), zone="Europe/Berlin", programs=[MINE]
    ),
    "profiles/home_empty": as_message(profiles.home_blocks(Profile())),
    "profiles/home": as_message(profiles.home_blocks(Profile(targeting="Data", asks="A lab", city="Bremen"))),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_the_words(golden: Golden, name: str) -> None:
    golden(name, MESSAGES[name])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": ParticipantState.LEFT}, "You have left Spring cohort"),
        ({"state": ParticipantState.PAUSED, "paused_until_on": date(2026, 4, 1)}, "until Wednesday 1 April"),
        ({"state": ParticipantState.LANDED}, "It is saved"),
        ({"state": ParticipantState.RESTING}, "is all it takes"),
        ({"skips_next": True}, "sit out the next round"),
        ({}, "The next round starts on Monday 9 March"),
    ],
)
def test_how_things_stand_after_a_step(change: dict[str, Any], words: str) -> None:
    assert words in participants.changed(replace(PLACE, **change)).text


FORMS = (
    program_settings.menu,
    program_basics.basics,
    program_forms.rhythm,
    program_forms.breaks,
    program_forms.joining,
    program_forms.activities,
    program_forms.goals,
    program_forms.organizers,
    program_forms.copy,
    program_forms.conduct_form,
    program_forms.ending,
)


def _ends(shown: dict[str, Any]) -> list[str]:
    """What may be chosen as a program's end."""
    field = next(block for block in shown["blocks"] if block.get("block_id") == "ends")
    return [one["value"] for one in field["element"]["options"]]


def test_no_number_of_rounds_ends_a_program_of_councils_alone() -> None:
    councils = replace(SETTINGS, councils=CouncilState(CouncilSettings(date(2026, 3, 16), with_rounds=False)))
    assert _ends(program_forms.ending(councils)) == ["open", "day"]
    assert _ends(announcements.review(OF_COUNCILS, remembers="C1 councils")) == ["open", "day"]
    assert "round" not in str(program_forms.ending(councils)["blocks"])
    assert program_settings.parts(councils)[0][1].startswith("No buddy rounds: people meet in councils")
    assert _ends(program_forms.ending(SETTINGS))[:3] == ["open", "day", "1"]


def test_a_number_of_rounds_that_was_chosen_before_is_still_shown() -> None:
    councils = CouncilState(CouncilSettings(date(2026, 3, 16), with_rounds=False))
    shown = program_forms.ending(replace(SETTINGS, councils=councils, ending=Ending(last_round=4)))
    assert _ends(shown) == ["open", "day", "4"]


def test_nobody_reads_that_an_organizer_paused_a_program_that_has_ended() -> None:
    ended = replace(SETTINGS, state=ProgramState.ENDED, state_reason=StopReason.BY_ORGANIZER)
    assert program_settings.menu(ended)["blocks"][1]["elements"][0]["text"].startswith("It has ended")


def test_the_list_of_somebody_who_organizes_many_fits_one_message_of_slacks_with_what_admins_read() -> None:
    own = program_settings.choose([SETTINGS] * 40)
    one = OverseenProgram(7, "Spring", "C1", ProgramState.RUNNING, ("U1",))
    seen = Overview((one,) * 40, Starters.EVERYONE, ())
    assert len(own.blocks) + len(admins.home_blocks(seen)) <= 50
    assert "And 20 more" in str(own.blocks[-1])
    assert "more" not in str(program_settings.choose([SETTINGS] * 20).blocks[-1])


def test_what_is_left_to_change_of_a_program_that_has_ended() -> None:
    shown = str(program_settings.menu(replace(SETTINGS, state=ProgramState.ENDED)))
    assert program_settings.ORGANIZERS in shown
    assert program_settings.COPY in shown
    assert not [
        one for one in (program_settings.BASICS, program_settings.TEXTS, program_settings.ENDING) if one in shown
    ]


@pytest.mark.parametrize("form", FORMS)
def test_the_fullest_program_fits_slacks_limits(form: Callable[[ProgramSettings], dict[str, Any]]) -> None:
    activities = tuple(CatalogueActivity(number, WILD[:60]) for number in range(1, MOST_ACTIVITIES + 1))
    fullest = replace(
        SETTINGS,
        basics=replace(BASICS, name=WILD[:80], round_weeks=12, preview_hours=7),
        activities=activities,
        goals=tuple(CatalogueGoal(one.activity_id or 0, one.name, 20, OfferWeeks(12, 5)) for one in activities),
        breaks=SETTINGS.breaks * 10,
        organizers=tuple(f"U{number}" for number in range(40)),
        ending=Ending(ends_on=date(2027, 5, 1), word=WILD[:1000]),
        texts=OwnTexts(*[WILD] * 6),
    )
    shown = form(fullest)
    View(**shown).validate_json()
    assert len(shown["blocks"]) <= 100
    assert not [text for text in _read_as_markup(shown["blocks"]) if "<!channel>" in text]


def _read_as_markup(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and value.get("type") == "mrkdwn":
        yield value["text"]
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _read_as_markup(part)


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (HoursCost(4, 7, 2, 1), "Now two hours: two people have no partner. Up to half an hour everybody has one."),
        (
            HoursCost(2, 7, 1, 0),
            "Now one hour: one person has no partner. Somebody shares no working time with anybody.",
        ),
        (HoursCost(4, 7, 0, 10), "Now two hours: everybody has a possible partner, up to five hours."),
        (HoursCost(4, 1, 1, 0), None),
        (HoursCost(0, 7, 0, 0), None),
    ],
)
def test_the_form_says_what_the_least_hours_cost(cost: HoursCost, words: str | None) -> None:
    blocks = {block.get("block_id"): block for block in program_basics.basics(SETTINGS, cost)["blocks"]}
    hint = blocks["min_common_half_hours"].get("hint")
    assert (hint["text"] if hint else None) == words


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (CircleCost(24, 0, 0), "Everybody would have a buddy."),
        (CircleCost(24, 0, 1), "Everybody would have a buddy. One has not said theirs."),
        (CircleCost(24, 3, 4), "Three of 24 would have no buddy. Four have not said theirs."),
        (CircleCost(5_000, 1_200, 2_000), "1,200 of 5,000 would have no buddy. 2,000 have not said theirs."),
        (CircleCost(1, 1, 0), None),
    ],
)
def test_each_rule_about_circles_says_what_it_costs(cost: CircleCost, words: str | None) -> None:
    form = program_basics.basics(SETTINGS, circles={"within:school": cost})
    (field,) = [block for block in form["blocks"] if block.get("block_id") == "circle_rule"]
    shown = {one["value"]: one.get("description", {}).get("text") for one in field["element"]["options"]}
    assert shown == {**dict.fromkeys(shown), "within:school": words}


def test_what_a_rule_costs_meanwhile_is_no_change_of_another_organizer() -> None:
    settings = replace(SETTINGS, basics=replace(BASICS, circle_rule="within:school"))
    opened = program_basics.basics(settings, circles={"within:school": CircleCost(24, 3, 4)})
    marks = opened["private_metadata"].partition(" ")[2]
    assert changed_meanwhile({"state": {"values": {}}}, program_basics.basics(settings), opened=marks) is None
    assert changed_meanwhile({"state": {"values": {}}}, program_basics.basics(SETTINGS), opened=marks)


def test_what_people_wrote_is_shown_without_markup() -> None:
    profile = Profile(targeting=WILD[:300], offers=WILD[:300], asks=WILD[:300], city=WILD[:80])
    shown = str(profiles.home_blocks(profile))
    assert "<!channel>" not in shown
    assert "<@U1>" not in shown
    wild = replace(NEWS, name=WILD[:80], announcement=WILD, welcome_word=WILD)
    for message in (
        announcements.announcement(wild, WILD),
        participant_notices.welcome(wild),
        participants.joined(replace(PLACE, program=wild)),
        programs.invitation(wild),
        programs.farewell(wild, WILD),
        participant_notices.pause_over(wild, ""),
    ):
        assert "<!channel>" not in str(message)


@pytest.mark.parametrize("why", [one for one in NotPaired if participants.not_paired(one)])
def test_whoever_is_not_paired_is_told_kindly(why: NotPaired) -> None:
    said = participants.not_paired(why)
    assert not {"resting", "silent", "left out", "excuse", "failed", "could not"} & set(said.lower().split())


@pytest.mark.parametrize("state", [ParticipantState.PAUSED, ParticipantState.RESTING, ParticipantState.LANDED])
def test_who_is_out_finds_one_way_back_in_app_home(state: ParticipantState) -> None:
    shown = str(participants_home.home_blocks([replace(MINE, state=state, paused_until_on=date(2026, 4, 1))]))
    assert participants.BACK in shown
    assert participants.PAUSE not in shown


@pytest.mark.parametrize("error", [*KithError.__subclasses__()], ids=lambda error: error.__name__)
def test_every_error_says_what_to_do(error: type[KithError]) -> None:
    raised = error("x", "y") if error.__name__ == "InvalidInputError" else error()
    assert len(errors.error(raised).text) > 0


def test_the_last_organizer_is_told_which_program_it_is() -> None:
    assert "Spring" in errors.error(LastOrganizerError("Spring")).text


def test_working_hours_are_shown_as_they_are() -> None:
    shown = profiles.form(Profile(works_from=time(7, 30)), zone="UTC", is_whole=True)
    assert "07:30" in str(shown)
