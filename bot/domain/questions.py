"""What one may ask in a chat: a bank of questions by theme. None of them asks for a job.

A question's key is stored with whoever was shown it, so a key is never given to another question. What stands in braces
is a field of the member's own profile: such a question is asked only by those who filled it in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Theme(StrEnum):
    """What a question is about, in the order in which a chat goes well."""

    PATH = "path"
    FIELD = "field"
    DAY = "day"
    SKILLS = "skills"
    READING = "reading"
    OTHERS = "others"


@dataclass(frozen=True)
class Question:
    """One of the bank. `needs`: the fields of a profile that its text names."""

    key: str
    theme: Theme
    text: str

    @property
    def needs(self) -> frozenset[str]:
        """The fields of the profile that have to be filled in."""
        return frozenset(re.findall(r"{(\w+)}", self.text))


_TEXTS: Mapping[Theme, tuple[str, ...]] = {
    Theme.PATH: (
        "How did you come to do what you do now?",
        "What did you think you would become when you began?",
        "Which step on your way turned out to matter most?",
        "Was there a detour that you are glad of today?",
        "What made you stay in this line of work?",
        "Who opened a door for you, and how did that come about?",
        "What would you do differently if you began again today?",
        "What was hard in your first months, and what helped?",
        "When did you last change direction, and what told you that it was time?",
        "I come from {field}. Do you know somebody who made the step from there to here, and how?",
        "I went to {school}. Did where you learned matter on your way, or did something else?",
    ),
    Theme.FIELD: (
        "What is changing in your field that people outside do not see yet?",
        "What is your field struggling with at present?",
        "Which kinds of organisations do this work besides the well-known ones?",
        "What do newcomers usually get wrong about your field?",
        "Where do people in your field disagree with each other?",
        "What was different five years ago?",
        "Which part of it would you look at closely if you were new?",
        "What is the work called elsewhere, under other titles?",
        "Which problem would you love somebody to solve?",
        "Where do your field and {field} meet?",
        "How is your field different in {city} from other places?",
    ),
    Theme.DAY: (
        "What did you work on yesterday?",
        "Which part of your week do you look forward to?",
        "Which part of the work would surprise somebody from outside?",
        "With whom do you work most, and what do they do?",
        "What takes more time than anybody thinks?",
        "How do you know at the end of a week that it went well?",
        "What do you decide yourself, and what is decided elsewhere?",
        "How much of your day is with people, and how much alone?",
        "Which tool would you not want to be without?",
        "What does a bad day look like?",
        "I know the day at {employer}. What would be different about a day of yours?",
    ),
    Theme.SKILLS: (
        "Which skill do you use every day that nobody told you about?",
        "What do you see in people who are good at this?",
        "What did you have to learn last, and how did you learn it?",
        "What can be learned on the way, and what has to be there at the beginning?",
        "Which of the things that I told you about myself would you put first?",
        "How would you show this skill to somebody who does not know you?",
        "Is there a course or certificate that people really look at?",
        "Which small project would teach me the most about this?",
        "What did you stop doing because it was not worth the time?",
        "What would you practise if you had two hours a week?",
        "What of {field} is useful here, and what would I have to unlearn?",
    ),
    Theme.READING: (
        "What do you read to keep up?",
        "Which newsletter or podcast do you really open?",
        "Which book changed how you work?",
        "Whose posts do you follow, and why theirs?",
        "Which talk or article would you send to somebody new?",
        "Which event is worth going to, and which is not?",
        "Is there a group or community where people like you talk openly?",
        "Where do you ask when you do not know something?",
        "Which report does everybody in your field quote?",
        "What did you read last that you disagreed with?",
        "Is there a meet-up in {city} that you would go to?",
    ),
    Theme.OTHERS: (
        "Whom else would you talk to in my place?",
        "Who sees this quite differently from you?",
        "Who made a change like the one that I am thinking of?",
        "Who in your field likes to explain what they do?",
        "Is there somebody a few years ahead of me who remembers how it was?",
        "Which organisation would you want to know from the inside?",
        "May I say that you pointed me to them?",
        "Who would be glad of what I can offer?",
        "Which two people should know each other, and do not yet?",
        "May I come back to you in a month and tell you what came of it?",
        "Whom do you know in {city} whom I should meet for a coffee?",
    ),
}

BANK: tuple[Question, ...] = tuple(
    Question(f"{theme}_{number}", theme, text)
    for theme, texts in _TEXTS.items()
    for number, text in enumerate(texts, start=1)
)
BY_KEY: Mapping[str, Question] = {question.key: question for question in BANK}
