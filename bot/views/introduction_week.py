"""Introductions in a message about somebody's week: what they are asked, and what came of their own."""

from __future__ import annotations

from bot.domain.goals import Week
from bot.domain.messages import Block
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views.blocks import section
from bot.views.introductions import news, question_blocks


def week_blocks(week: Week, week_message: WeekMessage) -> list[Block]:
    """What came of one's own; in the check-in what one is asked, or promised. In a hard week nothing."""
    if week.is_hard:
        return []
    told = [section(news(one)) for one in week.introductions.news]
    asked = week.introductions.questions if week_message.kind is WeekMessageKind.CHECKIN else ()
    return [*told, *(block for one in asked for block in question_blocks(one, week_message))]
