"""What whoever runs Kith can mend: said in a line, without a traceback."""

from __future__ import annotations


class UserError(Exception):
    """The message says what is wrong and what to do."""
