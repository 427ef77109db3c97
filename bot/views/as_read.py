"""Messages to come as they will read: drawn by the real views, with example people where they are personal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from bot.domain import goals as rules
from bot.domain.calendar import WEEK, instant, week_of
from bot.domain.councils import LENGTH, Gathering, Meeting
from bot.domain.goals import GoalNow, Offer, Plan, Week, WeekSection
from bot.domain.messages import Message
from bot.domain.moments import Ahead, Moment, RoundAhead, Sample, To
from bot.domain.own_texts import TextKind, questions
from bot.domain.participants import Place
from bot.domain.presets import COFFEE_CHAT
from bot.domain.progress import ActivityCount, Summary, WeekTotal
from bot.domain.rounds import Buddy, Introduction, Nudge
from bot.domain.slots import Hours, common_slots
from bot.domain.states import ParticipantState
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views import announcements, checkins, goals, participants, programs, rounds, summaries
from bot.views.councils import messages as councils

ALEX, SAM, KIM = "UALEX", "USAM", "UKIM"
EXAMPLES: Mapping[str, str] = {ALEX: "Alex", SAM: "Sam", KIM: "Kim"}  # who they are called in previews
_AT = time(15)


def as_read(sample: Sample, moment: Moment, *, seed: int = 0) -> Message | None:
    """The message of that moment; None where what it says shows only then."""
    draw = _DRAWN.get(moment.kind)
    return draw(sample, moment, seed) if draw else None


def own_text(sample: Sample, kind: TextKind, *, on: date) -> Message:
    """The message in which the program's own text of this kind stands, with it."""
    texts, news = sample.texts, sample.news
    if kind is TextKind.ANNOUNCEMENT:
        return announcements.invitation_again(
            news, announcements.words_of(replace(news, announcement=texts.announcement))
        )
    if kind is TextKind.WELCOME:
        welcome = replace(news, welcome_word=texts.welcome_word)
        active = ParticipantState.ACTIVE
        return participants.joined(Place(welcome, 0, active, None, skips_next=False, was_in=False, round_runs=False))
    if kind is TextKind.CLOSING:
        return programs.farewell(news, texts.closing_word)
    kinds = {TextKind.PROMPT: Ahead.PROMPT, TextKind.CHECKIN: Ahead.CHECKIN, TextKind.STARTERS: Ahead.INTRODUCTIONS}
    one = RoundAhead(1, on, on + WEEK)
    drawn = as_read(sample, Moment(kinds[kind], on, To.PEOPLE, week=(one, 1, 1)))
    return drawn or Message("")


def _week(sample: Sample, moment: Moment, *, planned: bool = False) -> Week:
    """The week of somebody who has chosen nothing yet, or one thing for that day."""
    chat = next((one for one in sample.choices if one.key == COFFEE_CHAT), None)
    offered: tuple[Offer, ...] = ()
    if moment.week is not None:
        one, week, weeks = moment.week
        due = [
            offer
            for offer, when in sample.defaults
            if when.falls_in(round_number=one.number, week=week, round_weeks=weeks)
        ]
        offered = rules.offers(due, coffee_chat=chat, meets_buddy=week == 1 and sample.news.buddy_rounds)
    first = next(iter(sample.choices), None)
    goal = GoalNow(0, first.activity_id, first.activity, 1, 0, Plan(moment.on, _AT)) if first and planned else None
    section = WeekSection(
        program_id=sample.news.program_id,
        program=sample.news.name,
        participant_id=0,
        activities=sample.choices,
        offers=offered,
        goals=(goal,) if goal else (),
        prompt_line=sample.texts.prompt_line,
        checkin_line=sample.texts.checkin_line,
    )
    return Week(0, ALEX, sample.zone, moment.on, moment.on, (section,))


def _prompt(sample: Sample, moment: Moment, _seed: int) -> Message:
    return goals.prompt(_week(sample, moment), WeekMessage(WeekMessageKind.PROMPT, moment.on))


def _checkin(sample: Sample, moment: Moment, _seed: int) -> Message:
    return checkins.friday(_week(sample, moment), WeekMessage(WeekMessageKind.CHECKIN, moment.on))


