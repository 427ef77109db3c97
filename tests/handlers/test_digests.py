"""The digest's button, through Bolt."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Delivery, DigestItem, Member, ParticipantWeek, Program
from bot.domain.digests import Digest, Item, ItemKind
from bot.domain.states import DeliveryState
from bot.services import digests, program_life
from bot.views import digests as view
from bot.views import final_reports
from bot.views.digest_items import TAKE
from tests.factories import actor_of, make_organizer, make_program, make_viewer
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.views.limits import check_limits
from tests.views.test_digests import CALM, listed


@pytest.fixture
def organizer(kith: Kith) -> Member:
    return kith.member()


@pytest.fixture
def program(kith: Kith, organizer: Member) -> Program:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        program = make_program(session)
        make_organizer(session, program, member=organizer)
        return program


@pytest.fixture
def item_id(kith: Kith, program: Program) -> int:
    item = Item(ItemKind.FEW, key="few:2026-02-23")
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return digests.list_items(session, program.id, [item], now=kith.context.clock.now())[item.key]


def blocks(item_id: int) -> list[dict[str, Any]]:
    calm: Digest = listed(CALM)
    told = view.digest(Digest(**{**calm.__dict__, "items": (Item(ItemKind.FEW, key="x", id=item_id),)}))
    return list(told.blocks)


def click(kith: Kith, user: str, value: str, shown: list[dict[str, Any]]) -> dict[str, Any]:
    body = payloads.message_click(
        kith.workspace.slack_team_id, user, payloads.action(TAKE, value), response_url=kith.slack.response_url
    )
    body["message"]["blocks"] = shown
    return body


def add_sent(kith: Kith, program: Program, *, key: str, ts: str, shown: list[dict[str, Any]]) -> None:
    now = kith.context.clock.now()
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        session.add(
            Delivery(
                key=key,
                kind="digest",
                program_id=program.id,
                target={"channel": "D1"},
                payload={"text": "Digest", "blocks": shown},
                state=DeliveryState.SENT,
                slack_channel_id="D1",
                slack_ts=ts,
                created_at=now,
            )
        )


def taken_by(kith: Kith) -> list[int | None]:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return list(session.scalars(select(DigestItem.taken_by_id)))


def test_who_takes_it_is_shown_in_every_copy(kith: Kith, organizer: Member, program: Program, item_id: int) -> None:
    shown = blocks(item_id)
    add_sent(kith, program, key="digest:mine", ts="1.2", shown=shown)  # the one that is clicked
    add_sent(kith, program, key="digest:theirs", ts="3.4", shown=shown)
    kith.send(click(kith, organizer.slack_user_id, str(item_id), shown))
    (replaced,) = kith.slack.of("response_url")
    (updated,) = kith.slack.of("chat.update")
    assert replaced["replace_original"] is True
    assert updated["ts"] == "3.4"
    for sent in (replaced, updated):
        assert f"<@{organizer.slack_user_id}> has this" in str(sent["blocks"])
        assert TAKE not in str(sent["blocks"])
    assert taken_by(kith) == [organizer.id]


@pytest.mark.parametrize("value", ["", "x", "1:2", "-1", "99999999999999999999", "٣"])
def test_a_value_that_is_no_id_changes_nothing(kith: Kith, organizer: Member, item_id: int, value: str) -> None:
    kith.send(click(kith, organizer.slack_user_id, value, blocks(item_id)))
    (told,) = kith.slack.of("response_url")
    assert told["response_type"] == "ephemeral"
    assert taken_by(kith) == [None]


def test_who_does_not_organize_is_refused(kith: Kith, item_id: int) -> None:
    kith.send(click(kith, kith.member().slack_user_id, str(item_id), blocks(item_id)))
    (told,) = kith.slack.of("response_url")
    assert "not yours" in told["text"]
    assert taken_by(kith) == [None]


def ask(kith: Kith, who: Member, *, channel: str = "C0") -> list[dict[str, Any]]:
    kith.command(who, "digest", channel=channel)
    answers = kith.slack.of("response_url")
    assert all(answer["response_type"] == "ephemeral" for answer in answers)
    return answers


def test_an_organizer_gets_the_digest_now_with_its_buttons(kith: Kith, organizer: Member, program: Program) -> None:
    (told,) = ask(kith, organizer)
    assert program.name in told["text"]
    assert TAKE in str(told["blocks"])


def test_in_a_programs_channel_only_its_own(kith: Kith, organizer: Member, program: Program) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        make_organizer(session, make_program(session), member=organizer)
    assert len(ask(kith, organizer)) == 2
    kith.slack.calls.clear()
    assert len(ask(kith, organizer, channel=program.slack_channel_id)) == 1


def test_before_the_first_week_is_over_it_says_when(kith: Kith, organizer: Member) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        make_organizer(session, make_program(session, starts_on=date(2026, 3, 2)), member=organizer)
    (told,) = ask(kith, organizer)
    assert "Monday 9 March" in told["text"]


def test_who_organizes_nothing_is_told_so(kith: Kith, program: Program) -> None:
    (told,) = ask(kith, kith.member(), channel=program.slack_channel_id)
    assert "you are neither" in told["text"]


def test_home_opens_the_digest_and_its_screen_says_who_took_an_item(
    kith: Kith, organizer: Member, program: Program
) -> None:
    team, user = kith.workspace.slack_team_id, organizer.slack_user_id
    kith.press(organizer, view.SHOW, program.id, where="home")
    (opened,) = kith.slack.of("views.open")
    check_limits(opened["view"])
    shown = opened["view"]["blocks"]
    value = next(block["accessory"]["value"] for block in shown if TAKE in str(block))
    body = payloads.view_click(team, user, payloads.action(TAKE, value), callback_id="digests.screen")
    body["view"]["blocks"] = shown
    kith.send(body)
    (updated,) = kith.slack.of("views.update")
    assert f"<@{user}> has this" in str(updated["view"])
    assert taken_by(kith)[0] == organizer.id


def test_home_opens_no_digest_for_who_does_not_organize(kith: Kith, program: Program) -> None:
    kith.press(kith.member(), view.SHOW, program.id, where="home")
    (opened,) = kith.slack.of("views.open")
    assert "not yours" in str(opened["view"])


def test_the_table_of_an_ended_program_comes_once_to_the_organizer_who_asked(
    kith: Kith, program: Program, organizer: Member
) -> None:
    kith.participant(program, member=kith.member(name="Ada"))
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        program_life.end(session, actor_of(organizer), program.id, now=kith.context.clock.now())
    for _ in range(2):
        kith.press(organizer, view.TABLE, program.id, where="home")
    kith.press(kith.member(), view.TABLE, program.id, where="home")
    (sent,) = kith.deliveries()
    assert sent.member_id == organizer.id
    assert "Ada" in base64.b64decode(sent.payload["files"][0]["content"]).decode()


@pytest.fixture
def viewer(kith: Kith, program: Program) -> Member:
    member = kith.member()
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        make_viewer(session, program, member=member)
    return member


def test_a_viewer_reads_the_digest_without_names_or_buttons(
    kith: Kith, program: Program, organizer: Member, viewer: Member
) -> None:
    ada = kith.member(name="Ada")
    mine, now = kith.participant(program, member=ada), kith.context.clock.now()
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        session.add(ParticipantWeek(participant_id=mine.id, week_on=date(2026, 2, 23), contact_wanted_at=now))
    assert "get in touch" in str(ask(kith, organizer))
    kith.slack.calls.clear()
    (told,) = ask(kith, viewer)
    assert program.name in told["text"]
    assert "One person takes part right now" in str(told["blocks"])
    for hidden in (TAKE, ada.slack_user_id, "get in touch"):
        assert hidden not in str(told["blocks"])


def test_a_viewer_opens_digest_and_final_report_from_home_and_gets_no_table(
    kith: Kith, program: Program, organizer: Member, viewer: Member
) -> None:
    kith.participant(program, member=kith.member(name="Ada"))
    assert view.SHOW in str(kith.home(viewer))
    kith.press(viewer, view.SHOW, program.id, where="home")
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        program_life.end(session, actor_of(organizer), program.id, now=kith.context.clock.now())
    assert final_reports.SHOW in str(kith.home(viewer))
    kith.press(viewer, final_reports.SHOW, program.id, where="home")
    kith.press(viewer, view.TABLE, program.id, where="home")
    digest, final, refused = kith.slack.of("views.open")
    assert "Who takes part" in str(digest["view"])
    assert "the final report" in str(final["view"])
    assert "not yours" in str(refused["view"])
    assert kith.deliveries() == []


def test_a_viewer_whose_account_was_closed_reads_nothing(kith: Kith, program: Program, viewer: Member) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        session.get_one(Member, viewer.id).deactivated_at = kith.context.clock.now()
    (told,) = ask(kith, viewer)
    assert "you are neither" in told["text"]
    kith.press(viewer, view.SHOW, program.id, where="home")
    (refused,) = kith.slack.of("views.open")
    assert "not yours" in str(refused["view"])
