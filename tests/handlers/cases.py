"""For every row of handlers/: what a right button or form of it carries. Who may is the row's to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.domain.calendar import DEFAULT_MOMENTS
from bot.domain.home import Room
from bot.domain.introductions import Way, Written
from bot.domain.mentor_pairs import LINES
from bot.domain.programs import MOVABLE
from bot.views import (
    admins,
    advice,
    after_add,
    announcements,
    ask_forms,
    asks,
    broadcasts,
    checkins,
    contact_forms,
    contacts,
    deliveries,
    digest_items,
    digests,
    event_forms,
    events,
    final_reports,
    follow_ups,
    goal_form,
    goals,
    introduction_forms,
    introductions,
    invitations,
    known,
    ladder,
    landings,
    log,
    mentor_forms,
    mentor_pairs,
    mentor_times,
    mentoring,
    my_asks,
    my_events,
    my_log,
    offers,
    organizer_log,
    own_texts,
    own_update,
    page,
    participants,
    path,
    preparations,
    privacy,
    profiles,
    program_basics,
    program_people,
    program_people_forms,
    programs,
    reports,
    rosters,
    saving,
    say,
    sharing,
    thanks,
    typed,
    typed_proposals,
    work_search,
)
from bot.views import home as rooms
from bot.views import program_forms as forms
from bot.views import program_settings as settings
from bot.views.councils import forms as council_forms
from bot.views.councils import messages as council_messages
from bot.views.councils import organizers as council_plans
from bot.views.councils import settings as council_settings
from bot.views.councils import week as council_week
from bot.views.rounds import (
    changes,
    concerns,
    home,
    meetings,
    nudges,
    pairs,
    preview,
    promises,
    time_form,
    worksheets,
)
from bot.views.rounds.introduction import CONCERN, HAVE_TIME, MET, NOT_YET, WONT_HAPPEN
from bot.views.rounds.my_meetings import OF_PAIR, WEEK_CALL_OFF, WEEK_KEEP_TIME, WEEK_OPEN_TIME
from bot.views.rounds.times import CALL_OFF, OPEN_TIME, TAKE_TIME
from handlers.checkins import SHORTCUT
from handlers.rows import Who
from handlers.table import BUTTONS, FORMS
from tests.conftest import NOW
from tests.handlers import payloads
from tests.handlers.world import MONDAY, WEEK_MESSAGE, Named

ASKED = (
    introductions.READ,
    introductions.YES,
    introductions.NOT_THIS_TIME,
    introductions.ANOTHER,
    introductions.NOT_FROM_THEM,
    introductions.NOTE,
)
PROMISED = (introductions.SAID_YES, introductions.SAID_NO, introductions.NO_ANSWER)
IN_TWO_DAYS = NOW + timedelta(days=2)
FIRST_MINUTE = int(IN_TWO_DAYS.timestamp()) // 60
Carried = Callable[[Named], str]


@dataclass(frozen=True)
class Case:
    """`carried`: a button's value, or what a form remembers. `fields`: what is entered in the form."""

    carried: Carried = field(default=lambda _named: "")
    fields: Callable[[Named], Mapping[str, Any]] = field(default=lambda _named: {})


def case(carried: Carried, **fields: Any) -> Case:
    return Case(carried, lambda _named: fields)


def who_may(key: tuple[str, str]) -> Who:
    """Who may, by the row."""
    kind, name = key
    return FORMS[name].who if kind == "view" else BUTTONS[name].who


def program(named: Named) -> str:
    return str(named.program)


def place(named: Named) -> str:
    return f"{named.program}:{named.participant}"


def kept_place(named: Named) -> str:
    return f"{place(named)}:{named.kept_place}"


def group(named: Named) -> str:
    return str(named.group)


def contact(named: Named) -> str:
    return str(named.contact)


def event(named: Named) -> str:
    return str(named.event)


def own_ask(named: Named) -> str:
    return str(named.own_ask)


def own_event(named: Named) -> str:
    return str(named.own_event)


def preparation(named: Named) -> str:
    return str(named.preparation)


def lost_contact(named: Named) -> str:
    return str(named.lost_contact)


