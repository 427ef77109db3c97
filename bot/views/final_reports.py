"""The final report: what came of a program over all its rounds."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.messages import File, Message
from bot.domain.reports import Report
from bot.views.blocks import context, message, section
from bot.views.figures import (
    GOALS_MEAN,
    GROUPS_MEAN,
    LANDINGS_MEAN,
    council_meetings,
    introduced_groups,
    landings,
    mentor_pairs,
)
from bot.views.reports import row
from bot.views.text import counted, in_words, plain, sentence_start
from bot.views.times import day

SHOW = "final_reports.show"


def _councils(told: Report) -> tuple[str, ...]:
    if not told.councils.groups.number:
        return ()
    meetings = council_meetings(told.councils, when="in all")
    return (f"Councils: {introduced_groups(told.councils.groups)} {meetings}.",)


def final(told: Report, *, files: tuple[File, ...] = ()) -> Message:
    """To the organizers, once a program has ended; and in App Home from then on."""
    name = plain(told.program_name)
    acts, contacts = told.total("acts"), told.total("new_contacts")
    who = told.participation
    stayed = "all of them" if who.participants == who.served else in_words(who.participants)
    people = f"{sentence_start(counted(who.served, 'person', 'people'))} took part, {stayed} to the end"
    done = f"{counted(acts, 'thing')}, with {counted(contacts, 'new contact')}"
    lines = (
        f"{people}.",
        f"Landed: {landings(told.landings)}",
        f"Buddy groups: {introduced_groups(told.groups)}",
        *_councils(told),
        *([f"Mentor pairs: {mentor_pairs(told.mentor_pairs)}"] if told.mentor_pairs.introduced else []),
        f"Goals: {told.total('goals_met')} met of {told.total('goals_set')} set",
        f"Done: {done}" if acts else "Nothing was recorded.",
    )
    said = message(
        f"{name}: the final report",
        [
            section(f"*{name}: the final report*"),
            context(f"{day(told.period.from_on)} to {day(told.period.until_on)}, {counted(told.rounds, 'round')}"),
            section("\n".join(lines)),
            context(f"{GROUPS_MEAN} {GOALS_MEAN} {LANDINGS_MEAN}"),
            row(told.program_id),
        ],
    )
    return replace(said, files=files)
