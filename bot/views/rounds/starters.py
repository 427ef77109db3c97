"""Questions to start a first chat with: easy to answer, about the person and the path, never about a job opening."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.text import plain

STARTERS = (
    "What is something you are learning at the moment, and what got you into it?",
    "Which part of your week do you look forward to most?",
    "What did you want to become when you were ten, and how far off were you?",
    "Who taught you something about work that you still use?",
    "What would you do with a free Wednesday?",
    "What surprised you most when you started in your field?",
    "Which small skill of yours do people not know about?",
    "What is the best question anyone has asked you lately?",
    "Which book, talk or podcast have you passed on to others?",
    "What kind of problem makes you lose track of time?",
    "How did you get from your first job to where you are now?",
    "What do newcomers to your field usually get wrong?",
    "Which place you have lived in shaped you most?",
    "What would your ideal working day look like, hour by hour?",
    "What did you change your mind about in the last year?",
    "Which project are you proud of that nobody ever asks about?",
    "What is one thing you would like to have done by the end of this month?",
    "Who in your field do you follow, and why?",
    "What was a detour in your path that turned out well?",
    "Which tool or habit makes your week easier?",
    "What do you like to talk about when work is not the subject?",
    "If you could sit in on any team for a day, which would it be?",
    "What advice would you give to yourself of five years ago?",
    "Which event or meetup did you leave with more energy than you came with?",
    "What is a word from your field that needs explaining, and what does it mean?",
    "What do you wish more people asked you about?",
    "Which decision in your path was hardest, and what helped?",
    "What is good about the place you live in that visitors miss?",
    "Which course or training was worth its time?",
    "What are you curious about that has nothing to do with work?",
    "When did somebody open a door for you, and how?",
    "What would you like to be asked for help with?",
)


def starter(number: int, own: Sequence[str] = ()) -> str:
    """One of the program's own questions, or of Kith's; the same number gives the same question."""
    return plain(own[number % len(own)]) if own else STARTERS[number % len(STARTERS)]
