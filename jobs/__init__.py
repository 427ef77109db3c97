"""Time -> use case: what is due when, and one module for each kind of due work."""