def _today(sample: Sample, moment: Moment, _seed: int) -> Message:
    return goals.today(_week(sample, moment, planned=True), WeekMessage(WeekMessageKind.TODAY, moment.on))


def _nudge(_sample: Sample, moment: Moment, _seed: int) -> Message:
    return rounds.nudge(Nudge(0, ALEX, moment.on))


def _introduction(sample: Sample, moment: Moment, seed: int) -> Message:
    at: datetime = instant(moment.on, moment.at or time(9), sample.zone)
    hours = Hours(sample.zone)
    alex = Buddy(1, 1, ALEX, hours, "Alex", targeting="A first job in data", offers="A second look at a CV")
    sam = Buddy(2, 2, SAM, hours, "Sam", targeting="A way into public service", asks="Somebody who knows city hall")
    one = moment.week[0] if moment.week else None
    said = Introduction(
        group_id=0,
        program_id=sample.news.program_id,
        program_name=sample.news.name,
        buddies=(alex, sam),
        reasons=(),
        proposer_id=1,
        slots=common_slots([hours, hours], after=at),
        starter=seed,
        ends_on=one.ends_on if one else moment.on,
        own_starters=questions(sample.texts.starters),
    )
    return rounds.introduction(said, now=at)


def _gathering(sample: Sample, moment: Moment, number: int) -> Gathering:
    at: datetime = instant(moment.on, moment.at or time(10), sample.zone)
    hours = Hours(sample.zone)
    meeting = Meeting(0, number, week_of(moment.on), facilitator_id=1)
    return Gathering(
        council_id=0,
        program_id=sample.news.program_id,
        program_name=sample.news.name,
        people=(Buddy(1, 1, ALEX, hours, "Alex"), Buddy(2, 2, SAM, hours, "Sam"), Buddy(3, 3, KIM, hours, "Kim")),
        reasons=(),
        meeting=meeting,
        slots=common_slots([hours] * 3, after=at, length=LENGTH),
        every_weeks=sample.councils_every,
        has_lines=False,
        asks={},
        is_first=number == 1,
    )


def _council(sample: Sample, moment: Moment, _seed: int) -> Message:
    return councils.introduction(_gathering(sample, moment, 1))


def _council_meeting(sample: Sample, moment: Moment, _seed: int) -> Message:
    return councils.meeting(_gathering(sample, moment, 2))


def _summary(sample: Sample, moment: Moment, _seed: int) -> Message:
    week_on = week_of(moment.on) - WEEK
    acts = tuple(ActivityCount(one.activity, number) for one, number in zip(sample.choices, (9, 4, 2), strict=False))
    number = sum(act.count for act in acts)
    return summaries.summary(
        Summary(
            program_id=sample.news.program_id,
            program_name=sample.news.name,
            slack_channel_id=sample.news.slack_channel_id,
            week_on=week_on,
            active=12,
            weeks=(WeekTotal(week_on, acts=number, people=8, new_contacts=3),),
            acts_since_start=number,
            contacts_since_start=3,
            acts=acts,
            groups_met=4,
            named=(),
            thanks=(),
            landed=(),
            seed=week_on.toordinal(),
        )
    )


def _few_joined(sample: Sample, _moment: Moment, _seed: int) -> Message:
    return announcements.few_joined(sample.news, [ALEX])


def _ended(sample: Sample, _moment: Moment, _seed: int) -> Message:
    return programs.ended(sample.news)


def _closing(sample: Sample, _moment: Moment, _seed: int) -> Message:
    return programs.farewell(sample.news, sample.texts.closing_word)


_DRAWN: Mapping[Ahead, Callable[[Sample, Moment, int], Message]] = {
    Ahead.PROMPT: _prompt,
    Ahead.CHECKIN: _checkin,
    Ahead.REMINDERS: _today,
    Ahead.NUDGE: _nudge,
    Ahead.INTRODUCTIONS: _introduction,
    Ahead.COUNCILS: _council,
    Ahead.COUNCIL_MEETINGS: _council_meeting,
    Ahead.SUMMARY: _summary,
    Ahead.FEW_JOINED: _few_joined,
    Ahead.END: _ended,
    Ahead.CLOSING: _closing,
}
