"""Slack's forms on the page: the same fields, words, limits and acts; entered in a browser instead.

What comes back is turned into what Slack would have sent, so that one act reads both.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.errors import InvalidInputError
from bot.domain.messages import Block, View
from bot.services import members
from bot.services.members import Actor
from bot.services.page_access import Shelf
from bot.views import form_again
from bot.views.blocks import METADATA
from bot.web.request import Request as PageRequest
from bot.web.rows import Drawn
from handlers.request import Request

# What Slack calls that which was entered in an element of this type
PLAIN = {"plain_text_input": "value", "datepicker": "selected_date", "timepicker": "selected_time"}
LONGEST_DAY = 20  # characters of a day or time
_NOTHING: Mapping[str, str] = {}
KEPT = "kept_in_slack"  # the choice that leaves a channel as it is


def as_pressed(request: PageRequest, *ids: int) -> Request:
    """A button of the page with these ids, as a request of Slack's would be."""
    return Request(request.context, _body(request), request.now, ids=ids, within=_within(request))


def as_submitted(request: PageRequest, view: View) -> Request:
    """The form that was entered on the page, about its program if it has one, as a request of Slack's would be.

    Raises InvalidInputError for what no field of it offers.
    """
    values = {one["block_id"]: _value(request, one) for one in _inputs(view)}
    remembered = request.text("remembered")[:METADATA] or view["private_metadata"]
    sent = {**view, "id": f"page-{secrets.token_hex(8)}", "private_metadata": remembered, "state": {"values": values}}
    return Request(
        request.context,
        _body(request) | {"type": "view_submission", "view": sent},
        request.now,
        ids=(request.program_id,) if "program_id" in request.ids else (),
        address=remembered.partition(" ")[2],
        within=_within(request),
    )


def drawn(
    request: PageRequest,
    shown: View,
    *,
    to: str,
    back: str,
    program: Shelf | None = None,
    tab: str = "",
    keeps: Mapping[str, str] = _NOTHING,
    channels: Mapping[str, str] = _NOTHING,
) -> Drawn:
    """The form as a page of its own, which is sent off to the address `to`; `back` leads away from it.

    `keeps` comes back with what is entered, by its names; `channels` are names by Slack id.
    """
    values = {
        "program": program,
        "tab": tab,
        "to": to,
        "back": back,
        "form": shown,
        "blocks": [one for one in shown["blocks"] if not (request.refused and _is_reason(one))],
        "people": members.names(request.session),
        "options": options,
        "keeps": keeps,
        "channels": channels,
        "KEPT": KEPT,
    }
    return Drawn("setting.html", values)


def as_entered(request: PageRequest, fresh: View) -> View:
    """The form with all that was entered in it, where it was refused; else as it is."""
    if not request.refused:
        return fresh
    values: dict[str, Any] = {}
    for one in _inputs(fresh):
        with suppress(InvalidInputError):  # a value that no field offers cannot stand in it
            values[one["block_id"]] = _value(request, one)
    remembered = request.text("remembered")[:METADATA] or fresh["private_metadata"]
    sent = {**fresh, "private_metadata": remembered, "state": {"values": values}}
    return form_again.form_again(sent, "")


def _inputs(view: View) -> list[Block]:
    return [block for block in view["blocks"] if block["type"] == "input"]


def _value(request: PageRequest, block: Block) -> dict[str, Any]:
    """What stands in a field, as Slack tells of it. Raises as `as_submitted`."""
    return {block["element"]["action_id"]: _entered(request, block)}


def _is_reason(block: Block) -> bool:
    """Whether it says why a form was not taken: the page says so beside the field."""
    return block.get("block_id") == form_again.REASON


def _body(request: PageRequest) -> dict[str, Any]:
    return {"team": {"id": request.reader.slack_team_id}, "user": {"id": request.actor.slack_user_id}}


def _within(request: PageRequest) -> tuple[Session, Actor]:
    return request.session, request.actor


def _entered(request: PageRequest, block: Block) -> dict[str, Any]:
    """What stands in a field, as Slack tells of its element."""
    name, element = block["block_id"], block["element"]
    written, kind = request.text(name), element["type"]
    if kind in PLAIN:
        most = element.get("max_length", LONGEST_DAY)
        if len(written) > most:
            raise InvalidInputError(name, f"At most {most:,} characters.")
        return {PLAIN[kind]: written or None}
    if kind in ("checkboxes", "multi_static_select"):
        return {"selected_options": [_option(block, one) for one in request.entered.getlist(name)]}
    if kind == "multi_users_select":
        return {"selected_users": _people(request, name)}
    if kind == "conversations_select":
        return {"selected_conversation": element.get("initial_conversation") if written == KEPT else None}
    return {"selected_option": _option(block, written) if written else None}


def _option(block: Block, value: str) -> Mapping[str, Any]:
    """The option of this value. Raises InvalidInputError where there is none."""
    for one in options(block["element"]):
        if one["value"] == value:
            return one
    raise InvalidInputError(block["block_id"], "Choose one of the list.")


def options(element: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every option of an element, of all its groups."""
    groups = element.get("option_groups", [element])
    return [one for group in groups for one in group.get("options", ())]


def _people(request: PageRequest, name: str) -> list[str]:
    """Slack ids: of those whose box is ticked, and of those who were added, as `Ada Lovelace (U0123)` or by a name that
    one person alone has.
    """
    known = members.names(request.session)
    added = [one.strip() for one in request.entered.getlist(f"{name}_added") if one.strip()]
    found = []
    for one in added:
        slack_user_id = one.rpartition("(")[2].removesuffix(")") if one.endswith(")") else ""
        called = [slack_user_id]
        if not slack_user_id.isalnum():
            called = [user for user, name in known.items() if name == one]
        if len(called) != 1:
            raise InvalidInputError(name, f"Choose somebody of the list instead of “{one[:80]}”.")
        found += called
    chosen = [*request.entered.getlist(name), *found]
    if not known.keys() >= set(chosen):
        raise InvalidInputError(name, "Choose people of the list.")
    return chosen
