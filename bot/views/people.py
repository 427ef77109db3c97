"""A program's people in words, for organizers: the same on the page and in Slack."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.participants import NotPaired
from bot.domain.people import WITHOUT, HeardFrom, KeptApart, PastGroup, PersonLine, PersonPage, Sort
from bot.domain.states import ParticipantState
from bot.views.rounds.unmatched_reasons import unmatched_reason
from bot.views.text import listed, plain, sentence_start
from bot.views.times import day, span

STATES: Mapping[ParticipantState, str] = {
    ParticipantState.ACTIVE: "Active",
    ParticipantState.PAUSED: "Paused",
    ParticipantState.RESTING: "Not heard from",
    ParticipantState.LANDED: "Landed",
}
HEARD: Mapping[HeardFrom, str] = {
    HeardFrom.THIS_WEEK: "this week",
    HeardFrom.LATELY: "lately",
    HeardFrom.NOT_LATELY: "not for a while",
}
SORTS: Mapping[Sort, str] = {
    Sort.NAME: "Name",
    Sort.JOINED: "Joined, newest first",
    Sort.HEARD: "Heard from, longest ago first",
}
SHOWN: Mapping[str, str] = {
    "": "Everybody",
    WITHOUT: "Without a buddy",
    **{state.value: name for state, name in STATES.items()},
}
# What is said once it was done
DONE: Mapping[str, str] = {
    "person_asked": "They are asked in a direct message, in their daytime. A no is told to nobody.",
    "asked_before": "They were asked lately, so nothing more was sent: nobody is asked twice.",
    "person_removed": "They are out of the program, and are told kindly. Their buddies get others.",
    "person_paused": "They are on a pause, and are told. They can end it themselves.",
    "person_resumed": "The pause is over.",
    "apart": "From now on they are never in one group.",
    "apart_later": "They are kept apart from the next round on. Until then they stay buddies, unless you change it.",
    "may_meet": "They may be in one group again.",
    "parted": "They are not buddies any more. Each is matched with somebody else, and told as after any change.",
    "together": "They are one group of the next round. A proposal of it follows within minutes.",
    "not_together": "They are matched like everybody in the next round.",
}
# What an act means, said beside it; mrkdwn
ASKING = (
    "They get one direct message that names you: *Join*, or *Not this time*, which is told to nobody. It lapses after "
    "two weeks, and nobody is asked twice in four."
)
INVITED = "An invitation lapses after two weeks. Whether somebody said “not this time” is told to nobody."
TOGETHER = (
    "Together is for the next round alone, two to four people, and goes before what matching would choose. Personal "
    "rules stay as they are: where one is in the way you read that they cannot be grouped, and no more."
)
MENTOR = "One direct message that names you. Their own yes makes them one; a no is told to nobody."
OWN_PAUSE = "They are on a pause of their own, which only they can change."
HAS_LANDED = "They have landed, and are matched with nobody as it is."
PAUSING = "They are told, and can end the pause themselves."
REMOVING = (
    "As if they had left: their buddies get others, they are told kindly, and they can join again. What they noted "
    "stays theirs."
)
# Why somebody is not matched; of a wish of their own no more than that they sit out
_WHY: Mapping[NotPaired, str] = {
    NotPaired.LEFT_CHANNEL: "left the channel, and has not said whether they stay.",
    NotPaired.PAUSED: "on a pause.",
    NotPaired.RESTING: "not heard from for a while.",
    NotPaired.LANDED: "has landed.",
    NotPaired.SKIPS: "sits out this round.",
    NotPaired.BY_FREQUENCY: "sits out this round.",
    NotPaired.GUEST: "a guest, and the program matches full members.",
    NotPaired.UNKNOWN: "Slack has not told Kith their time zone yet.",
}


def stands(line: PersonLine) -> str:
    """`Paused until Monday 6 April`."""
    until = f" until {day(line.paused_until_on)}" if line.paused_until_on else ""
    return f"{STATES.get(line.state, 'Left')}{until}"


def why_none(line: PersonLine, *, round_runs: bool) -> str:
    """Why they have no buddy now, as a sentence; empty where they have one, or where no round runs."""
    if line.buddies or not round_runs:
        return ""
    if line.not_paired:
        return sentence_start(_WHY.get(line.not_paired, ""))
    if line.lacks:
        return sentence_start(unmatched_reason(line.lacks.why, line.lacks.help))
    return "Kith is looking for one."


def met(line: PersonLine) -> str:
    """Whether they met a buddy of this round; empty where they have none."""
    return "" if line.met is None else "met" if line.met else "not yet"


def facts(found: PersonPage) -> list[tuple[str, str]]:
    """How they stand: each fact with its name, in plain text."""
    line = found.line
    given = line.state is ParticipantState.PAUSED and not found.own_pause
    asks = found.goes_on and line.state is ParticipantState.ACTIVE
    lacks = why_none(line, round_runs=found.round_runs) if asks else ""
    buddies = f"{listed(line.buddies)}{'' if line.met is None else ': met' if line.met else ': not met yet'}"
    told = [
        ("State", f"{stands(line)}{', given by an organizer' if given else ''}"),
        ("With", buddies if line.buddies else ""),
        ("No buddy now", lacks),
        ("In a council with", listed(found.council) if found.council else ""),
        ("Role", "Mentor" if found.is_mentor else ""),
        ("Joined", span(line.joined_on, line.joined_on)),
        ("First round", span(line.started_on, line.started_on) if line.started_on else "not yet"),
        ("Heard from", HEARD[line.heard_from]),
    ]
    return [one for one in told if one[1]]


def met_then(group: PastGroup) -> str:
    """Whether they met in that round."""
    return "met" if group.met else "not yet" if group.is_now else "not that we know"


def together(others: tuple[str, ...]) -> str:
    """With whom they are to be in the next round; mrkdwn."""
    names = listed([plain(name, 80) for name in others])
    return f"In the next round together with {names}, as far as every rule allows it."


def kept_apart(other: KeptApart) -> str:
    """Whom organizers keep apart from them, and where they are together still; mrkdwn."""
    said = f"Never in one group with *{plain(other.name, 150)}*: a rule of the program, of which members are not told."
    now = f" The two are buddies now, until {day(other.until_on)}." if other.until_on else ""
    council = " They share a council, which goes on as it is until one of them changes." if other.in_council else ""
    return f"{said}{now}{council}"


def why_no_pause(found: PersonPage) -> str:
    """Why an organizer cannot let them pause; empty where they can."""
    if found.line.state is ParticipantState.PAUSED and found.own_pause:
        return OWN_PAUSE
    return HAS_LANDED if found.line.state is ParticipantState.LANDED else ""
