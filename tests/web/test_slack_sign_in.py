"""Sign in with Slack to the page, over the sandbox's consent page: who gets in, and what everybody else reads."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import httpx2
import pytest
from httpx2 import Response
from sqlalchemy import func, select, update
from starlette.responses import Response as Answer

from bot.clock import real_now
from bot.context import AppContext
from bot.db.models import Member, PageSession, Workspace
from bot.domain.states import WorkspaceState
from bot.limits import Kind, Limits, Rate
from bot.oauth.provider import Provider
from bot.oauth.sign_in import SignIn
from bot.settings import SIGN_IN_BACK
from bot.web import security
from bot.web.slack_sign_in import START
from sandbox.identity import Signer
from sandbox.model import User
from tests.factories import make_member, make_organizer, make_program, make_workspace
from tests.sandboxes import Handle, start_sandbox
from tests.web.conftest import URL, Site, Visitor, words

NO_PROGRAM = "You organize no program yet"


@pytest.fixture(scope="module")
def town() -> Iterator[Handle]:
    """Slack. Kith is in its first workspace; in its second it is not."""
    with start_sandbox(workspaces=2, people=4) as handle:
        yield handle


@pytest.fixture
def context(context: AppContext, town: Handle) -> AppContext:
    told = town.tokens
    sign_in = SignIn(
        client_id=told["client_id"],
        client_secret=told["client_secret"],
        back_url=f"{URL}{SIGN_IN_BACK}",
        api_url=told["api_url"],
        authorize_url=f"{town.url}/openid/connect/authorize",
        provider=Provider(told["api_url"]),
    )
    return replace(context, sign_in=sign_in)


@pytest.fixture
def ada(town: Handle) -> User:
    """Somebody at Slack."""
    return town.sandbox.workspace.people[0]


@pytest.fixture
def member(site: Site, ada: User) -> Member:
    """Ada as Kith knows her: she takes part in nothing."""
    with site.kith.context.database.unit_of_work() as session:
        workspace_id = make_workspace(session, slack_team_id=ada.team_id).id
    with site.kith.context.database.unit_of_work(workspace_id) as session:
        return make_member(session, slack_user_id=ada.id, name="Ada")


def to_slack(visitor: Visitor) -> str:
    """Press the button; the address of Slack's page."""
    assert "Sign in with Slack" in visitor.read("/sign-in")
    answer = visitor.send(START)
    assert answer.status_code == 200, words(answer.text)
    led = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text)
    assert led == re.findall(r'class="button deed" href="([^"]+)"', answer.text)
    return unescape(led[0])


def decide(page: str, user: User, decision: str = "allow") -> str:
    """What somebody says on Slack's page; the path that it sends them to."""
    location = httpx2.post(page, data={"user": user.id, "decision": decision}).headers["location"]
    assert location.startswith(f"{URL}{SIGN_IN_BACK}?")
    return str(location.removeprefix(URL))


def tries(visitor: Visitor, user: User, decision: str = "allow") -> Response:
    """The whole way."""
    return visitor.get(decide(to_slack(visitor), user, decision))


def reads(visitor: Visitor, answer: Response) -> str:
    """What somebody reads who was not let in; nothing is left of the attempt."""
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?why=")
    assert all(mark in answer.headers["set-cookie"] for mark in ('kith-trip=""', "Max-Age=0"))
    assert visitor.get("/programs").headers["location"] == "/sign-in"
    return visitor.read(answer.headers["location"])


def sessions(site: Site) -> int:
    with site.kith.context.database.unit_of_work() as session:
        return session.scalar(select(func.count()).select_from(PageSession)) or 0


def change(site: Site, model: type, **values: object) -> None:
    with site.kith.context.database.unit_of_work() as session:
        session.execute(update(model).values(**values))


def test_who_organizes_a_program_finds_it(site: Site, member: Member, ada: User) -> None:
    with site.kith.context.database.unit_of_work(member.workspace_id) as session:
        make_organizer(session, make_program(session, name="Spring"), member=member)
    visitor = site.stranger()

    answer = tries(visitor, ada)

    assert (answer.status_code, answer.headers["location"]) == (303, "/programs")
    assert "Spring" in visitor.read("/programs")
    assert "kith-trip" not in visitor.client.cookies
    assert visitor.get("/sign-in").headers["location"] == "/programs"


def test_who_organizes_nothing_is_told_kindly_how_to_begin(site: Site, member: Member, ada: User) -> None:
    visitor = site.stranger()

    tries(visitor, ada)

    assert NO_PROGRAM in visitor.read("/programs")


def test_the_cookie_of_the_way_is_for_ten_minutes_this_site_and_no_script(site: Site) -> None:
    cookie = site.stranger().send(START).headers["set-cookie"].lower()

    assert all(mark in cookie for mark in ("kith-trip=", "httponly", "samesite=lax", "path=/", "max-age=600"))


def test_over_https_the_cookie_of_the_way_is_for_this_host_alone() -> None:
    response = Answer()
    security.keep_trip(response, "x", url="https://kith.example.org")

    assert response.headers["set-cookie"].startswith("__Host-kith-trip=x;")
    assert "secure" in response.headers["set-cookie"].lower()


def test_who_says_no_to_slack_is_back_where_they_began(site: Site, member: Member, ada: User) -> None:
    visitor = site.stranger()

    said = reads(visitor, tries(visitor, ada, "deny"))

    assert "You chose not to sign in" in said
    assert "Sign in with Slack" in said
    assert sessions(site) == 0


