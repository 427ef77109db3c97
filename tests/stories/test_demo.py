"""Four weeks of the sample cohort, over the wire: what `kith demo --exit` lives through."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.demo.cast import CHANNEL, Part
from bot.demo.facts import gather
from bot.demo.play import CURTAIN, Play, perform, rehearse
from bot.demo.stage import stage
from bot.domain.states import DeliveryState

pytestmark = pytest.mark.story
WEEKS = 4


@pytest.fixture(scope="module")
def play() -> Iterator[Play]:
    """The whole programme, from `/kith setup` to the Monday after its fourth week."""
    with stage(start=CURTAIN) as running:
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


def test_four_summaries_reach_the_channel_and_four_digests_the_organizer(play: Play) -> None:
    channel = [message.words for message in play.organizer.person.channel(CHANNEL).messages()]
    organizer = [message.words for message in play.organizer.person.dm().messages()]
    assert sum("the week of" in text for text in channel) == WEEKS
    assert sum("Who takes part" in text for text in organizer) == WEEKS


def test_the_one_who_pauses_is_told_when_it_ends_and_the_late_one_finds_a_buddy(play: Play) -> None:
    assert "until" in words(play, Part.PAUSES)
    late = next(player for player in play.players if player.part is Part.LATE)
    assert late.person.groups(), "the late joiner is in no buddy group"


def test_who_was_never_heard_of_gets_a_private_word_and_no_one_else_sees_it(play: Play) -> None:
    unheard = next(player for player in play.players if player.part is Part.UNHEARD)
    assert len(unheard.person.dm().messages()) >= WEEKS
    channel = "\n".join(message.words for message in play.organizer.person.channel(CHANNEL).messages())
    assert unheard.person.id not in channel
