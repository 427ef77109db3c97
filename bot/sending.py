"""The one way to send: the message's kind says how it counts under the cap, and the ledger sends it once."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.kinds import Cap, MessageKind
from bot.domain.messages import Message, Reader, Target
from bot.services import message_cap


def send(  # noqa: PLR0913  # each is a part of what is sent; all by name
    context: AppContext,
    session: Session,
    kind: MessageKind,
    to: Reader | Target,
    *,
    key: str,
    message: Message,
    now: datetime,
    program_id: int | None = None,
    author_id: int | None = None,
    even_if_hard: bool = False,
) -> bool:
    """Decide that the message is sent, once for all time under `key`; a message to a member counts as its kind says.

    `even_if_hard`: a hard week does not hold it back, as somebody counts on the member.
    `author_id`: the member whose words it passes on; if they erase their data before it is sent, it is not sent.
    False, and nothing is decided, if the member's day or week has no room. Messages to a channel or a group's
    conversation count for nobody here.
    """
    plan = partial(
        context.outbox.plan,
        session,
        key=key,
        kind=kind,
        message=message,
        now=now,
        program_id=program_id,
        author_id=author_id,
    )
    if isinstance(to, Target):
        plan(target=to)
        return True
    counted: dict[str, Any] = {"member_id": to.member_id, "kind": kind, "local_on": to.on, "now": now}
    if kind.cap not in (Cap.FREE, Cap.EXEMPT) and not message_cap.reserve(
        session, **counted, even_if_hard=even_if_hard
    ):
        return False
    is_new = plan(target=Target(users=(to.slack_user_id,)), member_id=to.member_id)
    if is_new and kind.cap is Cap.EXEMPT:
        message_cap.record_exempt(session, **counted)
    return True
