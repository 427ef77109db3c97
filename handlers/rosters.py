"""What an organizer filled in for somebody: they keep it, change it or erase it."""

from __future__ import annotations

from bot.domain.home import Room
from bot.domain.messages import View
from bot.services import members, participants, profiles, rosters
from bot.views import profiles as profile_view
from bot.views import rosters as view
from handlers.request import Request
from handlers.rows import Button, HomeSection, Row, Show, Who


def _keep(request: Request) -> Show:
    rosters.keep(request.session, request.actor, request.id, now=request.now)
    return Show(here=view.kept() if request.is_in_modal else None)


def _change(request: Request) -> View:
    """The whole profile, with what was kept."""
    rosters.keep(request.session, request.actor, request.id, now=request.now)
    session, actor = request.session, request.actor
    mine, zone = participants.my_programs(session, actor), members.zone_of(session, actor.member_id)
    return profile_view.form(profiles.own_profile(session, actor), zone=zone, programs=mine, is_whole=True)


def _erase(request: Request) -> Show:
    rosters.erase(request.session, request.actor, request.id)
    return Show(here=view.erased() if request.is_in_modal else None)


ROWS: tuple[Row, ...] = (
    Button(view.KEEP, Who.MEMBER, _keep, ids=1, home=True),
    Button(view.CHANGE, Who.MEMBER, _change, ids=1, home=True),
    Button(view.ERASE, Who.MEMBER, _erase, ids=1, home=True),
    HomeSection(Room.WEEK, 15, lambda session, actor, _now: rosters.filled_in(session, actor), view.filled_in),
)
