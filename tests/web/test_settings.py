"""Settings on the page do what the same forms do in Slack."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from bot.db.models import Organizer, Program, ProgramBreak
from bot.domain.states import ProgramState
from bot.services import members
from bot.web.settings import PARTS
from tests.handlers.world import World, make_world
from tests.web.conftest import Site, Visitor, words


@pytest.fixture
def world(site: Site) -> World:
    return make_world(site.kith)


@pytest.fixture
def visitor(site: Site, world: World) -> Visitor:
    return site.visitor(world.organizer)


def fields_of(page: str) -> dict[str, object]:
    """What a browser would send of a form that nobody touched."""

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: dict[str, list[str]] = {}
            self.select, self.area = "", ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            name, value = given.get("name") or "", given.get("value") or ""
            if tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
                self.found.setdefault(name, []).append(value)
            self.select = name if tag == "select" else self.select
            if tag == "option" and "selected" in given and self.select:
                self.found.setdefault(self.select, []).append(value)
            self.area = name if tag == "textarea" else self.area
            if tag == "textarea":
                self.found[name] = [""]

        def handle_endtag(self, tag: str) -> None:
            self.area = "" if tag == "textarea" else self.area
            self.select = "" if tag == "select" else self.select

        def handle_data(self, data: str) -> None:
            if self.area:
                self.found[self.area][0] += data

    reader = Reader()
    reader.feed(page.partition('<main id="main"')[2])
    return {name: [one.removeprefix("\n") for one in values] for name, values in reader.found.items()}


@pytest.mark.parametrize("part", PARTS)
def test_a_form_that_nobody_touched_changes_nothing(part: str, visitor: Visitor, world: World, site: Site) -> None:
    site.kith.knows_channel("C1", world.organizer.slack_user_id)
    with site.kith.context.database.unit_of_work() as session:
        names = members.names(session)
    site.kith.slack.answers["users.info"] = lambda args: {
        "user": {"id": args["user"], "real_name": names[args["user"]]}
    }
    path = f"/programs/{world.mine.program}/settings/{part}"
    before = words(visitor.get(f"/programs/{world.mine.program}/settings").text)

    said = visitor.follow(path, fields_of(visitor.get(path).text))

    assert said.replace("Your changes are saved. ", "") == before


def test_how_everything_stands_is_read_in_words(visitor: Visitor, world: World) -> None:
    said = visitor.read(f"/programs/{world.mine.program}/settings")

    assert "Rounds of two weeks, groups of two" in said
    assert "@Olga" in said
    assert "The digest goes to each of them by direct message." in said


def test_a_break_is_saved(visitor: Visitor, world: World, site: Site) -> None:
    visitor.follow(f"/programs/{world.mine.program}/settings/breaks", {"breaks": "24 Dec 2026 - 2 Jan 2027"})

    with site.kith.context.database.unit_of_work() as session:
        assert session.execute(select(ProgramBreak.from_on, ProgramBreak.until_on)).all() == [
            (date(2026, 12, 24), date(2027, 1, 2))
        ]


def test_a_refused_form_keeps_what_was_entered(visitor: Visitor, world: World) -> None:
    path = f"/programs/{world.mine.program}/settings/rounds"
    fields = fields_of(visitor.get(path).text) | {"name": "Spring & friends", "zone": "Berlin/Europe"}

    answer = visitor.send(path, fields)

    assert answer.status_code == 422
    assert 'value="Berlin/Europe"' in answer.text
    assert "Spring &amp; friends" in answer.text
    assert 'aria-describedby="why-zone"' in answer.text


def test_an_option_that_no_list_has_is_refused(visitor: Visitor, world: World) -> None:
    path = f"/programs/{world.mine.program}/settings/joining"

    answer = visitor.send(path, {"joining": "<script>"})

    assert answer.status_code == 422
    assert "Choose one of the list." in words(answer.text)


def test_a_form_that_another_organizer_saved_meanwhile_is_shown_again(visitor: Visitor, world: World) -> None:
    path = f"/programs/{world.mine.program}/settings/rounds"
    opened = fields_of(visitor.get(path).text)
    visitor.follow(path, fields_of(visitor.get(path).text) | {"name": "Summer"})

    answer = visitor.send(path, opened | {"zone": "Europe/Paris"})

    said = words(answer.text)
    assert "Another organizer saved this while you had it open" in said
    assert "Name: Summer" in said
    assert 'value="Europe/Paris"' in answer.text


def test_somebody_is_made_an_organizer_by_name(visitor: Visitor, world: World, site: Site) -> None:
    path = f"/programs/{world.mine.program}/settings/organizers"
    fields = fields_of(visitor.get(path).text) | {"organizers_added": [f"Ada ({world.ada.slack_user_id})"]}

    visitor.follow(path, fields)

    with site.kith.context.database.unit_of_work() as session:
        found = select(Organizer.member_id).where(Organizer.program_id == world.mine.program)
        assert set(session.scalars(found)) == {world.organizer.id, world.ada.id}


def test_a_name_that_is_no_person_is_told(visitor: Visitor, world: World) -> None:
    path = f"/programs/{world.mine.program}/settings/organizers"
    fields = fields_of(visitor.get(path).text) | {"organizers_added": ["Ada Lovelace"]}

    answer = visitor.send(path, fields)

    assert answer.status_code == 422
    assert "Choose somebody of the list instead of “Ada Lovelace”." in words(answer.text)


def test_who_steps_down_on_the_page_reads_it_no_more(visitor: Visitor, world: World) -> None:
    path = f"/programs/{world.mine.program}/settings/organizers"
    answer = visitor.send(path, {"organizers": [world.ada.slack_user_id]})

    assert answer.status_code == 303
    assert visitor.get(f"/programs/{world.mine.program}").status_code == 403


def test_a_program_is_paused_resumed_ended_and_erased(visitor: Visitor, world: World, site: Site) -> None:
    site.kith.knows_channel("C1", world.organizer.slack_user_id)
    at, program = f"/programs/{world.mine.program}", world.mine.program

    def state() -> ProgramState | None:
        with site.kith.context.database.unit_of_work() as session:
            return session.scalar(select(Program.state).where(Program.id == program))

    assert "takes a break" in visitor.follow(f"{at}/pause")
    assert state() is ProgramState.PAUSED
    assert "goes on" in visitor.follow(f"{at}/resume")
    assert state() is ProgramState.RUNNING
    assert "has ended" in visitor.follow(f"{at}/end")
    assert state() is ProgramState.ENDED
    assert "is erased" in visitor.follow(f"{at}/erase")
    assert state() is None


def test_nobody_is_invited_again_where_everybody_of_the_channel_takes_part(visitor: Visitor, world: World) -> None:
    at = f"/programs/{world.mine.program}/settings"
    assert "Invite again" in visitor.read(at)
    visitor.follow(f"{at}/joining", {"joining": "everyone"})
    assert "Invite again" not in visitor.read(at)


def test_an_ended_program_is_read_and_its_copy_is_offered(visitor: Visitor, world: World) -> None:
    at = f"/programs/{world.mine.program}"
    visitor.follow(f"{at}/end")

    page = visitor.get(f"{at}/settings").text
    assert set(re.findall(r'aria-label="Change: ([^"]*)"', page)) == {"Organizers and digest"}
    for path in ("settings/rounds", "settings/end"):
        for answer in (visitor.get(f"{at}/{path}"), visitor.send(f"{at}/{path}", {"name": "Autumn"})):
            assert answer.status_code == 400
            assert f'href="{at}/copy"' in answer.text
            assert "This program has ended" in words(answer.text)
    assert visitor.send(f"{at}/messages/texts/welcome_word", {"welcome_word": "Hello"}).status_code == 400
    assert "<textarea" not in visitor.get(f"{at}/messages/texts").text
    assert "Bring people in" not in visitor.read(f"{at}/roster")
    assert visitor.get(f"{at}/settings/organizers").status_code == 200
    assert "To which channel?" in visitor.read(f"{at}/copy")


def test_a_part_that_is_none_is_not_found(visitor: Visitor, world: World) -> None:
    assert visitor.get(f"/programs/{world.mine.program}/settings/everything").status_code == 404


def test_a_day_that_nobody_could_write_is_refused(visitor: Visitor, world: World) -> None:
    path = f"/programs/{world.mine.program}/settings/end"

    answer = visitor.send(path, {"ends": "day", "ends_on": "9" * 200})

    assert answer.status_code == 422
    assert "At most 20 characters." in words(answer.text)


def test_a_person_is_named_as_they_are_called_and_what_was_typed_in_vain_stays(
    visitor: Visitor, world: World, site: Site
) -> None:
    path, digest = f"/programs/{world.mine.program}/settings/organizers", {"digest_channel": ""}
    site.kith.member(name="Vera Funder")
    organizers = [world.organizer.slack_user_id]
    fields = {"organizers": organizers, "viewers_added": ["Vera Funder", "Nobody Known", ""], **digest}

    refused = visitor.send(path, fields)
    assert refused.status_code == 422
    assert "instead of “Nobody Known”" in words(refused.text)
    assert [refused.text.count(f'value="{one}"') for one in ("Vera Funder", "Nobody Known")] == [1, 1]

    assert "saved" in visitor.follow(path, {**fields, "viewers_added": ["Vera Funder"]})


def test_a_field_in_which_nothing_can_stand_leaves_the_others_as_they_were_entered(
    visitor: Visitor, world: World
) -> None:
    path = f"/programs/{world.mine.program}/settings/rounds"
    entered = {**fields_of(visitor.get(path).text), "name": "Typed", "round_weeks": "99"}

    refused = visitor.send(path, entered)

    assert refused.status_code == 422
    assert 'value="Typed"' in refused.text


def test_a_stranger_of_the_workspace_becomes_no_organizer(visitor: Visitor, world: World) -> None:
    path = f"/programs/{world.mine.program}/settings/organizers"

    answer = visitor.send(path, {"organizers": [world.organizer.slack_user_id, "UNOBODY"]})

    assert answer.status_code == 422
    assert "Choose people of the list." in words(answer.text)


def test_where_slack_does_not_answer_nothing_is_changed_and_that_is_said(
    visitor: Visitor, world: World, site: Site
) -> None:
    at = f"/programs/{world.mine.program}"
    visitor.follow(f"{at}/pause")
    site.kith.slack.answers["conversations.info"] = {"ok": False, "error": "internal_error"}

    answer = visitor.send(f"{at}/resume")

    assert answer.status_code == 503
    assert "nothing was changed" in words(answer.text)
    assert "It is paused." in visitor.read(f"{at}/settings")
