"""Who meets whom: a pure function of people, history, rules, weights and a seed."""

from bot.domain.pairing.planning import plan_round

__all__ = ["plan_round"]
