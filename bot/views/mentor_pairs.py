"""Mentor pairs in App Home and in messages about a week: ask, be asked, the pair and its next talk, its end."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.goals import Week
from bot.domain.mentor_pairs import Asked, Ended, MyMentoring, Pair, Question
from bot.domain.messages import Block
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views.blocks import Element, actions, button, context, section
from bot.views.mentor_agendas import agenda
from bot.views.mentor_times import time_buttons, when
from bot.views.pickers import confirmed
from bot.views.rounds.my_meetings import meeting_blocks
from bot.views.text import in_words, mention, plain
from bot.views.times import day

ASK, WITHDRAW = "mentor_pairs.ask", "mentor_pairs.withdraw"
YES, NOT_THIS_TIME = "mentor_pairs.yes", "mentor_pairs.not_this_time"
AGREEMENT, AGREE, TALKED = "mentor_pairs.agreement", "mentor_pairs.agree", "mentor_pairs.talked"
GO_ON, WEEK_GO_ON, END, WORD = (
    "mentor_pairs.go_on",
    "mentor_pairs.week_go_on",
    "mentor_pairs.end",
    "mentor_pairs.word_form",
)
CONCERN = "concerns.mentor_pair"
MOST = 2  # questions that a message asks; the others wait in the room

_TO_COME = "Kith introduces you in a conversation of the two of you, at an hour that suits both."
_QUIET = "Only you see this. Whatever you answer, nobody reads a no: without a yes the question lapses by itself."


def week_room(mine: MyMentoring, week_message: WeekMessage) -> list[Block]:
    """In the room Week: what one is asked first, then the pairs, and what is over."""
    return [
        *(block for one in mine.questions for block in _question(one, week_message)),
        *(block for pair in mine.pairs for block in _pair(pair)),
        *(block for one in mine.ended for block in _ended(one)),
    ]


def give_room(mine: MyMentoring) -> list[Block]:
    """In the room Give & ask: what one waits for, what came of it, and the way to ask."""
    waits = [block for one in mine.asked for block in _asked(one)]
    news = [section(unanswered(program)) for program in mine.unanswered]
    asks = [
        section(
            f"*A mentor beside your buddy*\nSomebody further along in *{plain(name, 80)}* talks with you for some "
            "weeks. You say what about; they decide, and a no reaches nobody.",
            accessory=button("Ask for a mentor", action_id=ASK, value=str(program_id)),
        )
        for program_id, name in mine.may_ask.items()
    ]
    return [*waits, *news, *asks]


def week_blocks(week: Week, week_message: WeekMessage) -> list[Block]:
    """In a message about somebody's week: news; on Friday also what they are asked. In a hard week nothing."""
    mine = week.mentoring
    if week.is_hard:
        return []
    news = [section(unanswered(program)) for program in mine.unanswered]
    news += [block for one in mine.ended if one.is_news for block in _ended(one)]
    if week_message.kind is not WeekMessageKind.CHECKIN:
        return news
    asked = [block for one in mine.questions[:MOST] for block in _question(one, week_message)]
    talks = [one for one in week.meetings if one.pair_id and one.on <= week.last_on]
    times = [block for one in talks for block in meeting_blocks(one, week_message)]
    pairs = [block for one in mine.pairs for block in (*_to_come(one), *_to_sign(one), *_whether_on(one, week_message))]
    return [*news, *asked, *times, *pairs]


def _to_come(pair: Pair) -> list[Block]:
    return [] if pair.is_introduced else [section(f"*{who_is_who(pair)}*. {_TO_COME}")]


def unanswered(program: str) -> str:
    """What came of a question that came to nothing, whatever it was."""
    return (
        f"You asked for a mentor in *{plain(program, 80)}*. Nobody had room for it these two weeks; that says nothing "
        "about you or what you asked for. You can ask again in Give & ask whenever you like."
    )


def _question(question: Question, week_message: WeekMessage) -> Iterator[Block]:
    value, weeks = week_message.value(question.pair_id), in_words(question.weeks)
    yield section(
        f"{mention(question.asked_by)} would like you as a mentor in *{plain(question.program, 80)}*, for {weeks} "
        f"weeks, beside their buddies.\nWhat they would like to talk about: “{plain(question.what_for)}”"
    )
    yield actions(
        button("Yes, I'll be their mentor", action_id=YES, value=value, style="primary"),
        button("Not this time", action_id=NOT_THIS_TIME, value=value),
    )
    yield context(f"{_QUIET} It stands until {day(question.until_on)}.")


