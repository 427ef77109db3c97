"""Asks Slack about people and channels, a little at each tick: nothing here is in a hurry."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from slack_sdk.errors import SlackApiError

from bot.context import AppContext
from bot.domain.programs import StopReason
from bot.services import channels, members, program_life
from bot.services.channels import ToRead
from bot.services.members import SlackPerson
from bot.slack import directory
from jobs.work import Sweep, run_isolated

log = logging.getLogger(__name__)

A_TICK = 25  # users.info answers about a hundred calls a minute, and a tick comes every twenty seconds
UNKNOWN_PEOPLE = frozenset({"user_not_found", "user_not_visible"})
LOST = {
    "channel_not_found": StopReason.BOT_REMOVED,
    "is_archived": StopReason.ARCHIVED,
    "not_in_channel": StopReason.BOT_REMOVED,
}


def sweep_people(context: AppContext, now: datetime) -> None:
    """Ask Slack about those it has not described yet, then about those it described longest ago."""
    with context.database.unit_of_work(read_only=True) as session:
        found = members.to_describe(session, now=now, limit=A_TICK)
    for workspace_id, slack_user_ids in found.items():
        run_isolated("describe", describe, context, workspace_id, slack_user_ids, now)


def describe(context: AppContext, workspace_id: int, slack_user_ids: Iterable[str], now: datetime) -> None:
    """Read these people from Slack, then store what it says. Somebody Slack does not know counts as deactivated."""
    client = context.clients.reading(workspace_id)
    for slack_user_id in slack_user_ids:
        try:
            person = SlackPerson(**directory.person(client, slack_user_id))
        except SlackApiError as error:
            if error.response.get("error") not in UNKNOWN_PEOPLE:
                raise
            person = SlackPerson(slack_user_id, "", "UTC", is_bot=False, is_guest=False, is_deactivated=True)
        with context.database.unit_of_work(workspace_id) as session:
            members.apply_slack_person(session, person, now=now)


def sweep_channels(context: AppContext, now: datetime) -> None:
    """Read the channels of running programs: who came, who went, whether Kith can still speak there."""
    with context.database.unit_of_work(read_only=True) as session:
        found = channels.to_read(session, now=now)
    for one in found:
        run_isolated("read_channel", read, context, one, now)


def read(context: AppContext, one: ToRead, now: datetime) -> None:
    """Read one channel. Where Slack says that Kith cannot, the program is paused."""
    client = context.clients.reading(one.workspace_id)
    try:
        info = directory.channel(client, one.slack_channel_id)
        there = set(directory.channel_members(client, one.slack_channel_id)) if info.is_member else set()
    except SlackApiError as error:
        why = LOST.get(error.response.get("error", ""))
        if why is None:
            raise
        return _lost(context, one, why, now)
    if info.is_archived or not info.is_member:
        return _lost(context, one, StopReason.ARCHIVED if info.is_archived else StopReason.BOT_REMOVED, now)
    with context.database.unit_of_work(one.workspace_id) as session:
        unknown = channels.record_members(session, one.program_id, there, is_private=info.is_private, now=now)
    describe(context, one.workspace_id, unknown[:A_TICK], now)
    return None


def _lost(context: AppContext, one: ToRead, why: StopReason, now: datetime) -> None:
    with context.database.unit_of_work(one.workspace_id) as session:
        program_life.channel_lost(session, one.slack_channel_id, why, now=now)
    log.info("channel lost", extra={"action": "channel_lost", "program": one.program_id, "why": why})


SWEEPS = (
    Sweep("people", 140, members.TO_DESCRIBE, sweep_people),
    Sweep("channels", 150, channels.TO_READ, sweep_channels),
)
