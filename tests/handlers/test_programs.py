"""`/kith setup`: two clicks from nothing to a program, and everything that can be in the way."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.models.views import View
from sqlalchemy import select

from bot.db.models import Organizer, Program
from bot.views import programs as view
from bot.views.announcements import START_FORM
from tests.handlers import payloads
from tests.handlers.conftest import Kith


def programs_of(kith: Kith) -> list[Program]:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return list(session.scalars(select(Program)))


def look(kith: Kith, *, channel: str = "C1", preset: str = "job_seekers") -> Any:
    """The first click: what would be posted?"""
    return kith.submit("UANA", view.SETUP_FORM, {"preset": payloads.choice(preset)}, remembers=channel)


def submit(kith: Kith, *, preset: str = "job_seekers", words: str = "Come along.", on: str = "2026-03-09") -> Any:
    """The second: post it."""
    fields = {
        "name": payloads.text("Spring"),
        "starts_on": payloads.on_date(on),
        "announcement": payloads.text(words),
    }
    return kith.submit("UANA", START_FORM, fields, remembers=f"C1 {preset}")


def shown(kith: Kith) -> str:
    """What the form gave way to."""
    return str(kith.slack.of("views.update")[-1]["view"])


def test_two_clicks_start_a_program_and_the_channel_hears_of_it(kith: Kith) -> None:
    kith.knows_channel("C1", "UANA", is_member=False)
    kith.command("UANA", "setup", channel="C1")
    (opened,) = kith.slack.of("views.open")
    View(**opened["view"]).validate_json()
    assert opened["view"]["private_metadata"] == "C1"
    look(kith)
    assert "everybody in its channel" in shown(kith).lower()
    assert (programs_of(kith), kith.deliveries(), kith.slack.of("conversations.join")) == ([], [], [])
    answer = submit(kith)
    assert answer.body["response_action"] == "update"
    (program,) = programs_of(kith)
    assert (program.slack_channel_id, program.preset, program.zone) == ("C1", "job_seekers", "Europe/Berlin")
    assert len(kith.slack.of("conversations.join")) == 1
    assert "starts in <#C1>" in shown(kith)
    (delivery,) = kith.deliveries()
    assert (delivery.key, delivery.target) == (f"announcement:{program.id}", {"channel": "C1"})
    assert "participants.join_form" in str(delivery.payload)
    assert len(kith.slack.of("views.publish")) == 1


def test_before_it_starts_its_organizer_reads_what_is_posted_and_to_how_many(kith: Kith) -> None:
    kith.knows_channel("C1", "UANA", num_members=25)
    look(kith)
    form = kith.slack.of("views.update")[-1]["view"]
    View(**form).validate_json()
    fields = {block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"}
    assert fields["name"]["initial_value"] == "Job seekers"
    assert fields["starts_on"]["initial_date"] == "2026-03-09"
    assert "Leaving, pausing and skipping" in fields["announcement"]["initial_value"]
    assert "The 24 people in its channel, <#C1>, will read this" in str(form)


def test_the_organizers_own_words_are_posted_and_mention_nobody(kith: Kith) -> None:
    kith.knows_channel("C1", "UANA")
    submit(kith, words="Dear all & <!channel>,\n\nbring *coffee*.")
    (delivery,) = kith.deliveries()
    assert "Dear all &amp; &lt;!channel&gt;,\n\nbring" in delivery.payload["blocks"][0]["text"]["text"]


@pytest.mark.parametrize(
    ("on", "words", "said"), [("2026-03-10", "x", "Monday"), ("2026-03-09", "x" * 2600, "100 too")]
)
def test_nothing_typed_is_lost_if_the_start_is_refused(kith: Kith, on: str, words: str, said: str) -> None:
    kith.knows_channel("C1", "UANA")
    submit(kith, on=on, words=words)
    assert (programs_of(kith), kith.deliveries()) == ([], [])
    assert said in shown(kith)
    assert START_FORM in shown(kith)


def test_a_second_start_in_the_channel_is_refused_and_changes_nothing(kith: Kith) -> None:
    kith.knows_channel("C1", "UANA")
    submit(kith)
    submit(kith)
    assert len(programs_of(kith)) == 1
    assert len(kith.deliveries()) == 1
    assert "already" in shown(kith)


@pytest.mark.parametrize(
    ("flags", "people", "said"),
    [
        ({"is_private": True, "is_member": False}, ["UANA"], "/invite @Kith"),
        ({"is_archived": True}, ["UANA"], "archived"),
        ({"name": "mpdm-ana--ben-1"}, ["UANA"], "at home in a channel"),
        ({}, ["UBEN"], "not in that channel"),
    ],
)
def test_a_channel_that_will_not_do_is_said_and_nothing_starts(
    kith: Kith, flags: dict[str, Any], people: list[str], said: str
) -> None:
    kith.knows_channel("C1", *people, **flags)
    for click in (look, submit):
        click(kith)
        assert programs_of(kith) == []
        assert kith.slack.of("conversations.join") == []
        assert said in shown(kith)


def test_a_private_channel_without_kith_asks_for_an_invitation(kith: Kith) -> None:
    kith.slack.answers["conversations.info"] = {"ok": False, "error": "channel_not_found"}
    submit(kith)
    assert "/invite @Kith" in shown(kith)


def test_a_failure_of_slack_is_said_kindly(kith: Kith) -> None:
    kith.slack.answers["conversations.info"] = {"ok": False, "error": "internal_error"}
    submit(kith)
    assert "did not go through" in shown(kith)


@pytest.mark.parametrize("flag", ["is_restricted", "is_bot", "deleted"])
def test_guests_start_nothing(kith: Kith, flag: str) -> None:
    kith.knows_channel("C1", "UANA")
    kith.slack.answers["users.info"] = {"user": {"id": "UANA", "tz": "UTC", flag: True}}
    submit(kith)
    assert programs_of(kith) == []
    assert "full members" in shown(kith)


def test_from_a_direct_message_the_form_asks_for_the_channel(kith: Kith) -> None:
    sent = payloads.command(kith.workspace.slack_team_id, "UANA", "setup", channel="D1")
    kith.send({**sent, "channel_name": "directmessage"})
    (opened,) = kith.slack.of("views.open")
    assert "conversations_select" in str(opened["view"])
    kith.knows_channel("C7", "UANA")
    fields = {"preset": payloads.choice("alumni_group"), "channel": payloads.channel("C7")}
    kith.submit("UANA", view.SETUP_FORM, fields)
    assert kith.slack.of("views.update")[-1]["view"]["private_metadata"] == "C7 alumni_group"


def test_app_home_opens_the_form_too(kith: Kith) -> None:
    kith.press("UANA", view.OPEN_SETUP, where="home")
    assert kith.slack.of("views.open")[0]["view"]["callback_id"] == view.SETUP_FORM


def test_where_a_program_runs_its_organizer_gets_the_settings(kith: Kith) -> None:
    program = kith.program(slack_channel_id="C1")
    organizer = kith.organizer(program)
    kith.command(organizer, "setup", channel="C1")
    assert kith.slack.of("views.open")[0]["view"]["callback_id"] == "programs.menu"


def test_where_a_program_runs_others_hear_who_organizes_it(kith: Kith) -> None:
    organizer = kith.organizer(kith.program(slack_channel_id="C1"))
    kith.command("UANA", "setup", channel="C1")
    (sent,) = kith.slack.of("response_url")
    assert f"<@{organizer.slack_user_id}>" in str(sent["blocks"])
    assert kith.slack.of("views.open") == []


def test_who_started_it_organizes_it(kith: Kith) -> None:
    kith.knows_channel("C1", "UANA")
    submit(kith)
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        assert len(session.scalars(select(Organizer)).all()) == 1
    kith.command("UANA", "programs")
    assert view.SETTINGS in str(kith.slack.of("response_url")[0]["blocks"])