def _asked(asked: Asked) -> Iterator[Block]:
    who = f"You asked {mention(asked.mentor)} to be your mentor" if asked.mentor else "Kith looks for a mentor for you"
    said = f"{who} in *{plain(asked.program, 80)}*. You hear by {day(asked.until_on)}, whatever comes of it."
    yield section(said, accessory=button("Take it back", action_id=WITHDRAW, value=str(asked.pair_id)))


def _pair(pair: Pair) -> Iterator[Block]:
    yield section(f"*{who_is_who(pair)}* in {plain(pair.program, 80)}, until {day(pair.ends_on)}.")
    if not pair.is_introduced:
        yield context(_TO_COME)
        yield actions(_end(pair))
        return
    yield section(agenda(pair))
    yield from when(pair)
    yield context(_how_agreed(pair))
    yield from _whether_on(pair, None)
    yield actions(*pair_buttons(pair))
    yield actions(_end(pair), concern_button(pair))


def who_is_who(pair: Pair) -> str:
    """`@Ana is your mentor`, `You are the mentor of @Bo`."""
    other = mention(pair.other) if pair.other else "somebody who left"
    return f"You are the mentor of {other}" if pair.is_mentor else f"{other} is your mentor"


def pair_buttons(pair: Pair) -> list[Element]:
    """What the two of a pair do, in its conversation and in the room."""
    value = str(pair.pair_id)
    return [
        button("We've talked", action_id=TALKED, value=value),
        *time_buttons(pair),
        button("Our agreement", action_id=AGREEMENT, value=value),
    ]


def concern_button(pair: Pair) -> Element:
    """Opens the form that ends the pair at once, for whoever presses it: the other one does not see that."""
    return button("Something's wrong", action_id=CONCERN, value=str(pair.pair_id))


def _how_agreed(pair: Pair) -> str:
    if pair.signed is None:
        return "Your agreement of five lines is not written yet. Either of you can begin."
    if pair.signed.holds:
        return "You both agreed on your five lines."
    waits = "the other one" if pair.signed.by_me else "you: read it, agree to it or change it"
    return f"Your agreement is written, and waits for {waits}."


def _to_sign(pair: Pair) -> list[Block]:
    """Lines that the other one wrote, and the reader has not agreed to."""
    if pair.signed is None or pair.signed.by_me:
        return []
    said = f"{mention(pair.other)} has written down your agreement as mentor and mentee. Does it suit you?"
    return [section(said, accessory=button("Read it", action_id=AGREEMENT, value=str(pair.pair_id)))]


def _whether_on(pair: Pair, week_message: WeekMessage | None) -> list[Block]:
    if not pair.asks_to_go_on:
        return []
    if pair.i_go_on:
        return [context(f"You would go on with {mention(pair.other)}. It counts once both say so.")]
    said = (
        f"Your time with {mention(pair.other)} as your {'mentee' if pair.is_mentor else 'mentor'} ends on "
        f"{day(pair.ends_on)}. If you both like, it goes on for {in_words(pair.weeks)} weeks. Nobody is told what the "
        "other one said."
    )
    where = (
        button("I'd go on", action_id=GO_ON, value=str(pair.pair_id))
        if week_message is None
        else button("I'd go on", action_id=WEEK_GO_ON, value=week_message.value(pair.pair_id))
    )
    return [section(said, accessory=where)]


def _end(pair: Pair) -> Element:
    return confirmed(
        button("End it", action_id=END, value=str(pair.pair_id)),
        title="End it here?",
        text="You both read that your time as mentor and mentee has come to its end; not who ended it, and nobody is "
        "asked why.",
        yes="End it",
    )


def _ended(ended: Ended) -> Iterator[Block]:
    other = mention(ended.other) if ended.other else "somebody who left"
    said = f"Your time with {other} as mentor and mentee in *{plain(ended.program, 80)}* has come to its end."
    if ended.word:
        said += f"\n{other} says: “{plain(ended.word)}”"
    if ended.said or not ended.other:
        yield section(said)
    else:
        yield section(said, accessory=button("Say a word", action_id=WORD, value=str(ended.pair_id)))
