"""The page under test: its routes over a committed database, asked as browsers ask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.clock import real_now
from bot.context import AppContext
from bot.db.models import Member
from bot.services import page_access
from bot.services.members import Actor
from bot.settings import Settings
from bot.web import security
from bot.web.app import page_routes
from tests.handlers.conftest import Kith, _recorder, clock, kith, slack, workspace
from tests.handlers.conftest import context as context_of_handlers

__all__ = ["_recorder", "clock", "context_of_handlers", "kith", "slack", "workspace"]
URL = "http://127.0.0.1:8500"


@dataclass
class Visitor:
    """A browser, signed in or not."""

    client: TestClient
    token: str = ""

    def get(self, path: str, **more: Any) -> Response:
        """Ask for a page; where it leads is not followed."""
        return self.client.get(path, follow_redirects=False, **more)

    def send(self, path: str, fields: Mapping[str, Any] | None = None, **more: Any) -> Response:
        """Send a form off, with its token."""
        data = {"csrf": security.csrf(self.token), **(fields or {})}
        return self.client.post(path, data=data, follow_redirects=False, **more)

    def follow(self, path: str, fields: Mapping[str, Any] | None = None, **more: Any) -> str:
        """Send a form off, and what the page that it leads to says."""
        answer = self.send(path, fields, **more)
        assert answer.status_code == 303, words(answer.text)
        return words(self.get(answer.headers["location"]).text)

    def read(self, path: str) -> str:
        """The words of a page."""
        answer = self.get(path)
        assert answer.status_code == 200, (answer.status_code, words(answer.text))
        return words(answer.text)


def words(page: str) -> str:
    """What somebody reads of a page, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.fixture
def context(context_of_handlers: AppContext, database_url: str) -> AppContext:
    settings = Settings(KITH_DATABASE_URL=database_url, KITH_WEB_PORT=8500, _env_file=None)  # type: ignore[call-arg]
    return replace(context_of_handlers, settings=settings)


@dataclass
class Site:
    """The page, and the ways in."""

    kith: Kith
    app: Starlette

    def stranger(self) -> Visitor:
        """Somebody who is not signed in."""
        return Visitor(TestClient(self.app, base_url=URL, raise_server_exceptions=True))

    def visitor(self, member: Member) -> Visitor:
        """Somebody who is."""
        with self.kith.context.database.unit_of_work(member.workspace_id) as session:
            token = page_access.open_session(session, member.id, now=real_now())
        visitor = replace(self.stranger(), token=token)
        visitor.client.cookies.set("kith", token)
        return visitor

    def link(self, member: Member) -> str:
        """The path of a link that signs the member in."""
        with self.kith.context.database.unit_of_work(member.workspace_id) as session:
            actor = Actor(member.workspace_id, member.id, member.slack_user_id)
            return f"/link/{page_access.make_link(session, actor, now=real_now())}"


@pytest.fixture
def site(kith: Kith) -> Site:
    return Site(kith, Starlette(routes=page_routes(kith.context)))
