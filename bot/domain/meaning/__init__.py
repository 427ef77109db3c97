"""How near an ask and an offer are: one measure, of whole numbers, for everything that compares the two."""

from bot.domain.meaning.texts import NEAR, Text, nearness, nearness_of

__all__ = ["NEAR", "Text", "nearness", "nearness_of"]
