"""Who meets whom: a pure function of people, history, rules, weights and a seed."""

from bot.domain.pairing.circle_cost import CircleCost, circle_costs, left_out_by_circle
from bot.domain.pairing.council_changes import GoingOn, going_on, smallest_council
from bot.domain.pairing.councils import compose, council_breaches, swap_in_councils
from bot.domain.pairing.editing import Change, Scales, Weighed, move, trade
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
    "Change",
    "CircleCost",
    "Explanation",
    "GoingOn",
    "HoursCost",
    "Scales",
    "Simulation",
    "Weighed",
    "best_group",
    "breaches",
    "circle_costs",
    "compose",
    "cost",
    "council_breaches",
    "explain",
    "going_on",
    "left_out_by_circle",
    "move",
    "plan_round",
    "simulate",
    "smallest_council",
    "swap_in_councils",
    "trade",
]
