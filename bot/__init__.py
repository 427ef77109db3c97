"""Kith's core: knows Kith's rules and data; does not know how an event came in."""
