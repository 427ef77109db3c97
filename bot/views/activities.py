"""Activities as parts of sentences: "two coffee chats" for what the catalogue calls "Coffee chat"."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.goals import GoalNow, Offer
from bot.views.text import counted, in_words, listed, plain, sentence_start

# The activities of the presets: one of it, several of it. Organizers' own names stay as they wrote them.
_PHRASES = {
    "Advice given": ("piece of advice", "pieces of advice"),
    "Coffee chat": ("coffee chat", "coffee chats"),
    "Event": ("event", "events"),
    "Event or group": ("event or group", "events or groups"),
    "Event or meet-up": ("event or meet-up", "events or meet-ups"),
    "Follow-up or thank-you": ("follow-up or thank-you", "follow-ups or thank-yous"),
    "Group or community joined": ("new group or community", "new groups or communities"),
    "Introduction asked or given": ("introduction asked or given", "introductions asked or given"),
    "Introduction given": ("introduction given", "introductions given"),
    "Lead passed to a peer": ("lead for a peer", "leads for peers"),
    "Lunch in person": ("lunch in person", "lunches in person"),
    "Message to a new contact": ("message to a new contact", "messages to new contacts"),
    "Message to someone I know": ("message to someone {they} know", "messages to people {they} know"),
    "Message to someone I lost touch with": (
        "message to someone {they} lost touch with",
        "messages to people {they} lost touch with",
    ),
    "Post or comment in my field": ("post or comment in {their} field", "posts or comments in {their} field"),
    "Prepared conversation": ("prepared conversation", "prepared conversations"),
    "Talk with a stranger": ("talk with a stranger", "talks with strangers"),
}
_TIMES = {1: "", 2: " twice"}


def deeds(name: str, number: int, *, of_others: bool = False) -> str:
    """So many of an activity, in the middle of a sentence: `two coffee chats`, `“Gym talk” three times`."""
    phrases = _PHRASES.get(name)
    if phrases is None:
        return f"“{plain(name, 80)}”{_TIMES.get(number, f' {in_words(number)} times')}"
    they, their = ("they", "their") if of_others else ("you", "your")
    return counted(number, *(phrase.format(they=they, their=their) for phrase in phrases))


def all_deeds(offers: Iterable[Offer], *, of_others: bool = False) -> str:
    """What was offered, done or planned, in a sentence: `two coffee chats and one event`."""
    return listed([deeds(offer.activity, offer.target, of_others=of_others) for offer in offers])


def offer_lines(offers: Iterable[Offer]) -> str:
    """One line an offer; the coffee chat that is the meeting with the buddy says so."""
    return "\n".join(
        f"•  {sentence_start(deeds(offer.activity, offer.target))}{_with_buddy(offer)}" for offer in offers
    )


def progress(goal: GoalNow) -> str:
    """`*Coffee chat*  1 of 2`, with a tick once the goal is met; beyond it how many more were done."""
    tick = "  :white_check_mark:" if goal.is_met else ""
    more = goal.done - goal.target
    far = f"{goal.done}, {in_words(more)} more than planned" if more > 0 else f"{goal.done} of {goal.target}"
    return f"*{plain(goal.activity, 80)}*  {far}{tick}"


def _with_buddy(offer: Offer) -> str:
    if not offer.with_buddy:
        return ""
    whom = "the buddy Kith introduces to you" if offer.is_to_come else "your buddy"
    return f", with {whom}" if offer.target == 1 else f", one of them with {whom}"
