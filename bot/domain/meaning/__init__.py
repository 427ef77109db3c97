"""How near an ask and an offer are: one measure, of whole numbers, for everything that compares the two."""

from bot.domain.meaning.texts import NEAR, Text, asked, nearest_line, nearness, nearness_of, offered

__all__ = ["NEAR", "Text", "asked", "nearest_line", "nearness", "nearness_of", "offered"]
