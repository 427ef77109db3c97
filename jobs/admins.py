"""Programs that lost their last organizer: admins of the workspace are told, and so are the members."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot import workspace_admins
from bot.context import AppContext
from bot.domain.calendar import is_daytime
from bot.domain.kinds import MessageKind
from bot.domain.messages import Target
from bot.sending import send
from bot.services import admins, members, organizers, program_life
from bot.views import admins as view
from jobs.work import Sweep, run_isolated


def sweep(context: AppContext, now: datetime) -> None:
    """Tell admins of each orphaned program, a workspace at a time: Slack is asked who they are."""
    with context.database.unit_of_work(read_only=True) as session:
        rows = admins.ORPHANED.ask(session, now=now).all()
    orphans: dict[int, list[int]] = {}
    for workspace_id, program_id in rows:
        orphans.setdefault(workspace_id, []).append(program_id)
    for workspace_id, program_ids in orphans.items():
        run_isolated("tell_admins", _tell_admins, context, workspace_id, program_ids, now)


def _tell_admins(context: AppContext, workspace_id: int, program_ids: list[int], now: datetime) -> None:
    """Slack is asked only where Kith knows no admin yet: those it knows are described anew every few days."""
    with context.database.unit_of_work(workspace_id, read_only=True) as session:
        is_known = bool(admins.known(session, most=1))
    if not is_known:
        workspace_admins.look_up(context, workspace_id, now=now)
    with context.database.unit_of_work(workspace_id) as session:
        for program_id in program_ids:
            _tell(context, session, program_id, admins.known(session, most=organizers.MOST_ADMINS), now)


def _tell(context: AppContext, session: Session, program_id: int, admin_ids: list[int], now: datetime) -> None:
    """Those who are awake now; the program counts as told once all of them are."""
    if not admins.orphaned(session, program_id):
        return
    news, kind = program_life.news(session, program_id, now=now), MessageKind.ORPHANED
    key = f"{kind}:{program_id}:{admins.orphaned_since(session, program_id) or ''}"
    readers = [members.reader(session, member_id, now=now) for member_id in admin_ids]
    awake = [reader for reader in readers if is_daytime(now, reader.zone)]
    for to in awake:
        said = view.orphaned(news)
        send(context, session, kind, to, key=f"{key}:{to.member_id}", message=said, now=now, program_id=program_id)
    if len(awake) < len(readers):
        return
    admins.mark_told(session, program_id, now=now)
    if readers:
        to_channel, said = Target(channel=news.slack_channel_id), view.orphaned_in_channel(news)
        notice = MessageKind.CHANNEL_NOTICE
        send(context, session, notice, to_channel, key=key, message=said, now=now, program_id=program_id)


SWEEPS = (Sweep("orphaned", 142, admins.ORPHANED, sweep),)
