"""The round to come: planned up to a week ahead, moved by hand, locked, matched anew, sent."""

from __future__ import annotations

from typing import Any

from bot import copies
from bot.domain.errors import InvalidInputError
from bot.domain.lengths import LINE
from bot.domain.rearranging import Wanted
from bot.services import organizers, rounds
from bot.services.rounds import draft
from bot.services.rounds.rearranging import CHANGED
from bot.views.rounds.costs import costs, difference
from bot.views.rounds.preview import send_text
from bot.web.pairs import PAIRS, WORDS, page_of
from bot.web.request import Request
from bot.web.rows import Drawn, Form, GoTo, Page, Row, Who
from handlers.forms import is_number

NEXT = f"{PAIRS}/next"
MOST = 12  # people in one group's name, far more than there are


def _next(request: Request) -> Drawn:
    """As it stands; a form that was refused for want of a reason is shown with what it costs, once more."""
    is_asked = request.refused is not None and request.refused.field == "why"
    return _drawn(request, _wanted(request) if is_asked else None)


def _drawn(request: Request, asked: Wanted | None = None) -> Drawn:
    """`asked`: a change that waits for a yes."""
    session, actor, program = request.session, request.actor, request.shelf()
    mixes = request.context.settings.weights
    of_program = organizers.require(session, actor, program.program_id)
    found = draft.draft(session, actor, program.program_id, page=_page(request), without=page_of(request, "without"))
    values: dict[str, Any] = {
        "program": program,
        "tab": "pairs",
        "found": found,
        "coming": rounds.coming(session, of_program, now=request.now),
        "may_plan": rounds.may_plan(session, of_program, now=request.now),
        "costs": costs,
        "difference": difference,
        "longest": LINE,
        "path": f"/programs/{program.program_id}/pairs/next",
        "asked": asked,
        **WORDS,
    }
    if found is not None:
        values |= _moved(request)
        values["weighing"] = rounds.weigh(session, actor, found.round_id, asked, mixes=mixes) if asked else None
        person = page_of(request, "who") if "who" in request.asked else 0
        values["places"] = draft.places_for(session, actor, found, person, mixes=mixes) if person else None
        values["goes_to"] = send_text(
            found.people,
            found.of_groups.count,
            found.of_without.count,
            ends=f"Round {found.running}, which runs, ends with it." if found.running else "",
        )
    return Drawn("next_round.html", values)


def _moved(request: Request) -> dict[str, Any]:
    """Who was moved a moment ago, and how well the groups fit since."""
    before, _, after = request.asked.get("fits", "").partition(".")
    known = all(one.isascii() and one.isdigit() and int(one) <= 100 for one in (before, after) if one)
    numbers = (int(before) if before and known else None, int(after) if after and known else None)
    return {"moved": page_of(request, "moved") if "moved" in request.asked else 0, "since": difference(*numbers)}


def _page(request: Request) -> int:
    """The page that a form was sent from, or that the address names."""
    written = request.text("page") or request.asked.get("page", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 1


def _plan(request: Request) -> GoTo:
    request.shelf()
    mixes = request.context.settings.weights
    said = rounds.plan_next(request.session, request.actor, request.program_id, now=request.now, mixes=mixes)
    copies.show_preview(request.context, request.session, said, now=request.now)
    return _back(request, "planned")


def _move(request: Request) -> Drawn | GoTo:
    """Move somebody. Where that costs something, the page says what, and asks once more."""
    request.shelf()
    wanted, mixes, round_id = _wanted(request), request.context.settings.weights, _round(request)
    if not request.text("sure"):
        weighing = rounds.weigh(request.session, request.actor, round_id, wanted, mixes=mixes)
        if not weighing.is_free:
            return _drawn(request, wanted)
    done = rounds.rearrange(
        request.session,
        request.actor,
        round_id,
        wanted,
        why=request.text("why"),
        now=request.now,
        mixes=mixes,
    )
    copies.show_anew(request.context, request.session, request.actor, round_id, now=request.now)
    told = (done.weighed.fit_before, done.weighed.fit_after)
    fits = ".".join("" if one is None else str(one) for one in told)
    return _back(request, "", f"&moved={wanted.person}&fits={fits}")


def _lock(request: Request) -> GoTo:
    request.shelf()
    members, locked = _members(request, "group"), bool(request.text("locked"))
    found = draft.group_of(request.session, _round(request), members)
    if found is None:
        raise InvalidInputError("group", CHANGED)
    mixes = request.context.settings.weights
    rounds.lock(request.session, request.actor, found, locked=locked, now=request.now, mixes=mixes)
    copies.show_anew(request.context, request.session, request.actor, _round(request), now=request.now)
    return _back(request, "locked" if locked else "unlocked", f"&moved={members[0]}")


def _anew(request: Request) -> GoTo:
    request.shelf()
    mixes = request.context.settings.weights
    said = rounds.match_anew(request.session, request.actor, _round(request), now=request.now, mixes=mixes)
    copies.show_preview(request.context, request.session, said, now=request.now)
    return _back(request, "anew")


def _send(request: Request) -> GoTo:
    request.shelf()
    round_id = _round(request)
    rounds.send_now(request.session, request.actor, round_id, now=request.now)
    copies.show_list(request.context, request.session, round_id, now=request.now)
    return GoTo(f"/programs/{request.program_id}/pairs", "sent")


def _round(request: Request) -> int:
    """The proposed round of the program. Raises ClosedError where there is none (any more)."""
    return draft.proposed_id(request.session, request.actor, request.program_id)


def _wanted(request: Request) -> Wanted:
    other = request.number("other") if request.text("other") else None
    return Wanted(request.number("person"), _members(request, "here"), _members(request, "to"), other)


def _members(request: Request, name: str) -> tuple[int, ...]:
    """A group, as forms name it: by its people. Raises InvalidInputError for what none of ours is."""
    parts = [one for one in request.text(name).split(".") if one]
    if len(parts) > MOST or not all(map(is_number, parts)):
        raise InvalidInputError(name, CHANGED)
    return tuple(sorted(map(int, parts)))


def _back(request: Request, done: str, more: str = "") -> GoTo:
    return GoTo(f"/programs/{request.program_id}/pairs/next?page={_page(request)}{more}", done)


ROWS: tuple[Row, ...] = (
    Page(NEXT, Who.ORGANIZER, _next),
    Form(f"{NEXT}/plan", Who.ORGANIZER, _plan, _next),
    Form(f"{NEXT}/move", Who.ORGANIZER, _move, _next),
    Form(f"{NEXT}/lock", Who.ORGANIZER, _lock, _next),
    Form(f"{NEXT}/anew", Who.ORGANIZER, _anew, _next),
    Form(f"{NEXT}/send", Who.ORGANIZER, _send, _next),
)
