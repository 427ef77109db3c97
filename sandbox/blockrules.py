"""What Slack refuses in blocks and views: shapes, limits and unique ids, as tables; the place is named.

Sources: the block, element and composition object pages of https://docs.slack.dev/reference/block-kit and, for
the words of the errors, replies seen in public (for instance
https://github.com/grafana-cold-storage/oncall/pull/5121, https://github.com/slackapi/bolt-js/issues/1891).
"""

import json
from collections.abc import Iterator
from typing import Any

from sandbox.blockchecks import (
    Check,
    Problem,
    any_of,
    anything,
    boolean,
    integer,
    items,
    matching,
    mrkdwn_or_plain,
    number,
    obj,
    one_of,
    plain,
    string,
    typed,
)
from sandbox.errors import SlackError
from sandbox.model import Json

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_CHARACTERS = 13_200
MARKDOWN_CHARACTERS = 12_000
VIEW_BYTES = 250_000

_ID = string(255)
_CONFIRM = obj(
    required={"title": plain(100), "text": mrkdwn_or_plain(300), "confirm": plain(30), "deny": plain(30)},
    optional={"style": one_of("primary", "danger")},
)
_OPTION_FIELDS: dict[str, Check] = {"value": string(150)}
_OPTION = obj(required={"text": plain(75), **_OPTION_FIELDS}, optional={"description": plain(75), "url": string(3000)})
_CHOICE = obj(required={"text": mrkdwn_or_plain(75), **_OPTION_FIELDS}, optional={"description": mrkdwn_or_plain(75)})
_OPTIONS = items(_OPTION, most=100)
_GROUPS = items(obj(required={"label": plain(75), "options": _OPTIONS}), most=100)
_FILTER = obj(
    optional={
        "include": items(one_of("im", "mpim", "private", "public"), most=4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    }
)
_DISPATCH = obj(optional={"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), most=2)})
_SLACK_FILE = obj(optional={"id": string(255), "url": string(3000)})
_IMAGE_FIELDS: dict[str, Check] = {"image_url": string(3000), "slack_file": _SLACK_FILE}


def _element(required: dict[str, Check] | None = None, /, **optional: Check) -> Check:
    return obj(required=required or {}, optional={"action_id": _ID, "focus_on_load": boolean, **optional})


def _select(**optional: Check) -> Check:
    return _element(placeholder=plain(150), confirm=_CONFIRM, **optional)


_STATIC: dict[str, Check] = {"options": _OPTIONS, "option_groups": _GROUPS}
_MANY: dict[str, Check] = {"max_selected_items": integer(1, 1000)}
_INPUT: dict[str, Check] = {"placeholder": plain(150), "dispatch_action_config": _DISPATCH}
_BUTTON: dict[str, Check] = {
    "url": string(3000),
    "value": string(2000),
    "style": one_of("primary", "danger"),
    "confirm": _CONFIRM,
    "accessibility_label": string(75),
    "agent_prompt": string(4000),
    "agent_prompt_display": anything,
    "visible_to_user_ids": anything,
}
_DATE, _TIME = matching(r"\d{4}-\d{2}-\d{2}", "YYYY-MM-DD"), matching(r"[0-2]\d:[0-5]\d", "HH:mm")

_STATICS = any_of("options", "option_groups", typed_as=_select(initial_option=_OPTION, **_STATIC))
ELEMENTS: dict[str, Check] = {
    "button": _element({"text": plain(75)}, **_BUTTON),
    "workflow_button": _element({"text": plain(75), "workflow": anything}, **_BUTTON),
    "overflow": _element({"options": items(_OPTION, most=5)}, confirm=_CONFIRM),
    "checkboxes": _element(
        {"options": items(_CHOICE, most=10)}, initial_options=items(_CHOICE, most=10), confirm=_CONFIRM
    ),
    "radio_buttons": _element({"options": items(_CHOICE, most=10)}, initial_option=_CHOICE, confirm=_CONFIRM),
    "static_select": _STATICS,
    "multi_static_select": any_of(
        "options",
        "option_groups",
        typed_as=_select(initial_options=items(_OPTION, most=100), **_STATIC, **_MANY),
    ),
    "external_select": _select(initial_option=_OPTION, min_query_length=integer(0, 255)),
    "multi_external_select": _select(
        initial_options=items(_OPTION, most=100), min_query_length=integer(0, 255), **_MANY
    ),
    "users_select": _select(initial_user=string(255)),
    "multi_users_select": _select(initial_users=items(string(255), most=1000), **_MANY),
    "conversations_select": _select(
        initial_conversation=string(255),
        default_to_current_conversation=boolean,
        response_url_enabled=boolean,
        filter=_FILTER,
    ),
    "multi_conversations_select": _select(
        initial_conversations=items(string(255), most=1000),
        default_to_current_conversation=boolean,
        filter=_FILTER,
        **_MANY,
    ),
    "channels_select": _select(initial_channel=string(255), response_url_enabled=boolean),
    "multi_channels_select": _select(initial_channels=items(string(255), most=1000), **_MANY),
    "datepicker": _select(initial_date=_DATE),
    "timepicker": _select(initial_time=_TIME, timezone=string(255)),
    "datetimepicker": _element(initial_date_time=integer(10**9, 10**10 - 1), confirm=_CONFIRM),
    "plain_text_input": _element(
        initial_value=string(3000, least=0),
        multiline=boolean,
        min_length=integer(0, 3000),
        max_length=integer(1, 3000),
        **_INPUT,
    ),
    "email_text_input": _element(initial_value=string(3000, least=0), **_INPUT),
    "url_text_input": _element(initial_value=string(3000, least=0), **_INPUT),
    "number_input": _element(
        {"is_decimal_allowed": boolean}, initial_value=number, min_value=number, max_value=number, **_INPUT
    ),
    "rich_text_input": _element(initial_value=anything, min_lines=integer(1, 100), max_lines=integer(1, 100), **_INPUT),
    "file_input": _element(filetypes=items(string(255), most=100), max_files=integer(1, 10)),
    "image": any_of(
        "image_url", "slack_file", typed_as=obj(required={"alt_text": string(2000)}, optional=_IMAGE_FIELDS)
    ),
    "icon_button": _element({"text": plain(75), "icon": string(255)}, **_BUTTON),
    "feedback_buttons": _element({"positive_button": anything, "negative_button": anything}),
}
_SELECTS = {name for name in ELEMENTS if name.endswith("_select")}
_PICKERS = _SELECTS | {"checkboxes", "radio_buttons", "datepicker", "timepicker"}
_TEXTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}
_IN_SECTION = _PICKERS | {"button", "workflow_button", "overflow", "image"}
_IN_ACTIONS = _PICKERS | {"button", "workflow_button", "overflow", "datetimepicker", "rich_text_input"}
_IN_INPUT = _PICKERS | _TEXTS | {"datetimepicker", "file_input"}


def _block(required: dict[str, Check] | None = None, /, **optional: Check) -> Check:
    return obj(required=required or {}, optional={"block_id": _ID, **optional})


def _elements(names: set[str]) -> Check:
    return typed({name: ELEMENTS[name] for name in names})


_TEXT_OR_IMAGE = typed({"plain_text": plain(2000), "mrkdwn": mrkdwn_or_plain(2000), "image": ELEMENTS["image"]})
BLOCKS: dict[str, Check] = {
    "section": any_of(
        "text",
        "fields",
        typed_as=_block(
            text=mrkdwn_or_plain(3000),
            fields=items(mrkdwn_or_plain(2000), most=10),
            accessory=_elements(_IN_SECTION),
            expand=boolean,
        ),
    ),
    "header": _block({"text": plain(150)}),
    "divider": _block(),
    "context": _block({"elements": items(_TEXT_OR_IMAGE, most=10)}),
    "context_actions": _block({"elements": items(_elements({"icon_button", "feedback_buttons"}), most=5)}),
    "actions": _block({"elements": items(_elements(_IN_ACTIONS), most=25)}),
    "input": _block(
        {"label": plain(2000), "element": _elements(_IN_INPUT)},
        hint=plain(2000),
        optional=boolean,
        dispatch_action=boolean,
    ),
    "image": any_of(
        "image_url", "slack_file", typed_as=_block({"alt_text": string(2000)}, title=plain(2000), **_IMAGE_FIELDS)
    ),
    "markdown": _block({"text": string(MARKDOWN_CHARACTERS)}),
    "rich_text": _block({"elements": items(anything, most=1000)}),
    "table": _block({"rows": items(items(anything, most=20), most=100)}, column_settings=items(anything, most=20)),
    "video": _block(
        {"alt_text": string(2000), "title": plain(200), "thumbnail_url": string(3000), "video_url": string(3000)},
        author_name=string(50),
        description=plain(200),
        provider_icon_url=string(3000),
        provider_name=string(50),
        title_url=string(3000),
    ),
}
_BLOCK = typed(BLOCKS)
_VIEW_BLOCK = typed({name: check for name, check in BLOCKS.items() if name not in ("markdown", "table")})
_VIEW_COMMON: dict[str, Check] = {
    "type": anything,
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
_VIEW_BLOCKS = items(_VIEW_BLOCK, most=VIEW_BLOCKS, least=0)
_VIEWS: dict[str, Check] = {
    "modal": obj(
        required={"title": plain(24), "blocks": _VIEW_BLOCKS},
        optional={
            **_VIEW_COMMON,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    "home": obj(
        required={"blocks": _VIEW_BLOCKS},
        optional={**_VIEW_COMMON, "title": anything, "submit": anything, "close": anything},
    ),
}


def _unique_ids(blocks: list[Json], place: str) -> Iterator[Problem]:
    """block_id unique in the surface, action_id in its block; for blocks whose shape is right."""
    seen: set[str] = set()
    for number_, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in seen:
            yield f"{place}/{number_}/block_id", f"block_id {block_id} already exists"
        if block_id:
            seen.add(block_id)
        ids = [element.get("action_id") for element in block.get("elements") or [] if isinstance(element, dict)]
        for position, action_id in enumerate(ids):
            if action_id and action_id in ids[:position]:
                where = f"{place}/{number_}/elements/{position}/action_id"
                yield where, f"action_id {action_id} already exists in the block"


class BlocksError(SlackError):
    """Blocks that Slack refuses: each place, with what is wrong there."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        words = [f"{text} [json-pointer:{place}]" for place, text in problems]
        super().__init__(name, messages=[f"[ERROR] {line}" for line in words], errors=words)
        self.problems = problems


def _refuse(name: str, problems: list[Problem]) -> None:
    if problems:
        raise BlocksError(name, problems)


def _characters(value: Any) -> int:
    """All text in blocks."""
    if isinstance(value, dict):
        own = value["text"] if isinstance(value.get("text"), str) else ""
        return len(own) + sum(_characters(item) for item in value.values())
    return sum(_characters(item) for item in value) if isinstance(value, list) else 0


def check_message(blocks: list[Json]) -> None:
    """Refuse (`invalid_blocks`, `msg_blocks_too_long`) what Slack refuses in a message."""
    _refuse("invalid_blocks", list(items(_BLOCK, most=MESSAGE_BLOCKS, least=0)(blocks, "/blocks")))
    problems = list(_unique_ids(blocks, "/blocks"))
    markdown = [block for block in blocks if block["type"] == "markdown"]
    if _characters(markdown) > MARKDOWN_CHARACTERS and len(markdown) > 1:
        problems.append(("/blocks", f"markdown blocks must be less than {MARKDOWN_CHARACTERS + 1} characters together"))
    _refuse("invalid_blocks", problems)
    if _characters(blocks) > MESSAGE_CHARACTERS:
        raise SlackError("msg_blocks_too_long")


def check_blocks(blocks: list[Json]) -> None:
    """Refuse (`invalid_blocks`) what Slack takes on no surface."""
    problems = list(items(_BLOCK, most=VIEW_BLOCKS, least=0)(blocks, "/blocks"))
    _refuse("invalid_blocks", problems or list(_unique_ids(blocks, "/blocks")))


def check_view(view: Json) -> None:
    """Refuse (`invalid_arguments`, `view_too_large`) what Slack refuses in a modal or Home tab."""
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise SlackError("view_too_large")
    _refuse("invalid_arguments", list(_VIEWS[view["type"]](view, "/view")))
    problems = list(_unique_ids(view["blocks"], "/view/blocks"))
    if view["type"] == "modal" and not view.get("submit") and any(one["type"] == "input" for one in view["blocks"]):
        problems.append(("/view", "missing required field: submit"))
    _refuse("invalid_arguments", problems)
