"""A program's people, for those who answer for it: who they are, and what an organizer can do for each."""
