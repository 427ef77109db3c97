"""Four weeks of the sample cohort, over the wire: what `kith demo --exit` lives through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from bot.db.models import Program
from bot.demo.cast import CHANNEL, Part
from bot.demo.facts import gather
from bot.demo.play import CURTAIN, Play, perform, rehearse
from bot.demo.stage import stage
from bot.domain.calendar import next_monday
from bot.domain.states import DeliveryState
from bot.services import digests
from tests.stories.by_hand import Given, given_by_hand
from tests.stories.town import PATIENCE

pytestmark = pytest.mark.story
WEEKS = 4


@pytest.fixture(scope="module")
def play() -> Iterator[Play]:
    """The whole programme, from `/kith setup` to the Monday after its fourth week."""
    with stage(start=CURTAIN, patience=PATIENCE) as running:
        played = rehearse(running, seed=7, tell=lambda _line: None)
        assert list(perform(played, weeks=WEEKS)) == list(range(1, WEEKS + 1))
        yield played


def words(play: Play, part: Part) -> str:
    """Everything that Kith wrote to whoever plays this part, by direct message."""
    player = next(player for player in play.players if player.part is part)
    return "\n".join(message.words for message in player.person.dm().messages())


def test_everything_that_was_decided_arrived_and_slack_refused_nothing(play: Play) -> None:
    facts = gather(play.stage)
    assert facts.nothing_failed, facts
    assert set(facts.deliveries) == {DeliveryState.SENT}


def test_nobody_is_alone_nobody_meets_again_and_nobody_gets_more_than_five_messages_a_week(play: Play) -> None:
    facts = gather(play.stage)
    assert (facts.members, facts.rounds, facts.repeats, facts.unpaired) == (22, 3, 0, 0)
    assert facts.messages_per_member_week <= 5


def test_what_was_done_left_people_and_next_steps_behind(play: Play) -> None:
    facts = gather(play.stage)
    assert facts.contacts > 10
    assert 0 < facts.follow_ups_done <= facts.follow_ups
    assert facts.landings == facts.trails == 1


def test_chats_are_agreed_prepared_and_written_down_and_events_gone_to(play: Play) -> None:
    facts = gather(play.stage)
    assert 0 < facts.meetings_reminded <= facts.meetings_agreed
    assert facts.preparations > 10
    assert facts.worksheets > 5
    assert facts.events == WEEKS
    assert facts.events_gone_to > 5


def test_councils_meet_every_week_beside_the_rounds_and_leave_lines(play: Play) -> None:
    facts = gather(play.stage)
    assert facts.councils == 4
    assert facts.council_meetings > 4
    assert facts.council_lines > 4


def test_people_ask_help_share_and_hand_on_what_they_know(play: Play) -> None:
    facts = gather(play.stage)
    assert facts.asks == 2 * WEEKS
    assert 0 < facts.helps_done <= facts.helps
    assert 1 <= facts.introductions <= 2  # of two that were asked for
    assert facts.shared > 0
    assert facts.advice > 0


def test_what_the_digest_counts_of_it_equals_a_count_of_the_rows_one_by_one(play: Play) -> None:
    first = next_monday(CURTAIN.date())
    with play.stage.kith.context.database.unit_of_work(read_only=True) as session:
        program = session.scalars(select(Program)).one()
        now, all_of_it = play.stage.client.clock.now(), []
        for monday in (first + timedelta(weeks=number) for number in range(WEEKS)):
            digest = digests.digest(session, program.id, week_on=monday, now=now)
            counted = given_by_hand(session, program, monday)
            assert Given(digest.give_and_ask, digest.introductions, digest.events) == counted
            all_of_it.append(counted)
    facts = gather(play.stage)
    assert sum(one.give_and_ask.asks for one in all_of_it) == facts.asks
    assert sum(one.give_and_ask.helps for one in all_of_it) + sum(one.introductions for one in all_of_it) > 0
    assert sum(one.events.number for one in all_of_it) == facts.events_gone_to


def test_a_mentor_pair_is_introduced_beside_the_buddies_agrees_and_talks(play: Play) -> None:
    facts = gather(play.stage)
    assert (facts.mentor_pairs, facts.mentor_talks) == (1, 1)
    mentor, mentee = play.mentoring
    for player in (mentor, mentee):
        said = "\n".join(message.words for group in player.person.groups() for message in group.messages())
        assert "You both agreed on your five lines" in said
        assert "Second talk: one question" in said


def test_four_summaries_reach_the_channel_and_four_digests_the_organizer(play: Play) -> None:
    channel = [message.words for message in play.organizer.person.channel(CHANNEL).messages()]
    organizer = [message.words for message in play.organizer.person.dm().messages()]
    assert sum("the week of" in text for text in channel) == WEEKS
    assert sum("Who takes part" in text for text in organizer) == WEEKS


def test_the_late_one_finds_a_buddy_and_the_one_who_pauses_is_asked_nothing_meanwhile(play: Play) -> None:
    late = next(player for player in play.players if player.part is Part.LATE)
    assert late.person.groups(), "the late joiner is in no buddy group"
    assert words(play, Part.PAUSES).count("How was your week?") < words(play, Part.DILIGENT).count("How was your week?")


def test_somebody_who_never_did_anything_is_written_to_in_private_alone(play: Play) -> None:
    inactive = next(player for player in play.players if player.part is Part.INACTIVE)
    assert len(inactive.person.dm().messages()) >= WEEKS
    for conversation in inactive.person.groups():
        assert all("not heard" not in message.words for message in conversation.messages())


def test_no_file_of_the_database_holds_what_kith_wrote_to_somebody(play: Play) -> None:
    file = Path(str(make_url(play.stage.kith.context.database.url).database))
    held = b"".join(path.read_bytes() for path in sorted(file.parent.glob("kith.sqlite*")))
    wrote = {line for part in Part for line in words(play, part).splitlines() if len(line) > 40}
    assert len(wrote) > 20
    assert play.organizer.person.id.encode() in held  # it does look where rows are
    assert [line for line in wrote if line.encode() in held] == []
