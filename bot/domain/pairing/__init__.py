"""Who meets whom: a pure function of people, history, rules, weights and a seed."""

from bot.domain.pairing.editing import swap
from bot.domain.pairing.explaining import Explanation, explain
from bot.domain.pairing.hours import HoursCost, cost
from bot.domain.pairing.latecomers import best_group
from bot.domain.pairing.planning import plan_round
from bot.domain.pairing.simulating import Simulation, simulate
from bot.domain.pairing.verifying import Breach, Broken, BrokenRuleError, breaches

__all__ = [
    "Breach",
    "Broken",
    "BrokenRuleError",
    "Explanation",
    "HoursCost",
    "Simulation",
    "best_group",
    "breaches",
    "cost",
    "explain",
    "plan_round",
    "simulate",
    "swap",
]
