"""One's own profile: a short form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.home import Room
from bot.domain.messages import View
from bot.domain.profiles import Profile
from bot.services import members, participants, profiles
from bot.views import participants as participants_view
from bot.views import profiles as view
from handlers.forms import row_id
from handlers.request import Request
from handlers.rows import Button, Command, Form, HomeSection, Row, Show, Who

TEXTS = ("targeting", "offers", "asks", "school", "employer", "field", "city", "link")


def _open(request: Request) -> View:
    return _form(request, profiles.own_profile(request.session, request.actor), is_whole=False)


def _more(request: Request) -> Show:
    """The same form with all fields; what was typed so far stays."""
    if not request.is_in_modal:
        return Show(view=_form(request, profiles.own_profile(request.session, request.actor), is_whole=True))
    return Show(here=_form(request, _entered(request), is_whole=True))


def _form(request: Request, profile: Profile, *, is_whole: bool) -> View:
    session, actor = request.session, request.actor
    mine = participants.my_programs(session, actor)
    return view.form(profile, zone=members.zone_of(session, actor.member_id), programs=mine, is_whole=is_whole)


def _save(request: Request) -> View:
    profiles.write_profile(request.session, request.actor, _entered(request), now=request.now)
    return participants_view.told(view.saved())


def _entered(request: Request) -> Profile:
    """What was entered; fields that the form did not show stay as they are."""
    form, before = request.form, profiles.own_profile(request.session, request.actor)
    texts: dict[str, Any] = {name: form.text(name).strip() for name in TEXTS if name in form.values}
    changed = replace(
        before,
        **texts,
        works_from=form.time("works_from") or before.works_from,
        works_until=form.time("works_until") or before.works_until,
    )
    shown = form.choice("targeting_in")
    if shown in ("", view.NOWHERE):
        return changed
    kept = shown != view.EVERYWHERE
    return replace(changed, targeting_kept=kept, targeting_program_id=row_id(shown) if kept else None)


ROWS: tuple[Row, ...] = (
    Button(view.OPEN, Who.ANYONE, _open),
    Button(view.MORE, Who.ANYONE, _more),
    Form(view.FORM, Who.ANYONE, _save, home=True),
    Command("profile", 90, "what your buddy reads about you", _open),
    HomeSection(Room.ME, 60, lambda session, actor, _now: profiles.own_profile(session, actor), view.home_blocks),
)
