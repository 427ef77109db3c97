"""The page in a browser on which somebody begins to install Kith: what it does, what it asks for and why."""

from __future__ import annotations

from collections.abc import Iterable

from bot.views.privacy import WHO_SEES_WHAT

# Of every scope in the manifest
WHY = {
    "chat:write": "to post its messages, and to change what it posted",
    "commands": "for /kith, Log what you did, and Save with Kith on a message, which reads that message alone",
    "im:write": "to write to members",
    "mpim:write": "to open the group message of buddies",
    "im:history": "to answer what a member writes to it, and to look for its own posts; it reads nothing else there",
    "mpim:history": "to look for its own posts in the group messages it opened; it reads nothing else there",
    "users:read": "for names, time zones, guests, closed accounts, and who the workspace's admins are",
    "channels:read": "to know who is in a program's channel",
    "groups:read": "the same, where that channel is private",
    "channels:join": "to enter the public channel that an organizer chose",
    "files:write": "for the digest's chart and table, calendar files, and a member's own data",
    "users:read.email": "optional: to match the e-mail addresses of a roster, which it compares and does not keep",
}


def page(url: str, *, scopes: Iterable[str]) -> str:
    """The page; `url` is Slack's consent page."""
    from jinja2 import Environment, PackageLoader  # noqa: PLC0415  # most processes never draw one

    pages = Environment(loader=PackageLoader("bot.views", "."), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    asked = [(scope, WHY[scope]) for scope in scopes]
    sees = [(reader, words.replace("*", "")) for reader, words in WHO_SEES_WHAT]
    return pages.get_template("install.html").render(url=url, asked=asked, sees=sees)
