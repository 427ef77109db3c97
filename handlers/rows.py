"""The kinds of rows: all that people and Slack can do, each with its act. Each noun lists its own in ROWS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from bot.domain.home import Room
from bot.domain.messages import Block, Message, View
from bot.services.members import Actor
from handlers.request import Request


class Who(Enum):
    """Who may do it. Services check it; tests read it here."""

    ANYONE = "anybody of the workspace, about themselves"
    MEMBER = "whose it is"
    GROUP_MEMBER = "who is in the buddy group"
    READER = "an organizer or a viewer of the program"
    ORGANIZER = "an organizer of the program"
    ADMIN = "an admin or owner of the workspace"


class When(Enum):
    """When it is acked, and what the act may do."""

    COMMITTED = "once the act is committed: one transaction, no call to Slack"
    READ = "once the act has read: it changes nothing, and waits for nobody who writes"
    AT_ONCE = "before the act, which has to ask Slack first and opens its own transactions"


class Where(Enum):
    """Where a message shows up."""

    PRESSED = "one's own message gives way to it; where others read along, or after a command, one sees it alone"
    INSTEAD = "in place of the message that was pressed, for all who read it"
    ALONE = "only whoever acted sees it"


@dataclass(frozen=True)
class Show:
    """What people see of an act, if it is more than one message or one view."""

    message: Message | None = None
    where: Where = Where.PRESSED
    view: View | None = None  # as a view alone
    here: View | None = None  # in place of the modal that was acted in
    below: View | None = None  # in place of the modal under the form
    home: View | None = None  # App Home, drawn already
    draws_home: bool = False  # App Home, as it stands after the commit
    redraws: bool = False  # the request's week message, as it stands after the commit
    also: tuple[int, ...] = ()  # programs that the redrawn message has in any case
    then: Callable[[], object] | None = None  # done in a thread, after the ack


Shown = Message | View | Show | None
Act = Callable[[Request], Shown]


@dataclass(frozen=True)
class Button:
    """Something to press in a message, a form or App Home; or a shortcut, whose callback id this is.

    Its value carries `ids` numbers, and with `on_week_message` the message of a week that it is on: if the act
    returns nothing, that message is drawn anew. `home`: App Home is drawn anew afterwards, wherever it was pressed.
    """

    action_id: str
    who: Who
    act: Act
    ids: int = 0
    on_week_message: bool = False
    when: When = When.COMMITTED
    home: bool = False


@dataclass(frozen=True)
class Form:
    """A form that is sent off. What it remembers is read like a button's value. A view from the act replaces it."""

    callback_id: str
    who: Who
    act: Act
    ids: int = 0
    on_week_message: bool = False
    when: When = When.COMMITTED
    home: bool = False


@dataclass(frozen=True)
class Command:
    """`/kith name …`. Help lists the commands by `order`."""

    name: str
    order: int
    help: str
    act: Act
    when: When = When.COMMITTED
    home: bool = False


@dataclass(frozen=True)
class Event:
    """An event from Slack. The act opens its own transaction; if it fails, Slack sends the event again."""

    type: str
    act: Callable[[Request], Shown]


Read = TypeVar("Read")


@dataclass(frozen=True)
class HomeSection(Generic[Read]):
    """A part of a room of App Home (None: of every room): its query and its view, shown by `order` from the top."""

    room: Room | None
    order: int
    query: Callable[[Session, Actor, datetime], Read]
    view: Callable[[Read], Sequence[Block]]
    needs_page: bool = False  # it is there only where Kith serves its page in a browser


Row = Button | Form | Command | Event | HomeSection[Any]
