"""What follows from a message that did not arrive: the person, the channel or the workspace is gone.

This notes who is gone. Each tick looks for them, tells others and pairs their buddies again (jobs.rounds).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.context import AppContext
from bot.domain.kinds import MessageKind
from bot.domain.programs import StopReason
from bot.services import deliveries, members, program_life, thanks, workspaces
from bot.services.deliveries import FailedDelivery
from bot.slack import directory
from bot.slack.errors import CHANNEL_GONE, PERSON_GONE, REVOKED, RefusedError, translate_errors
from bot.views import deliveries as views
from bot.views import programs as program_views
from jobs.organizers import tell_organizers
from jobs.thanks import KEY
from jobs.work import Sweep, run_isolated

log = logging.getLogger(__name__)

STOPPED = {
    "is_archived": StopReason.ARCHIVED,
    "channel_not_found": StopReason.DELETED,
    "not_in_channel": StopReason.BOT_REMOVED,
}
IN_DOUBT = "in_doubt"

# Draws the conclusion. False if the sweep must try again later (an organizer sleeps).
Conclude = Callable[[AppContext, FailedDelivery, datetime], bool]


def _sweep(context: AppContext, now: datetime) -> None:
    """Draw the conclusion from every failed delivery, once."""
    with context.database.unit_of_work(read_only=True) as session:
        failed = deliveries.unhandled(session)
    for one in failed:
        run_isolated("delivery_failures", _conclude, context, one, now)


def _conclude(context: AppContext, failed: FailedDelivery, now: datetime) -> None:
    conclude = next((conclude for errors, conclude in CONCLUSIONS.items() if failed.error in errors), _note)
    if conclude(context, failed, now):
        with context.database.unit_of_work(failed.workspace_id) as session:
            deliveries.mark_handled(session, failed.id, now=now)


def _people(context: AppContext, failed: FailedDelivery, now: datetime) -> bool:
    """Ask Slack which of these people are gone. A person whom Slack does not show cannot be written to either."""
    client = context.clients.reading(failed.workspace_id)
    for slack_user_id in failed.people:
        try:
            with translate_errors():
                person = members.SlackPerson(**directory.person(client, slack_user_id))
        except RefusedError as error:
            if error.name not in PERSON_GONE:
                raise
            person = None
        with context.database.unit_of_work(failed.workspace_id) as session:
            if person is None or (failed.people == (slack_user_id,) and not person.is_deactivated):
                members.mark_gone(session, slack_user_id=slack_user_id, now=now)
            else:
                members.apply_slack_person(session, person, now=now)
    if failed.kind == MessageKind.THANKS:
        with context.database.unit_of_work(failed.workspace_id) as session:
            thanks.reopen(session, int(failed.key.removeprefix(KEY)))  # their author is told, if the person is gone
    return True


def _channel(context: AppContext, failed: FailedDelivery, now: datetime) -> bool:
    if failed.channel is None:
        return True
    with context.database.unit_of_work(failed.workspace_id) as session:
        program_life.channel_lost(session, failed.channel, STOPPED[failed.error], now=now)
        if failed.program_id is None:
            return True
        stands = program_life.standstill(session, failed.program_id, now=now)
        if stands.news.slack_channel_id != failed.channel:
            return True
        told = program_views.channel_lost(stands.news, stands.reason)
        key = f"channel_lost:{failed.program_id}:{stands.since.date()}"
        return tell_organizers(context, session, MessageKind.NEWS, failed.program_id, key=key, message=told, now=now)


def _in_doubt(context: AppContext, failed: FailedDelivery, now: datetime) -> bool:
    with context.database.unit_of_work(failed.workspace_id) as session:
        if failed.program_id is None or failed.channel is None:
            return True
        told = views.in_doubt(program_life.news(session, failed.program_id, now=now), delivery_id=failed.id)
        key = f"in_doubt:{failed.id}"
        return tell_organizers(context, session, MessageKind.NEWS, failed.program_id, key=key, message=told, now=now)


def _workspace(context: AppContext, failed: FailedDelivery, now: datetime) -> bool:
    with context.database.unit_of_work() as session:
        if workspaces.revoke(session, failed.workspace_id, now=now):
            log.warning("workspace stopped", extra={"action": "workspace_revoked", "workspace": failed.workspace_id})
    return True


def _note(_context: AppContext, failed: FailedDelivery, _now: datetime) -> bool:
    """Change nothing in the program; the digest lists the failure."""
    extra = {"action": "delivery_failed", "delivery": failed.id, "kind": failed.kind, "error": failed.error}
    log.error("delivery failed", extra=extra)
    return True


CONCLUSIONS: Mapping[frozenset[str], Conclude] = {
    PERSON_GONE: _people,
    CHANNEL_GONE: _channel,
    REVOKED: _workspace,
    frozenset({IN_DOUBT}): _in_doubt,
}


SWEEPS = (Sweep("delivery_failures", 10, deliveries.UNHANDLED, _sweep, gives_work=True),)
