"""Words typed to Kith are answered: never with silence, and never twice."""

from __future__ import annotations

from typing import Any

import pytest

from bot.db.models import Delivery, Member
from tests.handlers import payloads
from tests.handlers.conftest import Kith

WORDS_OF_MINE = "Zanzibar was lovely"


def say(kith: Kith, member: Member, text: str = WORDS_OF_MINE, *, event_id: str = "Ev1", **more: Any) -> None:
    what = {"type": "message", "channel": "D1", "channel_type": "im", "user": member.slack_user_id, "text": text}
    kith.send(payloads.event(kith.workspace.slack_team_id, {**what, "ts": "1.5", **more}) | {"event_id": event_id})


def answers(kith: Kith) -> list[Delivery]:
    return kith.deliveries()


def test_what_is_not_understood_gets_four_buttons_and_is_stored_nowhere(kith: Kith) -> None:
    say(kith, kith.member())
    (answer,) = answers(kith)
    for action_id in ("log_activity", "typed.goals", "typed.buddy", "typed.help"):
        assert action_id in str(answer.payload)
    assert "Zanzibar" not in str(answer.payload)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("help", "/kith"),
        ("Goals!", "What will you do this week"),
        ("buddy", "My buddy"),
        ("log", "All of it counts"),
        ("/pause", "A pause ends by itself"),
        ("my buddy?", "My buddy"),
        ("hard week", "`/kith hard-week`"),
        ("/kith skip", "`/kith skip`"),
    ],
)
def test_a_single_word_is_understood(kith: Kith, word: str, said: str) -> None:
    member = kith.member()
    kith.participant(kith.program(), member=member)
    say(kith, member, word)
    (answer,) = answers(kith)
    assert said in str(answer.payload)


@pytest.mark.parametrize("text", ["help", "goals", "buddy", "log", "pause", "hello"])
def test_somebody_in_no_program_gets_an_answer_too(kith: Kith, text: str) -> None:
    say(kith, kith.member(), text)
    assert len(answers(kith)) == 1


def test_an_event_that_slack_sends_again_is_answered_once(kith: Kith) -> None:
    member = kith.member()
    say(kith, member)
    say(kith, member)
    assert len(answers(kith)) == 1
    say(kith, member, event_id="Ev2")
    assert len(answers(kith)) == 2


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"channel_type": "mpim"},
        {"user": None},
    ],
)
def test_bots_edits_and_other_conversations_are_ignored(kith: Kith, more: dict[str, Any]) -> None:
    member = kith.member()
    say(kith, member, **more)
    assert answers(kith) == []


@pytest.mark.parametrize(
    ("button", "said"), [("goals", "What will you do"), ("buddy", "My buddy"), ("help", "`/kith goals`")]
)
def test_each_button_answers(kith: Kith, button: str, said: str) -> None:
    member = kith.member()
    kith.participant(kith.program(), member=member)
    kith.press(member, f"typed.{button}")
    assert said in str(kith.slack.of("response_url"))
