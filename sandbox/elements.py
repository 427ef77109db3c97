"""Interactive elements: what each keeps when a person uses it, as Slack writes it in `state` and `actions`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sandbox.blocks import elements_of
from sandbox.model import Json, Workspace


class InteractionError(ValueError):
    """A person cannot do that: there is no such element, option, person or view. Says which."""


@dataclass(frozen=True, slots=True)
class Element:
    """`key`: where the value stands; `initial`: where the app sets it; `empty`: before anyone chose.

    `read` turns what a person chose into the value. `kept`: whether `state` holds it (buttons do not).
    """

    key: str
    initial: str | None
    empty: Any
    read: Callable[[Json, Any, Workspace], Any]
    kept: bool = True


def _text(_element: Json, chosen: Any, _workspace: Workspace) -> Any:
    return None if chosen in (None, "") else str(chosen)


def _button(element: Json, _chosen: Any, _workspace: Workspace) -> Any:
    return element.get("value")


def _instant(_element: Json, chosen: Any, _workspace: Workspace) -> Any:
    try:
        return None if chosen in (None, "") else int(chosen)
    except (TypeError, ValueError) as error:
        raise InteractionError(f"{chosen!r} is not an instant in seconds since 1970") from error


def _date(_element: Json, chosen: Any, _workspace: Workspace) -> Any:
    try:
        return date.fromisoformat(chosen).isoformat() if chosen else None
    except (TypeError, ValueError) as error:
        raise InteractionError(f"{chosen!r} is not a date such as 2026-01-31") from error


def _time(_element: Json, chosen: Any, _workspace: Workspace) -> Any:
    try:
        return time.fromisoformat(chosen).strftime("%H:%M") if chosen else None
    except (TypeError, ValueError) as error:
        raise InteractionError(f"{chosen!r} is not a time such as 09:30") from error


def _as_is(_element: Json, chosen: Any, _workspace: Workspace) -> Any:
    return chosen


def options_of(element: Json) -> list[Json]:
    """The options of a select, in groups or not."""
    groups = element.get("option_groups") or []
    grouped = [option for group in groups for option in group.get("options", [])]
    return list(element.get("options") or []) + grouped


def _option(element: Json, chosen: Any, _workspace: Workspace) -> Any:
    if chosen is None:
        return None
    if isinstance(chosen, dict):  # from a suggestion: the app itself made the option
        return chosen
    for option in options_of(element):
        if option.get("value") == chosen:
            return option
    raise InteractionError(f"{element.get('action_id')}: no option {chosen!r}")


def _options(element: Json, chosen: Any, workspace: Workspace) -> Any:
    return [_option(element, item, workspace) for item in _several(chosen)]


def _several(chosen: Any) -> Iterable[Any]:
    if chosen is None:
        return []
    return chosen if isinstance(chosen, list | tuple) else [chosen]


def _known(table: str) -> Callable[[Json, Any, Workspace], Any]:
    def read(_element: Json, chosen: Any, workspace: Workspace) -> Any:
        if chosen is not None and not (isinstance(chosen, str) and chosen in getattr(workspace, table)):
            raise InteractionError(f"{chosen!r} is not in this workspace")
        return chosen

    return read


def _each(read: Callable[[Json, Any, Workspace], Any]) -> Callable[[Json, Any, Workspace], Any]:
    return lambda element, chosen, workspace: [read(element, item, workspace) for item in _several(chosen)]


_user, _conversation = _known("users"), _known("conversations")

ELEMENTS: dict[str, Element] = {
    "button": Element("value", None, None, _button, kept=False),
    "workflow_button": Element("value", None, None, _button, kept=False),
    "overflow": Element("selected_option", None, None, _option, kept=False),
    "static_select": Element("selected_option", "initial_option", None, _option),
    "external_select": Element("selected_option", "initial_option", None, _option),
    "radio_buttons": Element("selected_option", "initial_option", None, _option),
    "multi_static_select": Element("selected_options", "initial_options", [], _options),
    "multi_external_select": Element("selected_options", "initial_options", [], _options),
    "checkboxes": Element("selected_options", "initial_options", [], _options),
    "users_select": Element("selected_user", "initial_user", None, _user),
    "multi_users_select": Element("selected_users", "initial_users", [], _each(_user)),
    "conversations_select": Element("selected_conversation", "initial_conversation", None, _conversation),
    "multi_conversations_select": Element("selected_conversations", "initial_conversations", [], _each(_conversation)),
    "channels_select": Element("selected_channel", "initial_channel", None, _conversation),
    "multi_channels_select": Element("selected_channels", "initial_channels", [], _each(_conversation)),
    "datepicker": Element("selected_date", "initial_date", None, _date),
    "timepicker": Element("selected_time", "initial_time", None, _time),
    "datetimepicker": Element("selected_date_time", "initial_date_time", None, _instant),
    "plain_text_input": Element("value", "initial_value", None, _text),
    "email_text_input": Element("value", "initial_value", None, _text),
    "url_text_input": Element("value", "initial_value", None, _text),
    "number_input": Element("value", "initial_value", None, _text),
    "rich_text_input": Element("rich_text_value", "initial_value", None, _as_is),
    "file_input": Element("files", None, [], _as_is),
}


def find(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json]:
    """The block and the element of these ids; `InteractionError` if there is none."""
    for block in blocks:
        if block.get("block_id") == block_id:
            for element in elements_of(block):
                if element.get("action_id") == action_id:
                    return block, element
    raise InteractionError(f"there is no element {action_id!r} in a block {block_id!r}")


def value_of(element: Json, chosen: Any, workspace: Workspace) -> Json:
    """A state value: `{"type": …, <key>: …}` for what a person chose in an element."""
    kind = ELEMENTS.get(element["type"])
    if kind is None:
        raise InteractionError(f"a {element['type']} takes no value")
    value = kind.read(element, chosen, workspace)
    most = element.get("max_selected_items")
    if most and isinstance(value, list) and len(value) > most:
        raise InteractionError(f"{element.get('action_id')}: no more than {most} can be chosen")
    return {"type": element["type"], kind.key: value}


def state_values(blocks: list[Json], inputs: Json) -> Json:
    """`state.values` of a surface: for each element that keeps a value what was chosen, else what it starts with."""
    values: Json = {}
    for block in blocks:
        for element in elements_of(block):
            kind = ELEMENTS.get(element.get("type", ""))
            if kind is None or not kind.kept:
                continue
            chosen = inputs.get(block["block_id"], {}).get(element["action_id"])
            initial = element.get(kind.initial, kind.empty) if kind.initial else kind.empty
            value = chosen or {"type": element["type"], kind.key: initial}
            values.setdefault(block["block_id"], {})[element["action_id"]] = value
    return values


def is_empty(value: Json) -> bool:
    """Whether a state value holds nothing."""
    kind = ELEMENTS[value["type"]]
    return value.get(kind.key) in (None, "", [])
