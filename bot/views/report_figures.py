"""What each figure of a report is called and what it counts: once, for every layout, table, chart and file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.views.figures import GOALS_MEAN, GROUPS_MEAN, LANDINGS_MEAN, MENTOR_PAIRS_MEAN


@dataclass(frozen=True)
class Figure:
    """`means` is printed beneath every report that tells it."""

    label: str
    means: str


_FEW = "About fewer than five people the total alone is told."
_NACE = "naceweb.org, First-Destination Survey Standards and Protocols"

FIGURES: Mapping[str, Figure] = {
    "participants": Figure(
        "Participants",
        "Everybody who had joined and not left when the period ended, those who landed and stay as alumni too. An "
        f"account that was closed in Slack counts as left. Their states are those of the day of the report. {_FEW}",
    ),
    "served": Figure(
        "People served", "Everybody who was in the search on any day of the period: carried over and new."
    ),
    "carried_over": Figure(
        "Carried over",
        "People who had joined before the period began, and were in the search when it began: they had neither left "
        "nor landed. In a report from the program's first day on nobody is carried over.",
    ),
    "joined": Figure(
        "New",
        "People who joined on a day of the period. Whoever left and came back counts on the day they came back; "
        "whoever joined before the program began is new in its first report.",
    ),
    "exits": Figure(
        "Exits",
        "People who landed, left the program, or whose account was closed in Slack, on a day of the period, by what "
        f"came first. Whoever landed and is back in the search is no exit. {_FEW}",
    ),
    "in_search": Figure("In the search at the end", "Carried over and new, without exits."),
    "rounds": Figure("Rounds", "Rounds of buddies that lie in the weeks of the report, even in part."),
    "groups": Figure(
        "Buddy groups introduced",
        f"{GROUPS_MEAN} A group of a round that lies in several reports is in each of them. {_FEW}",
    ),
    "councils": Figure(
        "Councils introduced",
        "Councils that there were in these weeks, by what became of them since their introduction. Meetings are those "
        f"planned for these weeks; one took place where somebody said so. {_FEW}",
    ),
    "mentor_pairs": Figure("Mentor pairs", f"{MENTOR_PAIRS_MEAN} Those that there were in these weeks. {_FEW}"),
    "people": Figure("People who did something", "Who recorded at least one act with a day in these weeks."),
    "acts": Figure(
        "Things done",
        "What people recorded with a day in these weeks, and did not take back: chats, events, applications, whatever "
        f"the program counts. {_FEW}",
    ),
    "new_contacts": Figure(
        "New contacts", "New people whom they noted with what they did. Who they are, nobody else sees."
    ),
    "goals_set": Figure("Goals set", f"Goals that people set themselves for these weeks. {GOALS_MEAN}"),
    "goals_met": Figure(
        "Goals met", f"Goals whose activity was done as often in its week as the goal says. {GOALS_MEAN}"
    ),
    "events": Figure(
        "Visits to events",
        f"How often somebody said that they went to an event of these weeks: two people at one event are two. {_FEW}",
    ),
    "introductions": Figure(
        "Introductions", "Introductions to a company or a person, by a member, that came about in these weeks."
    ),
    "asks": Figure("Asks", "What people asked the others for, by the day on which it was asked."),
    "helps": Figure(
        "Times somebody helped", "Asks that somebody helped with, each helper once, by the day on which it was done."
    ),
    "shared": Figure("Things shared", "Articles, postings and events that people passed on to each other."),
    "landings": Figure(
        "Landings",
        f"{LANDINGS_MEAN} By the week in which they said so. What it ended in and how it came are told from five on, "
        "or of those alone who passed their trail on.",
    ),
    "days": Figure(
        "Days from first step to landing",
        "Half of them took so long or less, from the first step that their own log knows of. Told from five on.",
    ),
    "placements": Figure(
        "Placements",
        "Landings in a job, an internship or a business of one's own; by whole weeks, so that one in the last week "
        "of a report can be in the next one too. Told from five landings on, or of those who passed their trail on.",
    ),
    "stories": Figure(
        "Stories",
        "The steps from the first one to the landing, of those who agreed to pass them on. Nobody is named.",
    ),
    "outcomes": Figure(
        "Outcome",
        "Of everybody served in the period, what is known on the day of the report, in the categories of NACE "
        f"({_NACE}). Employed: a job, an internship or a business of one's own. Kith asks for service as one, "
        "voluntary or military. Seeking: takes part and has not said that the search is over. Not known: paused, not "
        "heard from for long, or left without saying; Kith never guesses. Mentors who never landed here are not among "
        "them.",
    ),
    "knowledge_rate": Figure(
        "Knowledge rate",
        "Of how many the outcome is known: employed, service, military, continuing education, seeking and not seeking, "
        f"of all ({_NACE}).",
    ),
    "career_outcomes_rate": Figure(
        "Career outcomes rate",
        "Employed, service, military and continuing education, of those whose outcome is known and who are not “not "
        f"seeking” ({_NACE}).",
    ),
}

# of `domain.reports.ReportWeek`, in the order of columns
WEEKLY = (
    "joined",
    "exits",
    "in_search",
    "people",
    "acts",
    "new_contacts",
    "goals_set",
    "goals_met",
    "events",
    "introductions",
    "asks",
    "helps",
    "shared",
    "landings",
)
