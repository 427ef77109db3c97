"""One's own profile: a short form."""

from __future__ import annotations

from datetime import time

from bot.domain.home import Room
from bot.domain.messages import View
from bot.domain.profiles import Profile
from bot.services import members, profiles
from bot.views import participants as participants_view
from bot.views import profiles as view
from handlers.request import Request
from handlers.rows import Button, Command, Form, HomeSection, Row, Who

TEXTS = ("targeting", "offers", "asks", "school", "employer", "field", "city", "link")


def _open(request: Request) -> View:
    zone = members.zone_of(request.session, request.actor.member_id)
    return view.form(profiles.own_profile(request.session, request.actor), zone=zone)


def _save(request: Request) -> View:
    form = request.form
    profile = Profile(
        **{name: form.text(name).strip() for name in TEXTS},
        works_from=form.time("works_from") or time(9),
        works_until=form.time("works_until") or time(17),
    )
    profiles.write_profile(request.session, request.actor, profile, now=request.now)
    return participants_view.told(view.saved())


ROWS: tuple[Row, ...] = (
    Button(view.OPEN, Who.ANYONE, _open),
    Form(view.FORM, Who.ANYONE, _save, home=True),
    Command("profile", 90, "what your buddy reads about you", _open),
    HomeSection(Room.ME, 60, lambda session, actor, _now: profiles.own_profile(session, actor), view.home_blocks),
)