def week_message(_named: Named) -> str:
    return WEEK_MESSAGE.value()


NOTHING = Case()
BASICS = {
    "name": payloads.text("Taken over"),
    "zone": payloads.text("Asia/Tokyo"),
    "starts_on": payloads.on_date("2026-02-23"),
    "round_weeks": payloads.choice("3"),
    "group_size": payloads.choice("4"),
    "odd_one": payloads.choice("sits_out"),
    "weights": payloads.choice("mutual_help"),
    "circle_rule": payloads.choice("across:school"),
    "min_common_half_hours": payloads.choice("2"),
    "lowers_hours": payloads.choices(),
    "preview_hours": payloads.choice("24"),
    "in_person": payloads.choices("yes"),
    "has_mentors": payloads.choices("yes"),
    "mentor_weeks": payloads.choice("8"),
}
OPENING = {
    "name": payloads.text("Taken over"),
    "starts_on": payloads.on_date("2026-03-09"),
    "announcement": payloads.text("Come along."),
}
RHYTHM = {
    **{f"{kind}_day": payloads.choice("1") for kind in MOVABLE},
    **{f"{kind}_at": payloads.at_time(f"{DEFAULT_MOMENTS[kind].at:%H:%M}") for kind in MOVABLE},
}
SWAPPED = {key: {"type": "users_select", "selected_user": "U1"} for key in (preview.ONE, preview.OTHER)}
MOVED = SWAPPED | {preview.HOW: payloads.choice("trade")}

