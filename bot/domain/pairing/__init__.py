"""Who meets whom: a pure function of people, history, rules, weights and a seed."""
