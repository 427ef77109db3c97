"""Ways in and out: what a link is worth, and when a session is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.clock import real_now
from bot.db.models import Member, PageLink, PageSession, Workspace
from bot.domain.states import WorkspaceState
from bot.limits import Kind, Limits, Rate
from tests.web.conftest import Site, words


@pytest.fixture
def organizer(site: Site) -> Member:
    return site.kith.organizer(site.kith.program(name="Spring"))


def change(site: Site, model: type, **values: object) -> None:
    with site.kith.context.database.unit_of_work() as session:
        session.execute(update(model).values(**values))


def test_a_link_signs_in_once_and_looking_at_it_uses_nothing_up(site: Site, organizer: Member) -> None:
    path, visitor = site.link(organizer), site.stranger()
    assert "Continue" in visitor.read(path)
    assert "Continue" in visitor.read(path)

    answer = visitor.send(path)

    assert (answer.status_code, answer.headers["location"]) == (303, "/programs")
    assert "Spring" in visitor.read("/programs")
    again = site.stranger().send(path)
    assert again.status_code == 400
    assert "This link was used already" in words(again.text)


def test_a_cookie_is_for_this_site_and_no_script(site: Site, organizer: Member) -> None:
    answer = site.stranger().send(site.link(organizer))

    cookie = answer.headers["set-cookie"].lower()
    assert all(mark in cookie for mark in ("httponly", "samesite=lax", "path=/", "max-age=43200"))


def test_a_new_link_makes_the_one_before_worthless(site: Site, organizer: Member) -> None:
    before, after = site.link(organizer), site.link(organizer)

    assert site.stranger().send(before).status_code == 400
    assert site.stranger().send(after).status_code == 303


def test_a_link_lasts_ten_minutes(site: Site, organizer: Member) -> None:
    path = site.link(organizer)
    change(site, PageLink, expires_at=real_now() - timedelta(seconds=1))

    assert site.stranger().send(path).status_code == 400


def test_neither_link_nor_session_stands_in_the_database(site: Site, organizer: Member) -> None:
    link, visitor = site.link(organizer), site.visitor(organizer)

    with site.kith.context.database.unit_of_work() as session:
        kept = [*session.scalars(select(PageLink.token_hash)), *session.scalars(select(PageSession.token_hash))]
    assert len(kept) == 2
    assert not any(token in kept for token in (link.removeprefix("/link/"), visitor.token))


def test_who_signs_out_is_out_in_this_browser_alone(site: Site, organizer: Member) -> None:
    here, there = site.visitor(organizer), site.visitor(organizer)

    assert "You are signed out." in here.follow("/sign-out")

    here.client.cookies.set("kith", here.token)
    assert here.get("/programs").headers["location"] == "/sign-in"
    assert there.get("/programs").status_code == 200


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (PageSession, {"expires_at": real_now() - timedelta(seconds=1)}),
        (Member, {"deactivated_at": real_now()}),
        (Member, {"is_guest": True}),
        (Workspace, {"state": WorkspaceState.UNINSTALLED}),
    ],
    ids=("twelve hours", "account closed", "guest", "app removed"),
)
def test_a_session_ends(site: Site, organizer: Member, model: type, values: dict[str, object]) -> None:
    visitor = site.visitor(organizer)
    assert visitor.get("/programs").status_code == 200

    change(site, model, **values)

    assert visitor.get("/programs").headers["location"] == "/sign-in"


def test_who_tries_link_after_link_is_slowed_down(site: Site, organizer: Member) -> None:
    object.__setattr__(site.kith.context, "limits", Limits({Kind.SIGN_IN: (Rate(3, 60),)}))
    visitor = site.stranger()

    tried = [visitor.send(f"/link/{number}").status_code for number in range(4)]

    assert tried == [400, 400, 400, 429]


def test_a_page_has_the_headers_that_keep_others_out(site: Site, organizer: Member) -> None:
    headers = site.visitor(organizer).get("/programs").headers

    assert "script-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")


def test_a_name_that_is_pointed_at_this_machine_is_not_served(site: Site, organizer: Member) -> None:
    answer = site.visitor(organizer).get("/programs", headers={"host": "evil.example:8500"})

    assert answer.status_code == 400


def test_a_form_that_is_too_large_is_not_read(site: Site, organizer: Member) -> None:
    answer = site.visitor(organizer).send("/sign-out", {"more": "x" * 2_000_001})

    assert answer.status_code == 413