ACTIONS: Mapping[str, Case] = {
    participants.JOIN: Case(program),
    page.OPEN: NOTHING,
    privacy.SEES: NOTHING,
    **{rooms.go_to(room): NOTHING for room in Room},
    typed.GOALS: NOTHING,
    typed.BUDDY: NOTHING,
    typed.HELP: NOTHING,
    typed_proposals.LOG: case(lambda named: str(named.act_typed)),
    typed_proposals.CHANGE: case(lambda named: f"{named.act_typed}:0"),
    typed_proposals.NO: case(lambda named: str(named.next_typed)),
    goals.TAKE_OFFERS: case(lambda named: named.at(named.program)),
    goals.TAKE_SMALL_STEP: case(lambda named: named.at(named.program)),
    goals.TAKE_LAST_WEEK: case(lambda named: named.at(named.program)),
    goals.PLAN_DAY: case(lambda named: named.at(goals.NO_DAY, named.goal)),
    goals.REMOVE: case(lambda named: named.at(named.goal)),
    goals.OPEN_FORM: case(lambda named: named.at(named.program)),
    goals.EDIT: case(lambda named: named.at(named.goal)),
    checkins.ADD: case(lambda named: named.at(named.program, named.activity, 0)),
    checkins.HARD_WEEK: case(week_message),
    checkins.WANT_CONTACT: case(lambda named: named.at(named.program)),
    after_add.WITH_WHOM: case(lambda named: named.at(named.checkin)),
    after_add.SOMEBODY_NEW: case(lambda named: named.at(named.checkin)),
    after_add.CAME: case(lambda named: named.at(named.checkin)),
    after_add.FOLLOW_UP: case(lambda named: named.at(MONDAY.toordinal() + 3, named.checkin)),
    follow_ups.DONE: case(lambda named: named.at(named.follow_up)),
    follow_ups.MOVE: case(lambda named: named.at(MONDAY.toordinal() + 3, named.follow_up)),
    follow_ups.LET_GO: case(lambda named: named.at(named.follow_up)),
    checkins.OPEN_FORM: case(week_message),
    checkins.OPEN_LOG: Case(week_message),
    log.MORE: case(lambda named: named.at(named.checkin)),
    my_log.MORE: case(lambda named: named.at(1)),
    my_log.EDIT: case(lambda named: named.at(named.checkin)),
    my_log.UNDO: case(lambda named: named.at(named.checkin)),
    work_search.OPEN: NOTHING,
    participants.LEAVE: case(program),
    participants.BACK: case(program),
    participants.STAY: case(program),
    participants.SKIP: case(program),
    participants.DO_NOT_SKIP: case(program),
    participants.NAME: case(program),
    participants.DO_NOT_NAME: case(program),
    participants.PAUSE: case(program),
    participants.LAND: case(program),
    mentoring.ROLE: case(program),
    mentoring.MENTORS: case(program),
    mentoring.INVITE: case(program),
    mentoring.YES: case(program),
    mentoring.NO: case(program),
    invitations.YES: case(program),
    invitations.NO: case(program),
    profiles.OPEN: NOTHING,
    profiles.MORE: NOTHING,
    say.OPEN: case(program),
    say.MORE: case(program),
    **{key: case(program) for key in (broadcasts.OPEN, broadcasts.CHANGE)},
    **{key: case(program) for key in (program_people.OPEN, program_people.ADD)},
    **{
        key: case(lambda named: f"{named.program}:0")
        for key in (program_people.ALL, program_people.PAGE_BEFORE, program_people.NEXT_PAGE)
    },
    **{
        key: case(place)
        for key in (
            program_people.PERSON,
            program_people.CHOOSE,
            program_people.PAUSE,
            program_people.END_PAUSE,
            program_people.ALONE,
            program_people.MENTOR,
            program_people.REMOVE,
        )
    },
    **{key: case(kept_place) for key in (program_people.LET_MEET, program_people.CHANGE_NOW)},
    rosters.KEEP: case(lambda named: str(named.filled_in)),
    rosters.CHANGE: case(lambda named: str(named.filled_in)),
    rosters.ERASE: case(lambda named: str(named.filled_in)),
    privacy.TAKE: NOTHING,
    privacy.ERASE: NOTHING,
    programs.OPEN_SETUP: NOTHING,
    programs.SETTINGS: case(program),
    settings.BASICS: case(program),
    settings.CONDUCT: case(program),
    settings.ENDING: case(program),
    settings.TEXTS: case(program),
    settings.RHYTHM: case(program),
    settings.BREAKS: case(program),
    settings.JOINING: case(program),
    settings.ACTIVITIES: case(program),
    settings.GOALS: case(program),
    settings.ORGANIZERS: case(program),
    settings.COPY: case(program),
    settings.LOG: case(program),
    organizer_log.TABLE: case(program),
    settings.PAUSE: case(program),
    settings.END: case(program),
    settings.ERASE: case(lambda named: str(named.over)),
    programs.RESUME: case(program),
    announcements.INVITE: case(program),
    digest_items.TAKE: case(lambda named: str(named.item)),
    digests.SHOW: case(program),
    digests.TABLE: case(program),
    final_reports.SHOW: case(program),
    reports.OPEN: case(program),
    nudges.HERE: Case(lambda _named: "0"),
    nudges.WAIT: case(group),
    nudges.JOIN_ANOTHER: case(group),
    nudges.NEW_BUDDY: case(group),
    nudges.STAY: case(program),
    home.KEEP: case(lambda named: named.at(named.group)),
    home.NOT_KEEP: case(lambda named: named.at(named.group)),
    home.SKIP_NEXT: case(lambda named: named.at(named.program)),
    home.STAY_NEXT: case(lambda named: named.at(named.program)),
    changes.CHANGE: case(group),
    CONCERN: case(group),
    changes.DO_NOT_PAIR: Case(lambda _named: "0"),
    HAVE_TIME: case(group),
    MET: case(group),
    NOT_YET: case(group),
    WONT_HAPPEN: case(group),
    home.FRIDAY_HAVE_TIME: case(lambda named: named.at(named.group)),
    home.FRIDAY_MET: case(lambda named: named.at(named.group)),
    home.FRIDAY_NOT_YET: case(lambda named: named.at(named.group)),
    home.FRIDAY_WONT_HAPPEN: case(lambda named: named.at(named.group)),
    TAKE_TIME: case(lambda named: f"{named.group}:{FIRST_MINUTE}"),
    preparations.MEETING: case(group),
    preparations.GOAL: case(lambda named: str(named.goal)),
    preparations.OTHERS: case(preparation),
    preparations.CAME: case(preparation),
    OPEN_TIME: case(group),
    CALL_OFF: case(group),
    WEEK_OPEN_TIME: case(lambda named: named.at(named.group)),
    WEEK_CALL_OFF: case(lambda named: named.at(named.group)),
    WEEK_KEEP_TIME: case(lambda named: named.at(named.group)),
    worksheets.WRITE: case(group),
    promises.PROMISE: case(group),
    deliveries.POST: case(lambda named: str(named.delivery)),
    preview.LOCK: case(lambda named: str(named.proposed_group)),
    preview.UNLOCK: case(lambda named: str(named.proposed_group)),
    preview.MATCH_ANEW: case(lambda named: str(named.proposed_round)),
    preview.SEND_NOW: case(lambda named: str(named.proposed_round)),
    preview.SHOW: case(lambda named: str(named.proposed_round)),
    **{
        key: case(lambda named: f"{named.round}:0")
        for key in (pairs.PAIRS, pairs.PAGE_BEFORE, pairs.NEXT_PAGE, pairs.EARLIER, pairs.LATER)
    },
    **{key: case(lambda named: f"{named.proposed_round}:1") for key in (preview.PAGE_BEFORE, preview.NEXT_PAGE)},
    preview.PLAN: case(program),
    preview.MOVE: case(lambda named: str(named.proposed_round)),
    landings.OPEN: case(program),
    landings.SHARE_NAMED: case(program),
    landings.SHARE_UNNAMED: case(program),
    landings.KEEP: case(program),
    landings.THANK: case(program),
    landings.TAKE_BACK: case(program),
    contacts.ADD: NOTHING,
    contacts.OPEN: case(contact),
    contacts.FIND: NOTHING,
    contacts.TO_FOLLOW_UP: NOTHING,
    contacts.QUIET: NOTHING,
    contacts.NEW: NOTHING,
    contacts.MORE: case(lambda _named: "1"),
    contacts.PASTE: NOTHING,
    contacts.TAKE: NOTHING,
    contacts.SAME: case(lost_contact),
    contacts.OTHER: case(lost_contact),
    contact_forms.SAME: case(contact),
    contact_forms.SAME_YES: case(lambda named: f"{named.contact}:{named.lost_contact}"),
    asks.ASK: NOTHING,
    **{key: case(own_ask) for key in (asks.RENEW, asks.WITHDRAW, asks.DONE)},
    **{key: case(lambda named: named.at(named.own_ask)) for key in (my_asks.RENEW, my_asks.WITHDRAW)},
    asks.CAN_HELP: case(lambda named: str(named.ask)),
    my_asks.CAN_HELP: case(lambda named: named.at(named.ask)),
    asks.NOT_THIS_TIME: case(lambda named: str(named.asked)),
    my_asks.NOT_THIS_TIME: case(lambda named: named.at(named.asked)),
    asks.MORE: case(lambda _named: "1"),
    ask_forms.THANK: case(lambda named: str(named.help)),
    mentor_pairs.ASK: case(program),
    mentor_pairs.WITHDRAW: case(lambda named: str(named.asked_mentor)),
    **{
        key: case(lambda named: named.at(named.mentor_question))
        for key in (mentor_pairs.YES, mentor_pairs.NOT_THIS_TIME)
    },
    **{
        key: case(lambda named: str(named.mentor_pair))
        for key in (
            mentor_pairs.AGREEMENT,
            mentor_pairs.TALKED,
            mentor_pairs.GO_ON,
            mentor_pairs.END,
            mentor_pairs.CONCERN,
            mentor_times.OPEN_TIME,
            mentor_times.CALL_OFF,
        )
    },
    mentor_pairs.AGREE: case(lambda named: f"{named.mentor_pair}:1"),
    mentor_times.TAKE_TIME: case(lambda named: f"{named.mentor_pair}:{FIRST_MINUTE}"),
    **{
        key: case(lambda named: named.at(named.mentor_pair))
        for key in (mentor_pairs.WEEK_GO_ON, OF_PAIR.met, OF_PAIR.open_time, OF_PAIR.call_off, OF_PAIR.keep)
    },
    mentor_pairs.WORD: case(lambda named: str(named.over_pair)),
    offers.OPEN: NOTHING,
    offers.SWITCH: case(lambda named: f"{named.offer}:0"),
    offers.REMOVE: case(lambda named: str(named.offer)),
    **{key: case(lambda _named: "0") for key in (offers.OTHERS, offers.MORE)},
    **{key: case(lambda named: str(named.program)) for key in (offers.LET, offers.LET_NOT)},
    events.ADD: NOTHING,
    **{key: case(event) for key in (events.GO, events.GO_WITH, events.STAY_AWAY, events.TAKE, events.ANNOUNCE)},
    **{key: case(own_event) for key in (events.EDIT, event_forms.CANCEL, event_forms.CANCEL_ALL)},
    my_events.STAY_AWAY: case(lambda named: named.at(named.event)),
    **{
        key: case(lambda named: named.at(named.past_event))
        for key in (my_events.WENT, my_events.WENT_AND_MET, my_events.DID_NOT_GO)
    },
    sharing.OPEN: NOTHING,
    advice.WRITE: case(lambda named: named.at(named.program)),
    advice.NOT_NOW: case(lambda named: named.at(named.program)),
    advice.TAKE_BACK: case(program),
    advice.REMOVE: case(lambda named: str(named.advice)),
    **{
        key: case(lambda named: str(named.link_typed))
        for key in (sharing.OPEN_TYPED, sharing.EVENT_TYPED, sharing.SAVE_TYPED)
    },
    events.MORE: case(lambda _named: "1"),
    contact_forms.ERASE: case(lost_contact),
    **dict.fromkeys((introductions.TARGETS, introductions.PLACES, introductions.REFUSED), NOTHING),
    introductions.ASK: case(lambda named: str(named.target)),
    introductions.WITHDRAW: case(lambda named: str(named.asked_for)),
    **{key: case(lambda named: named.at(named.question)) for key in ASKED},
    **{key: case(lambda named: named.at(named.promised)) for key in PROMISED},
    introduction_forms.MEANT[Written.TARGET]: case(lambda named: str(named.target)),
    introduction_forms.MEANT[Written.PLACE]: case(lambda named: str(named.place)),
    introduction_forms.MEANT[Written.ASKED]: case(lambda named: str(named.asked_for)),
    path.BEGIN: case(week_message),
    path.OPEN: case(week_message),
    **{key: case(lambda named: named.at(2)) for key in (path.TAKE, path.DID, path.FORECAST, path.RESULT)},
    **dict.fromkeys((path.PAUSE, path.GO_ON, path.LEAVE), NOTHING),
    own_update.OPEN: NOTHING,
    ladder.OPEN: NOTHING,
    ladder.OTHER_CURRENT: case(lambda _named: "1:0"),
    ladder.OTHER_LOST: case(lambda _named: "0:1"),
    ladder.DRAFT: case(contact),
    known.OPEN: NOTHING,
    known.SKIP: case(lambda _named: "1"),
    known.LATER: case(lambda _named: "1"),
    council_messages.TAKE_TIME: case(lambda named: f"{named.council_meeting}:{FIRST_MINUTE}"),
    **{
        key: case(lambda named: str(named.council_meeting))
        for key in (council_messages.OPEN_TIME, council_messages.CALL_OFF, council_messages.MET, council_messages.LINE)
    },
    **{
        key: case(lambda named: named.at(named.council_meeting))
        for key in (council_week.WEEK_MET, council_week.WEEK_OPEN_TIME, council_week.WEEK_CALL_OFF)
    },
    council_messages.WRONG: case(lambda named: str(named.council)),
    council_settings.COUNCILS: case(program),
    **{
        key: case(lambda named: str(named.council_program))
        for key in (council_plans.SHOW, council_plans.SWAP, council_plans.ANEW, council_plans.SEND_NOW)
    },
    **{key: case(lambda named: str(named.proposed_council)) for key in (council_plans.LOCK, council_plans.UNLOCK)},
    admins.TAKE_OVER: case(lambda named: str(named.orphan)),
    admins.STARTERS: NOTHING,
}
VIEWS: Mapping[str, Case] = {
    participants.JOIN_FORM: case(program, role=payloads.choice("mentee"), capacity=payloads.choice("1")),
    goal_form.CALLBACK: Case(
        lambda named: f"{named.at(named.program, 0)} ",
        lambda named: {
            goal_form.ACTIVITY: payloads.choice(str(named.activity)),
            goal_form.TARGET: payloads.choice("3"),
        },
    ),
    meetings.FORM: Case(
        lambda named: f"{named.at(named.group)} ",
        lambda named: {
            time_form.DAY: payloads.on_date(IN_TWO_DAYS.date().isoformat()),
            time_form.AT: payloads.at_time("15:00"),
        },
    ),
    log.FORM: Case(
        lambda named: f"{named.at(named.checkin)} ",
        lambda named: {
            log.ACTIVITY: payloads.choice(f"{named.program}:{named.activity}"),
            log.DONE_ON: payloads.on_date("2026-03-01"),
        },
    ),
    preparations.FORM: case(preparation, whom=payloads.text("Ana Ruiz"), question_1=payloads.text("Why?")),
    preparations.CAME_FORM: case(preparation, advice=payloads.text("Begin small")),
    thanks.FORM: case(lambda named: str(named.help), thanks=payloads.text("for an honest hour")),
    promises.FORM: Case(
        lambda named: str(named.group),
        lambda _named: {
            follow_ups.DAY: payloads.on_date("2026-03-20"),
            follow_ups.NOTE_FIELD: payloads.text("Send the letter"),
        },
    ),
    worksheets.FORM: case(lambda named: str(named.meeting), stuck=payloads.text("Where to begin")),
    my_log.LIST: Case(lambda _named: f"{WEEK_MESSAGE.value()} 0:: "),
    work_search.FORM: case(
        lambda _named: "", first=payloads.on_date("2026-02-02"), last=payloads.on_date("2026-03-06")
    ),
    participants.PAUSE_FORM: case(program, until=payloads.on_date("2026-04-01")),
    participants.LAND_FORM: case(program, kind=payloads.choice("employed"), role=payloads.text("Nurse")),
    mentor_forms.ASK_FORM: case(program, what_for=payloads.text("Changing fields"), mentor=payloads.choice("0")),
    mentor_forms.AGREEMENT_FORM: case(
        lambda named: str(named.mentor_pair), **dict.fromkeys(LINES, payloads.text("A line"))
    ),
    mentor_times.FORM: case(
        lambda named: f"{named.at(named.mentor_pair)} ",
        day=payloads.on_date(IN_TWO_DAYS.date().isoformat()),
        at=payloads.at_time("15:00"),
    ),
    mentor_forms.WORD_FORM: case(
        lambda named: str(named.over_pair), words=payloads.text("Thank you"), passed_on=payloads.choices("yes")
    ),
    mentoring.ROLE_FORM: case(program, role=payloads.choice("mentor"), capacity=payloads.choice("2")),
    mentoring.INVITE_FORM: case(program, people=payloads.people("U777")),
    profiles.FORM: NOTHING,
    say.FORM: case(program, comfort=payloads.choices(say.ONLINE_FIRST), frequency=payloads.choice("every_second")),
    privacy.ERASE_FORM: Case(fields=lambda _named: {"sure": payloads.choices(privacy.SURE)}),
    programs.SETUP_FORM: Case(lambda _named: "C7", lambda _named: {"preset": payloads.choice("alumni_group")}),
    announcements.START_FORM: case(lambda _named: "C7 alumni_group", **OPENING),
    announcements.COPY_START_FORM: case(lambda named: f"{named.program} C8", **OPENING),
    announcements.INVITE_FORM: case(program, announcement=payloads.text("Come along.")),
    program_basics.BASICS: case(program, **BASICS),
    forms.ENDING: case(program, ends=payloads.choice("6")),
    broadcasts.LOOK: case(program, words=payloads.text("Come on Friday."), whom=payloads.choice("everybody")),
    broadcasts.FORM: case(lambda named: f"{named.program} everybody Come on Friday."),
    program_people.LIST: case(program, find=payloads.text("ada"), show=payloads.choice("active")),
    program_people_forms.ADD_FORM: case(program, people=payloads.people("U777")),
    program_people_forms.CHOOSE_FORM: Case(
        place,
        lambda named: {"people": payloads.people(named.other_user), "how": payloads.choice("together")},
    ),
    program_people_forms.PAUSE_FORM: case(place, until=payloads.on_date("2026-04-01")),
    own_texts.FORM: case(program, prompt_line=payloads.text("What will you try?"), starters=payloads.text("Why?")),
    forms.CONDUCT: case(program, conduct=payloads.text("Be kind.")),
    forms.RHYTHM: case(program, **RHYTHM),
    forms.BREAKS: case(program, breaks=payloads.text("2026-12-24")),
    forms.JOINING: case(program, joining=payloads.choice("everyone")),
    forms.ACTIVITIES: Case(program, lambda named: {f"activity_{named.activity}": payloads.text("Walk in the park")}),
    forms.GOALS: Case(
        program,
        lambda named: {
            f"target_{named.activity}": payloads.choice("4"),
            f"offer_{named.activity}": payloads.choice("0:1"),
        },
    ),
    forms.ORGANIZERS: case(
        program,
        organizers=payloads.people("U777"),
        viewers=payloads.people("U778"),
        digest_channel=payloads.channel(None),
    ),
    forms.COPY: case(program, channel=payloads.channel("C8")),
    changes.CHANGE_FORM: case(group),
    concerns.FORM: case(group),
    concerns.MENTOR_FORM: case(lambda named: str(named.mentor_pair)),
    changes.DO_NOT_PAIR_FORM: NOTHING,
    admins.STARTERS_FORM: case(lambda _named: "", starters=payloads.choice("named"), people=payloads.people("U777")),
    contact_forms.FORM: case(contact, name=payloads.text("Ana"), closeness=payloads.choice("close")),
    after_add.WHOM_FORM: Case(
        lambda named: f"{named.at(named.checkin)} ", lambda _named: {after_add.WHOM: payloads.text("Grace")}
    ),
    after_add.NEW_FORM: Case(
        lambda named: f"{named.at(named.checkin)} ", lambda _named: {after_add.NEW: payloads.text("Ana, Stripe")}
    ),
    after_add.CAME_FORM: Case(
        lambda named: f"{named.at(named.checkin)} ", lambda _named: {after_add.ADVICE: payloads.text("Begin small")}
    ),
    after_add.DAY_FORM: Case(
        lambda named: f"{named.at(named.checkin)} ", lambda _named: {follow_ups.DAY: payloads.on_date("2026-03-20")}
    ),
    follow_ups.NEXT_FORM: Case(
        lambda named: f"{named.at(named.follow_up)} ",
        lambda _named: {follow_ups.DAY: payloads.on_date("2026-03-20"), follow_ups.NOTE_FIELD: payloads.text("tea")},
    ),
    follow_ups.MOVE_FORM: Case(
        lambda named: f"{named.at(named.follow_up)} ", lambda _named: {follow_ups.DAY: payloads.on_date("2026-03-20")}
    ),
    ask_forms.FORM: Case(
        fields=lambda named: {
            ask_forms.PROGRAM: payloads.choice(str(named.program)),
            ask_forms.KIND: payloads.choice("advice"),
            ask_forms.TEXT: payloads.text("Half an hour with somebody who does payroll"),
            ask_forms.AUDIENCE: payloads.choice("program"),
        }
    ),
    ask_forms.DONE_FORM: case(own_ask),
    offers.FORM: case(lambda _named: "", text=payloads.text("I read résumés"), limit=payloads.choice("2")),
    event_forms.FORM: case(
        own_event,
        title=payloads.text("Lunch"),
        day=payloads.on_date(IN_TWO_DAYS.date().isoformat()),
        at=payloads.at_time("15:00"),
        repeats=payloads.choice(event_forms.ONCE),
    ),
    event_forms.ANNOUNCE_FORM: case(event),
    introduction_forms.TARGETS_FORM: case(lambda _named: "", companies=payloads.text("Stripe\nGogle")),
    introduction_forms.PLACES_FORM: case(lambda _named: "", companies=payloads.text("Stripe\nGogle")),
    introduction_forms.REFUSED_FORM: case(lambda _named: "", people=payloads.people("U777")),
    introduction_forms.ASK_FORM: case(
        lambda _named: "", company=payloads.text("Stripe"), what_for=payloads.text("advice")
    ),
    introduction_forms.COPIED: NOTHING,
    introduction_forms.CAME_ABOUT_FORM: case(
        lambda named: f"{named.at(named.promised)} ",
        whom=payloads.text("Ana"),
        way=payloads.choice(Way.EMAIL),
    ),
    saving.FORM: Case(
        fields=lambda _named: {saving.KIND: payloads.choice(saving.CONTACT), saving.NAME: payloads.text("Cleo")}
    ),
    advice.FORM: Case(
        lambda named: f"{named.at(named.program)} ", lambda _named: {advice.TEXT: payloads.text("Write the day down")}
    ),
    sharing.FORM: Case(
        fields=lambda named: {
            sharing.LINK: payloads.text("https://example.org/a"),
            sharing.TO: payloads.choices(f"{named.program}:0"),
        }
    ),
    typed_proposals.ACT_FORM: Case(
        lambda named: f"{named.act_typed}:0 ",
        lambda named: {
            log.ACTIVITY: payloads.choice(f"{named.program}:{named.activity}"),
            log.DONE_ON: payloads.on_date("2026-03-01"),
        },
    ),
    typed_proposals.NEXT_FORM: Case(
        lambda named: f"{named.next_typed}:0 ",
        lambda _named: {
            typed_proposals.WHOM: payloads.text("Ana"),
            follow_ups.DAY: payloads.on_date("2026-03-20"),
        },
    ),
    contacts.FIND_FORM: case(lambda _named: "all:0:", words=payloads.text("an"), only=payloads.choice("all")),
    contact_forms.SAME_FORM: case(contact, words=payloads.text("an")),
    contact_forms.PASTE_FORM: Case(fields=lambda _named: {contact_forms.PASTED: payloads.text("Ana, Stripe")}),
    contact_forms.PASTE_YES: Case(fields=lambda _named: {contact_forms.PASTED: payloads.text("Ana, Stripe")}),
    path.FORECAST_FORM: Case(
        lambda named: f"{named.at(2)} ", lambda _named: {path.FORECAST_FIELD: payloads.text("they will not answer")}
    ),
    path.RESULT_FORM: Case(
        lambda named: f"{named.at(2)} ", lambda _named: {path.RESULT_FIELD: payloads.text("they did")}
    ),
    own_update.SENT: NOTHING,
    ladder.WROTE: case(contact),
    known.FORM: case(lambda _named: "1", name_1=payloads.text("Ana Ruiz"), closeness=payloads.choice("known")),
    council_forms.TIME_FORM: case(
        lambda named: f"{named.at(named.council_meeting)} ",
        day=payloads.on_date(IN_TWO_DAYS.date().isoformat()),
        at=payloads.at_time("15:00"),
    ),
    council_forms.LINE_FORM: case(lambda named: str(named.council_meeting), will_try=payloads.text("One call")),
    council_forms.CHANGE_FORM: case(lambda named: str(named.council)),
    reports.FORM: case(
        program,
        from_on=payloads.on_date("2026-02-02"),
        until_on=payloads.on_date("2026-03-01"),
        layout=payloads.choice("grant"),
        kind=payloads.choice("csv"),
    ),
    council_settings.FORM: case(
        program,
        have=payloads.choice("beside"),
        size=payloads.choice("4"),
        every_weeks=payloads.choice("1"),
        starts_on=payloads.on_date("2026-03-02"),
    ),
    council_plans.SWAP_FORM: case(lambda named: f"{named.council_program} ", **SWAPPED),
    preview.MOVE_FORM: case(lambda named: f"{named.proposed_round} ", **MOVED),
}
SHORTCUTS: Mapping[str, Case] = {SHORTCUT: Case(), saving.SHORTCUT: Case()}
CASES: Mapping[tuple[str, str], Case] = {
    **{("action", key): case for key, case in ACTIONS.items()},
    **{("view", key): case for key, case in VIEWS.items()},
    **{("shortcut", key): case for key, case in SHORTCUTS.items()},
}