def test_the_way_back_works_once(site: Site, member: Member, ada: User) -> None:
    visitor = site.stranger()
    path = decide(to_slack(visitor), ada)
    trip = visitor.client.cookies["kith-trip"]
    assert visitor.get(path).headers["location"] == "/programs"

    for kept in (None, trip):
        other = site.stranger()
        if kept:
            other.client.cookies.set("kith-trip", kept)
        assert "used already" in reads(other, other.get(path))
    assert sessions(site) == 1


def test_a_way_back_that_another_browser_began_signs_nobody_in(site: Site, member: Member, ada: User) -> None:
    mine, theirs = site.stranger(), site.stranger()
    to_slack(mine)

    assert "another browser" in reads(mine, mine.get(decide(to_slack(theirs), ada)))


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?error=access_denied", "?state=&code=", "?code=%00&state=ü"])
def test_a_made_up_way_back_signs_nobody_in(site: Site, query: str) -> None:
    visitor = site.stranger()

    assert "Begin again here" in reads(visitor, visitor.get(f"{SIGN_IN_BACK}{query}"))


def test_a_workspace_without_kith_reads_so(site: Site, member: Member, town: Handle) -> None:
    visitor = site.stranger()
    elsewhere = [*town.sandbox.store.workspaces.values()][1].people[0]

    said = reads(visitor, tries(visitor, elsewhere))

    assert "Kith is not in that Slack workspace" in said


def test_a_workspace_that_kith_left_reads_the_same(site: Site, member: Member, ada: User) -> None:
    change(site, Workspace, state=WorkspaceState.UNINSTALLED)
    visitor = site.stranger()

    assert "Kith is not in that Slack workspace" in reads(visitor, tries(visitor, ada))


def test_somebody_whom_kith_has_not_met_reads_how_that_is_done(site: Site, member: Member, town: Handle) -> None:
    visitor = site.stranger()

    said = reads(visitor, tries(visitor, town.sandbox.workspace.people[1]))

    assert "Open its Home tab in Slack once" in said
    assert "Ada" not in said


@pytest.mark.parametrize("column", ["deactivated_at", "erased_at"])
def test_who_is_gone_is_nobody_that_kith_has_met(site: Site, member: Member, ada: User, column: str) -> None:
    change(site, Member, **{column: real_now()})
    visitor = site.stranger()

    assert "Kith has not met you" in reads(visitor, tries(visitor, ada))
    assert sessions(site) == 0


def test_a_guest_reads_that_the_page_is_for_full_members(site: Site, member: Member, ada: User) -> None:
    change(site, Member, is_guest=True)
    visitor = site.stranger()

    assert "for full members of a workspace" in reads(visitor, tries(visitor, ada))
    assert sessions(site) == 0


def test_a_slack_that_does_not_answer_reads_so(site: Site, member: Member, ada: User, town: Handle) -> None:
    town.running.call(town.sandbox.faults.add, kind="server_error", method="openid.connect.token", count=1)
    visitor = site.stranger()

    assert "Slack does not answer just now" in reads(visitor, tries(visitor, ada))


def test_a_proof_that_does_not_hold_signs_nobody_in_and_is_logged_by_name(
    site: Site,
    member: Member,
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    honest: Callable[..., str] = Signer.id_token

    def with_another_nonce(signer: Signer, claims: dict[str, Any], **given: str) -> str:
        return honest(signer, claims, **(given | {"nonce": "another"}))

    monkeypatch.setattr(Signer, "id_token", with_another_nonce)
    visitor = site.stranger()
    path = decide(to_slack(visitor), ada)

    with caplog.at_level(logging.DEBUG):
        said = reads(visitor, visitor.get(path))

    assert "nobody was signed in" in said
    (told,) = [vars(record) for record in caplog.records if vars(record).get("action") == "sign_in_refused"]
    assert (told["why"], told["reason"]) == ("refused", "nonce")
    lines = " ".join(str(vars(record)) for record in caplog.records if record.name.startswith("bot"))
    for secret in (ada.id, *(part.partition("=")[2] for part in path.partition("?")[2].split("&"))):
        assert secret not in lines


def test_who_tries_again_and_again_is_slowed_down(site: Site) -> None:
    object.__setattr__(site.kith.context, "limits", Limits({Kind.SIGN_IN: (Rate(3, 60),)}))
    visitor = site.stranger()

    tried = [visitor.send(START).status_code, *(visitor.get(SIGN_IN_BACK).status_code for _ in range(3))]

    assert tried == [200, 303, 303, 429]
    assert visitor.send(START).status_code == 429


def test_somebody_else_may_sign_in_on_the_same_browser(site: Site, member: Member, ada: User) -> None:
    before = site.kith.organizer(site.kith.program(name="Autumn"))
    visitor = site.visitor(before)
    visitor.token = ""  # the button of the page for those who are not signed in
    assert "Autumn" in visitor.read("/programs")
    answer = visitor.client.post(START)
    page = unescape(re.findall(r'content="0; url=([^"]+)"', answer.text)[0])

    assert visitor.get(decide(page, ada)).headers["location"] == "/programs"

    visitor.client.cookies.delete("kith", domain="")
    assert NO_PROGRAM in visitor.read("/programs")


def test_a_made_up_reason_says_nothing(site: Site) -> None:
    assert site.stranger().read("/sign-in?why=%3Cb%3E").count("Sign in with Slack") == 1


def test_where_it_is_not_offered_there_is_neither_button_nor_way(site: Site) -> None:
    object.__setattr__(site.kith.context, "sign_in", None)
    visitor = site.stranger()

    assert "Sign in with Slack" not in visitor.read("/sign-in")
    assert visitor.send(START).status_code == 404
    assert visitor.get(f"{SIGN_IN_BACK}?code=1&state=2").status_code == 404
