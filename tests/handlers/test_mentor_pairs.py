"""Mentor pairs through Bolt: ask, answer, agree, talk, end; the message of the two follows, and tells no line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.models import MentorAgreement, MentorPair, Participant, Program
from bot.domain.home import Room
from bot.domain.kinds import MessageKind
from bot.domain.mentor_pairs import LINES
from bot.domain.messages import Target
from bot.domain.states import Role
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import mentor_life
from bot.views import mentor_forms as forms
from bot.views import mentor_messages, mentoring
from bot.views import mentor_pairs as view
from bot.views import mentor_times as times
from bot.views.rounds import concerns, time_form
from bot.views.rounds.my_meetings import OF_PAIR
from tests.conftest import NOW
from tests.factories import make_mentor_pair, make_organizer
from tests.handlers import payloads
from tests.handlers.cases import FIRST_MINUTE, IN_TWO_DAYS
from tests.handlers.conftest import Answer, Kith
from tests.people import Person, make_person
from tests.views.limits import check_limits

FIVE = dict.fromkeys(LINES, payloads.text("On Tuesdays"))


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        person = make_person(session, name="Ada")
        person.program.has_mentors = True
        return person


@pytest.fixture
def mia(kith: Kith, ada: Person) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        person = make_person(session, ada.program, name="Mia")
        session.get_one(Participant, person.participant.id).role = Role.MENTOR
        return person


def room(kith: Kith, who: Person, which: Room = Room.WEEK) -> str:
    shown = kith.home(who, which)
    check_limits(shown)
    return str(shown)


def asks(kith: Kith, who: Person, mentor: str, what_for: str = "changing fields") -> Answer:
    fields = {forms.WHAT_FOR: payloads.text(what_for), forms.MENTOR: payloads.choice(mentor)}
    return kith.submit(who, forms.ASK_FORM, fields, remembers=who.program.id)


def the_pair(kith: Kith) -> int:
    with kith.context.database.unit_of_work(read_only=True) as session:
        return session.scalars(select(MentorPair.id)).one()


def introduced(kith: Kith, ada: Person, mia: Person) -> int:
    """A pair whose message is in the ledger, as the job puts it there."""
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        days = {"starts_on": NOW.date(), "ends_on": NOW.date() + timedelta(days=6)}
        number = make_mentor_pair(session, ada.participant, mia.participant, **days).id
        told = mentor_life.introduce(session, number, now=NOW)
        assert told is not None

        kith.context.outbox.plan(
            session,
            key=mentor_messages.key(number),
            kind=MessageKind.MENTOR_PAIR,
            target=Target(users=(told.mentee, told.mentor)),
            message=mentor_messages.introduction(told),
            now=NOW,
        )
    return number


def messages(kith: Kith) -> dict[str, str]:
    return {row.key.split(":")[0]: str(row.payload["blocks"]) for row in kith.deliveries()}


def test_one_asks_and_the_other_says_yes(kith: Kith, ada: Person, mia: Person) -> None:
    assert view.ASK in room(kith, ada, Room.GIVE)
    kith.press(ada, view.ASK, ada.program.id, where="home")
    assert "Mia" in str(kith.slack.of("views.open")[-1]["view"])
    assert "on its way" in str(asks(kith, ada, str(mia.participant.id)).body["view"])
    assert f"You asked <@{mia.member.slack_user_id}>" in room(kith, ada, Room.GIVE)
    assert "“changing fields”" in room(kith, mia)
    value = WeekMessage(WeekMessageKind.HOME, NOW.date()).value(the_pair(kith))
    kith.press(mia, view.YES, value, where="home")
    assert f"You are the mentor of <@{ada.member.slack_user_id}>" in room(kith, mia)
    assert f"<@{mia.member.slack_user_id}> is your mentor" in room(kith, ada)
    assert kith.deliveries() == []  # the job introduces them, at an hour that suits both


def test_what_is_wrong_stands_beside_its_field(kith: Kith, ada: Person, mia: Person) -> None:
    assert list(asks(kith, ada, "0", " ").body["errors"]) == [forms.WHAT_FOR]
    for nobody in ("999999", str(ada.participant.id), "me"):
        assert list(asks(kith, ada, nobody).body["errors"]) == [forms.MENTOR]
    assert mia.member.slack_user_id not in room(kith, ada, Room.GIVE)


def test_a_question_that_is_taken_back_is_gone_from_the_mentors_room(kith: Kith, ada: Person, mia: Person) -> None:
    asks(kith, ada, "0")
    assert "Kith looks for a mentor for you" in room(kith, ada, Room.GIVE)
    assert "changing fields" in room(kith, mia)
    kith.press(ada, view.WITHDRAW, the_pair(kith), where="home")
    assert "changing fields" not in room(kith, mia)
    assert view.WITHDRAW not in room(kith, ada, Room.GIVE)


def test_the_message_of_the_two_follows_what_they_do_and_tells_no_line(kith: Kith, ada: Person, mia: Person) -> None:
    number = introduced(kith, ada, mia)
    kith.press(ada, view.AGREEMENT, number)
    assert "changing fields" in str(kith.slack.of("views.open")[-1]["view"])  # what she asked for, to begin from
    kith.submit(ada, forms.AGREEMENT_FORM, FIVE, remembers=number)
    assert f"<@{ada.member.slack_user_id}> has written down" in messages(kith)["mentor_agreement"]
    assert "holds once both have agreed to it" in messages(kith)["mentor_pair"]
    assert "waits for you" in room(kith, mia)
    kith.press(mia, view.AGREEMENT, number)
    assert "On Tuesdays" in str(kith.slack.of("views.open")[-1]["view"])
    kith.press(mia, view.AGREE, f"{number}:1", where="modal")
    kith.press(mia, view.TALKED, number)
    said = messages(kith)["mentor_pair"]
    assert "You both agreed on your five lines" in said
    assert "Second talk" in said
    assert "On Tuesdays" not in str(messages(kith))


def test_lines_that_changed_since_are_read_before_they_are_agreed_to(kith: Kith, ada: Person, mia: Person) -> None:
    number = introduced(kith, ada, mia)
    for line in ("On Tuesdays", "On Fridays"):
        fields = dict.fromkeys(LINES, payloads.text(line))
        kith.submit(ada, forms.AGREEMENT_FORM, fields, remembers=number)
    kith.press(mia, view.AGREE, f"{number}:1", where="modal")
    assert "changed since" in str(kith.slack.calls[-1].args)
    with kith.context.database.unit_of_work(read_only=True) as session:
        assert session.scalars(select(MentorAgreement.mentor_agreed_at)).one() is None


def test_both_go_on_and_read_so_together(kith: Kith, ada: Person, mia: Person) -> None:
    number = introduced(kith, ada, mia)
    kith.press(ada, view.GO_ON, number, where="home")
    assert "mentor_pair_on" not in messages(kith)
    kith.press(mia, view.WEEK_GO_ON, WeekMessage(WeekMessageKind.CHECKIN, NOW.date()).value(number))
    assert "for eight more weeks" in messages(kith)["mentor_pair_on"]


def test_after_the_end_nothing_is_asked_and_a_word_reaches_the_other(kith: Kith, ada: Person, mia: Person) -> None:
    number = introduced(kith, ada, mia)
    kith.press(mia, view.END, number, where="home")
    over = messages(kith)["mentor_pair"]
    assert "has come to its end" in over
    assert view.TALKED not in over
    assert mia.member.slack_user_id not in over
    kith.press(ada, view.TALKED, number)  # in a message that was on the screen
    kith.press(ada, view.WORD, number, where="home")
    fields = {forms.WORDS: payloads.text("Thank you for asking"), forms.PASS_ON: payloads.choices(forms.YES)}
    kith.submit(ada, forms.WORD_FORM, fields, remembers=number)
    assert "says: “Thank you for asking”" in room(kith, mia)


def test_a_time_of_one_tap_is_told_to_both_once_and_the_talk_settles_it(kith: Kith, ada: Person, mia: Person) -> None:
    number = introduced(kith, ada, mia)
    assert times.TAKE_TIME in messages(kith)["mentor_pair"]
    for _ in range(2):
        kith.press(ada, times.TAKE_TIME, f"{number}:{FIRST_MINUTE}")
    (told,) = [row for row in kith.deliveries() if row.key.startswith("mentor_time:")]
    assert told.target == {"users": [one.member.slack_user_id for one in (ada, mia)]}
    assert "wrote down a time for your talk" in told.payload["text"]
    assert [one["name"] for one in told.payload["files"]] == ["mentor-talk.ics"]
    assert "*When*" in messages(kith)["mentor_pair"]
    assert times.TAKE_TIME not in messages(kith)["mentor_pair"]
    assert "*When*" in room(kith, mia)
    kith.press(mia, view.TALKED, number, where="home")
    said = messages(kith)["mentor_pair"]
    assert "Second talk" in said
    assert "*When*" not in said


def test_a_time_is_moved_by_the_form_and_called_off_without_a_reason(kith: Kith, ada: Person, mia: Person) -> None:
    number = introduced(kith, ada, mia)
    kith.press(ada, times.OPEN_TIME, number)
    form = kith.slack.of("views.open")[-1]["view"]
    fields = {
        time_form.DAY: payloads.on_date(IN_TWO_DAYS.date().isoformat()),
        time_form.AT: payloads.at_time("15:00"),
        time_form.PLACE: payloads.text("Library"),
    }
    kith.submit(ada, times.FORM, fields, remembers=form["private_metadata"])
    kith.submit(
        ada, times.FORM, {**fields, time_form.AT: payloads.at_time("16:00")}, remembers=form["private_metadata"]
    )
    told = [row.payload["text"] for row in kith.deliveries() if row.key.startswith("mentor_time:")]
    first, second = told
    assert "wrote down a time for your talk" in first
    assert "moved your talk" in second
    kith.press(mia, OF_PAIR.call_off, WeekMessage(WeekMessageKind.TODAY, NOW.date()).value(number))
    assert f"does not work for <@{mia.member.slack_user_id}>" in messages(kith)["mentor_time_off"]
    assert times.TAKE_TIME in messages(kith)["mentor_pair"]
    late = {**fields, time_form.DAY: payloads.on_date("2026-01-01")}
    answer = kith.submit(ada, times.FORM, late, remembers=form["private_metadata"])
    assert "That time is over" in str(answer.body)


def test_a_time_that_makes_no_sense_changes_nothing(kith: Kith, ada: Person, mia: Person) -> None:
    number = introduced(kith, ada, mia)
    for value in (f"{number}:{10**12}", f"{number}:-{FIRST_MINUTE}", f"{number + 1}:{FIRST_MINUTE}", str(number)):
        kith.press(ada, times.TAKE_TIME, value)
    fields = {time_form.DAY: payloads.on_date(IN_TWO_DAYS.date().isoformat()), time_form.AT: payloads.at_time("")}
    answer = kith.submit(ada, times.FORM, fields, remembers=WeekMessage(WeekMessageKind.HOME, NOW.date()).value(number))
    assert list(answer.body["errors"]) == [time_form.AT]
    assert [row for row in kith.deliveries() if row.key.startswith("mentor_time")] == []


def parts(kith: Kith, who: Person, number: int, *, tell: str = concerns.NOBODY, line: str = "") -> str:
    """They say that something is wrong, and do not want to be brought together again; what they read."""
    kith.press(who, view.CONCERN, number)
    fields = {
        concerns.NOT_AGAIN: payloads.choices(concerns.YES),
        concerns.TELL: payloads.choice(tell),
        concerns.LINE: payloads.text(line),
    }
    return str(kith.submit(who, concerns.MENTOR_FORM, fields, remembers=number).body)


def test_whoever_says_that_something_is_wrong_is_out_of_the_pair_at_once_and_the_other_reads_no_more_than_of_any_end(
    kith: Kith, ada: Person, mia: Person
) -> None:
    number = introduced(kith, ada, mia)
    assert view.CONCERN in messages(kith)["mentor_pair"]
    organizer = kith.organizer(ada.program)
    said = parts(kith, ada, number, tell=concerns.SOMEBODY, line="He will not stop")
    assert f"<@{organizer.slack_user_id}> will read it" in said
    assert f"with <@{mia.member.slack_user_id}>" in str(kith.slack.of("views.open")[-1]["view"])
    (note,) = [row for row in kith.deliveries() if row.key.startswith("concern:")]
    assert note.target == {"users": [organizer.slack_user_id]}
    assert note.program_id is None
    assert "He will not stop" in str(note.payload)
    of_the_two = messages(kith)["mentor_pair"]
    assert of_the_two == str(list(mentor_messages.over().blocks))
    assert "has come to its end" in room(kith, mia)
    assert str(ada.member.name) not in of_the_two
    asks(kith, ada, str(mia.participant.id))
    assert "changing fields" not in room(kith, mia)  # she is not asked by her again


def test_a_last_word_does_not_reach_whoever_keeps_apart_and_its_author_does_not_learn_that(
    kith: Kith, ada: Person, mia: Person
) -> None:
    number = introduced(kith, ada, mia)
    parts(kith, ada, number)
    fields = {forms.WORDS: payloads.text("Call me"), forms.PASS_ON: payloads.choices(forms.YES)}
    kith.submit(mia, forms.WORD_FORM, fields, remembers=number)
    assert "Call me" not in room(kith, ada)
    assert view.WORD not in room(kith, mia)  # it is said
    kith.submit(ada, forms.WORD_FORM, fields, remembers=number)
    assert "Call me" in room(kith, mia)  # her own, which she chose to pass on


@pytest.mark.parametrize("is_over", [False, True])
def test_an_admin_whom_slack_is_asked_for_is_told_where_the_mentor_organizes(
    kith: Kith, ada: Person, mia: Person, *, is_over: bool
) -> None:
    number = introduced(kith, ada, mia)
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        make_organizer(session, session.get_one(Program, ada.program.id), member=mia.member)
    if is_over:
        kith.press(mia, view.END, number, where="home")
    root = {"id": "UROOT", "is_owner": True, "name": "root", "tz": "UTC"}
    kith.slack.answers["users.list"] = {"members": [root]}
    assert "<@UROOT> will read it" in parts(kith, ada, number, tell=concerns.SOMEBODY)
    (note,) = [row for row in kith.deliveries() if row.key.startswith("concern:")]
    assert note.target == {"users": ["UROOT"]}


def test_a_line_that_nobody_would_read_ends_nothing(kith: Kith, ada: Person, mia: Person) -> None:
    number = introduced(kith, ada, mia)
    assert concerns.TELL in parts(kith, ada, number, line="words")
    assert "is your mentor" in room(kith, ada)


def test_organizers_read_room_and_numbers_and_no_word(kith: Kith, ada: Person, mia: Person) -> None:
    number = introduced(kith, ada, mia)
    kith.submit(ada, forms.AGREEMENT_FORM, FIVE, remembers=number)
    organizer = kith.organizer(ada.program)
    kith.press(organizer, mentoring.MENTORS, ada.program.id, where="home")
    shown = str(kith.slack.of("views.open")[-1]["view"])
    assert "no room at present, has one of one" in shown
    assert "One runs. Of one introduced since the start, one has said nothing." in shown
    assert "On Tuesdays" not in shown
    assert "changing fields" not in shown
