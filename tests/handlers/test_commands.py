"""`/kith`, and the words that everybody who asks in vain gets."""

from __future__ import annotations

from bot.domain.states import ProgramState
from tests.handlers.conftest import Kith


def test_help_goes_only_to_the_one_who_asked(kith: Kith) -> None:
    assert kith.command(kith.member(), "help").status == 200
    (sent,) = kith.slack.of("response_url")
    assert sent["response_type"] == "ephemeral"
    assert "What you can ask Kith" in sent["text"]


def test_help_lists_every_subcommand_and_who_organizes(kith: Kith) -> None:
    program = kith.program(name="Spring")
    organizer, member = kith.organizer(program), kith.member()
    kith.participant(program, member=member)
    kith.command(member, "what now")
    said = str(kith.slack.of("response_url")[0]["blocks"])
    assert f"*Spring* is organized by <@{organizer.slack_user_id}>" in said
    for name in ("setup", "join", "leave", "pause", "skip", "back", "landed", "profile", "data", "programs", "log"):
        assert f"`/kith {name}`" in said


def test_the_first_thing_shown_is_what_this_person_can_do_now(kith: Kith) -> None:
    member = kith.member()
    kith.command(member, "")
    assert "`/kith join`" in first(kith)
    kith.participant(kith.program(), member=member)
    kith.command(member, "")
    assert [name for name in ("goals", "log", "buddy") if f"`/kith {name}`" in first(kith)] == ["goals", "log", "buddy"]
    assert first(kith).count("/kith") == 3


def test_who_organizes_without_taking_part_is_shown_what_organizers_do(kith: Kith) -> None:
    for state in (ProgramState.RUNNING, ProgramState.ENDED):
        kith.command(kith.organizer(kith.program(state=state)), "")
        assert "`/kith programs`" in first(kith)
        assert "`/kith join`" not in first(kith)


def test_a_word_that_is_nearly_one_is_asked_about(kith: Kith) -> None:
    kith.command(kith.member(), "paus")
    assert "Did you mean `/kith pause`?" in first(kith)
    kith.command(kith.member(), "xylophone")
    assert "do not know that one" in first(kith)


def first(kith: Kith) -> str:
    """The first block of the newest answer."""
    return str(kith.slack.of("response_url")[-1]["blocks"][0])
