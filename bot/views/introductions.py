"""Introductions in the room Give & ask: what one is asked, what one asks for, and about what Kith may ask."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import companies
from bot.domain.introductions import Draft, IntroductionOutcome, Mine, Place, Question, Room, Target, Way
from bot.domain.messages import Block
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views.blocks import Element, actions, button, context, section
from bot.views.pickers import confirmed
from bot.views.text import listed, mention, plain
from bot.views.times import short_day

TARGETS, ASK, WITHDRAW = "introductions.targets", "introductions.ask", "introductions.withdraw"
PLACES, REFUSED = "introductions.places", "introductions.refused"
READ, NOTE = "introductions.read", "introductions.note"
YES, NOT_THIS_TIME, ANOTHER = "introductions.yes", "introductions.not_this_time", "introductions.another"
NOT_FROM_THEM = "introductions.not_from_them"
SAID_YES, SAID_NO, NO_ANSWER = "introductions.said_yes", "introductions.said_no", "introductions.no_answer"

_BEGIN = (
    "*Introductions*\nA warm word opens more doors than a form does. List up to five companies that you would like to "
    "get to know. When you ask, Kith looks for somebody of your programs who may know the way. They decide first, and "
    "nobody learns who was asked."
)
_NOTHING = (
    "nothing has come of it this time. That is how most of them go, and it says nothing about you. A person's name, or "
    "a smaller question, often finds another way in."
)

_QUIET = "Only you see this. Whatever you answer, they hear of it only once the other side has said yes."
_NO_PLACES = (
    "*Kith may ask me* about nothing so far. Where you work, or know somebody, you may be just the one whom another "
    "member looks for. You decide each time, and a no is told to nobody."
)


def asked_blocks(questions: Sequence[Question], week_message: WeekMessage) -> list[Block]:
    """What waits for an answer of theirs, first of all."""
    return [block for one in questions for block in question_blocks(one, week_message)]


def question_blocks(question: Question, week_message: WeekMessage) -> list[Block]:
    """One question: unread, read, or said yes to and without news since."""
    value = week_message.value(question.question_id)
    if question.has_promised:
        return _promised(question, value)
    if not question.is_shown and week_message.kind is WeekMessageKind.HOME:
        said = "Somebody of your programs looks for an introduction, and you may know the way."
        return [section(said, accessory=button("Read it", action_id=READ, value=value))]
    lines = [
        f"{mention(question.asked_by)} would like an introduction {where(question.wanted)}. Would you ask for them?",
        f"What for: “{plain(question.wanted.what_for)}”",
        _why(question),
    ]
    return [section("\n".join(lines)), actions(*_answers(question, value)), context(_QUIET)]


def room_blocks(room: Room | None) -> list[Block]:
    """What the reader asks for, and about what Kith may ask them."""
    if room is None:
        return []
    asked = {companies.key(one.wanted.company) for one in room.asked if one.outcome is None}
    mine = [_target(one, can_ask=room.can_ask and companies.key(one.name) not in asked) for one in room.targets]
    label = "Change my companies" if room.targets else "List companies"
    other = "Ask for another one" if room.targets else "Ask for an introduction"
    ask = [button(other, action_id=ASK, value="0")] if room.can_ask else []
    return [
        section("*Introductions*\nCompanies that you would like to get to know:" if room.targets else _BEGIN),
        *mine,
        actions(button(label, action_id=TARGETS), *ask),
        *(block for one in room.asked for block in _asked(one)),
        *_places(room),
    ]


def where(wanted: Draft) -> str:
    """`at *Google*`, `to *Ana Ruiz*`, `to *Ana Ruiz* at *Google*`."""
    company = f"at *{plain(wanted.company, 80)}*" if wanted.company else ""
    person = f"to *{plain(wanted.person, 100)}*" if wanted.person else ""
    return " ".join(part for part in (person, company) if part)


def news(mine: Mine) -> str:
    """What became of it: a line."""
    if mine.outcome is not IntroductionOutcome.CAME_ABOUT:
        return f"You asked for an introduction {where(mine.wanted)}: {_NOTHING}"
    by = mention(mine.by) if mine.by else "Somebody"
    at = f" at {plain(mine.wanted.company, 80)}" if mine.wanted.company else ""
    whom = f"*{plain(mine.whom, 100)}*{at}" if mine.whom else f"somebody{at}"
    then = f" Look for an e-mail from {by}." if mine.way is Way.EMAIL else f" {by} tells you how to go on."
    book = f" You find {plain(mine.whom, 100)} among your people." if mine.whom else ""
    return f":handshake: {by} has asked for you, and {whom} said yes.{then}{book}"


def _target(target: Target, *, can_ask: bool) -> Block:
    ask = button("Ask for an introduction", action_id=ASK, value=str(target.target_id)) if can_ask else None
    return section(f"• {plain(target.name, 80)}", accessory=ask)


def _asked(mine: Mine) -> list[Block]:
    if mine.outcome is not None:
        return [section(news(mine))]
    said = f"You asked for an introduction {where(mine.wanted)} ({short_day(mine.asked_on)}): "
    said += f"“{plain(mine.wanted.what_for)}”"
    said += "\nKith looks for a way. What comes of it stands here, and in one of your week's messages."
    back = button("Take it back", action_id=WITHDRAW, value=str(mine.introduction_id))
    return [section(said, accessory=back)]


def _places(room: Room) -> list[Block]:
    names = [_place(one) for one in room.places]
    said = f"*Kith may ask me* about {listed(names)}." if names else _NO_PLACES
    row = [button("What Kith may ask me", action_id=PLACES), button("Not from these people", action_id=REFUSED)]
    return [section(said), actions(*row)]


def _place(place: Place) -> str:
    at = f" ({plain(place.company, 80)})" if place.person and place.company else ""
    return f"{plain(place.name, 100)}{at}{' (my employer)' if place.is_employer else ''}"


def _why(question: Question) -> str:
    place = question.match.place
    if not question.match.is_sure:
        known = f", where you know *{plain(place.person, 100)}*" if place.person else ""
        return (
            f"Is *{plain(place.company, 80)}*{known}, about which Kith may ask you, the company that they mean by "
            f"“{plain(question.wanted.company, 80)}”?"
        )
    if place.person:
        at = f" ({plain(place.company, 80)})" if place.company else ""
        return f"Kith asks you because of *{plain(place.person, 100)}*{at} among your people."
    return f"Kith asks you because it may ask you about {plain(place.company, 80)}."


def _answers(question: Question, value: str) -> list[Element]:
    another = [button("It's another company", action_id=ANOTHER, value=value)] if not question.match.is_sure else []
    return [
        button("Yes, I'll ask", action_id=YES, value=value, style="primary"),
        *another,
        button("Not this time", action_id=NOT_THIS_TIME, value=value),
        confirmed(
            button("Not from this person", action_id=NOT_FROM_THEM, value=value),
            title="Not from this person?",
            text="Kith asks you for no introduction of theirs any more. They do not learn of it. You can change it in "
            "Give & ask.",
            yes="Not from them",
        ),
        button("Note to forward", action_id=NOTE, value=value),
    ]


def _promised(question: Question, value: str) -> list[Block]:
    said = f"You ask for {mention(question.asked_by)}: an introduction {where(question.wanted)}. What came of it?"
    return [
        section(said),
        actions(
            button("They said yes", action_id=SAID_YES, value=value, style="primary"),
            button("No answer", action_id=NO_ANSWER, value=value),
            button("They said no", action_id=SAID_NO, value=value),
            button("Note to forward", action_id=NOTE, value=value),
        ),
    ]
