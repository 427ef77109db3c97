"""What the schedule hands to a job: one due moment of one program, and how it is claimed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.calendar import Due
from bot.services import occurrences

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Work:
    """One due moment. A job opens one unit of work of the workspace, claims first, and decides everything in it."""

    workspace_id: int
    program_id: int
    due: Due
    now: datetime

    def claim(self, session: Session) -> bool:
        """Take the moment; False if another process took it. To be called first in the job's transaction."""
        taken = occurrences.claim(session, program_id=self.program_id, due=self.due, now=self.now)
        if taken:
            log.info(
                "occurrence claimed",
                extra={"action": "occurrence_claimed", "kind": self.due.kind, "program": self.program_id},
            )
        return taken


def guarded(action: str, call: Callable[[], object]) -> bool:
    """The one error handler of due work: one failure never stops the others. It logs a traceback and says False."""
    try:
        call()
    except Exception:
        log.exception("due work failed", extra={"action": action})
        return False
    return True
