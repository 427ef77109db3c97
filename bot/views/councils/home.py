"""My council, in App Home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.councils import Gathering, Meeting, MyCouncil
from bot.domain.messages import Block
from bot.views import blocks
from bot.views.councils.messages import CALL_OFF, LINE, MET, OPEN_TIME, WRONG, rhythm, when_and_where
from bot.views.text import listed, mention, plain
from bot.views.times import day


def home_blocks(mine: Sequence[MyCouncil]) -> list[Block]:
    """The part of App Home about councils; nothing where there are none."""
    if not mine:
        return []
    several = len(mine) > 1
    return [blocks.header("My council"), *(block for one in mine for block in _mine(one, several=several))]


def _mine(one: MyCouncil, *, several: bool) -> Iterator[Block]:
    title = f"*{plain(one.program_name, 80)}*\n" if several else ""
    if one.gathering is None:
        yield blocks.section(f"{title}{_to_come(one)}")
        return
    said = one.gathering
    others = [mention(person.slack_user_id) for person in said.people if person.participant_id != one.mine_id]
    yield blocks.section(f"{title}{listed(['You', *others])} are a council: one hour {rhythm(said.every_weeks)}.")
    if said.meeting is not None:
        yield from _meeting(one, said, said.meeting)
    if one.my_line:
        yield blocks.context(f"You wrote that you would try: “{plain(one.my_line, 200)}”")
    yield blocks.actions(blocks.button("Change my council", action_id=WRONG, value=str(said.council_id)))


def _to_come(one: MyCouncil) -> str:
    if one.introduce_on is not None:
        return f"You are introduced to your council on {day(one.introduce_on)}, at an hour that suits all of it."
    if one.waits:
        return "Kith is looking for a council that suits your days, and introduces you as soon as there is one."
    return "You are introduced to your council at the next hour that suits all of it."


def _meeting(one: MyCouncil, said: Gathering, at: Meeting) -> Iterator[Block]:
    lead = next((person for person in said.people if person.participant_id == at.facilitator_id), None)
    value = str(at.meeting_id)
    line = blocks.button("Change my line" if one.my_line else "Write my line", action_id=LINE, value=value)
    if at.met:
        there = [] if one.was_there else [blocks.button("I was there too", action_id=MET, value=value)]
        wrote = [line] if said.has_lines else []
        yield blocks.section(f"*Meeting {at.number}*: you have met. Good to hear.")
        if there or wrote:
            yield blocks.actions(*there, *wrote)
        return
    who = ""
    if lead is not None:
        is_me = lead.participant_id == one.mine_id
        who = " You facilitate." if is_me else f" {mention(lead.slack_user_id)} facilitates."
    if at.agreed is None:
        yield blocks.section(f"*Meeting {at.number}* has no time yet.{who}")
        yield blocks.actions(
            blocks.button("Write down a time", action_id=OPEN_TIME, value=value),
            blocks.button("We met", action_id=MET, value=value),
        )
        return
    yield blocks.section(f"*Meeting {at.number}*{who}\n{when_and_where(said)}")
    yield blocks.actions(
        blocks.button("We met", action_id=MET, value=value),
        blocks.button("Another time", action_id=OPEN_TIME, value=value),
        blocks.button("Not this time", action_id=CALL_OFF, value=value),
    )
