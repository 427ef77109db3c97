"""A typed link reaches a buddy, somebody who asks, and the channel; advice of week three is read by a newcomer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.db.models import Help, Member, Participant
from bot.demo.stage import Stage
from bot.services import privacy
from bot.services.members import Actor
from sandbox.client import Person
from sandbox.http_client import wait_until
from tests.factories import make_ask, make_do_not_pair
from tests.stories.test_people import goes_to
from tests.stories.town import answers, letters, opens_programs, together, town

pytestmark = pytest.mark.story
SATURDAY = datetime(2027, 1, 9, 12, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY, THIRD_FRIDAY = (date(2027, 1, day) for day in (12, 13, 14, 29))
LONDON = "Europe/London"
LINK = "https://jobs.example.org/analyst?id=7"
SHARES = "shares something with you"


def types_a_link(person: Person) -> list[str]:
    """And presses *Share it*. With whom they could share it."""
    person.dm().say(LINK)
    wait_until(lambda: "Share it" in str(person.dm().messages()[-1].blocks), "the answer")
    person.dm().messages()[-1].press("Share it")
    wait_until(lambda: person.modal.title == "Share a link", "the form")
    to = next(one for one in person.modal.view["blocks"] if one["block_id"] == "to")
    return [option["text"]["text"] for option in to["element"]["options"]]


def shares(person: Person, *to: str, words: str = "") -> None:
    """With these; where nobody is named with the buddy, who is chosen already."""
    person.modal.submit({"A word of yours": words, **({"To whom?": list(to)} if to else {})})
    wait_until(lambda: person.modal.title == "Shared", "it to be shared")
    person.modal.close(everything=True)


def stored(on: Stage, person: Person) -> tuple[Actor, int]:
    """Who they are in the database, and their place."""
    with on.kith.context.database.unit_of_work() as session:
        member = session.scalars(select(Member).where(Member.slack_user_id == person.id)).one()
        place = session.scalars(select(Participant.id).where(Participant.member_id == member.id)).one()
        return Actor(member.workspace_id, member.id, person.id), place


def asks(on: Stage, person: Person, text: str) -> None:
    actor, place = stored(on, person)
    with on.kith.context.database.unit_of_work(actor.workspace_id) as session:
        make_ask(session, session.get_one(Participant, place), text=text, lapses_at=datetime(2027, 2, 1, tzinfo=UTC))


def test_a_link_reaches_a_buddy_somebody_who_asks_and_the_channel() -> None:
    with town(SATURDAY) as (on, here):
        olga, ada, *others = (here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben", "Cleo", "Dan"))
        here.starts(olga, "spring", ada, *others)
        here.lives_until(TUESDAY, "12:00", LONDON)
        with_ada = {one for _, people in together(ada) for one in people}
        buddy = next(one for one in others if one.id in with_ada)
        asker, apart = (one for one in others if one is not buddy)
        types_a_link(ada)
        shares(ada, words="You spoke of this")
        here.client.clock.advance("2m")
        got = buddy.dm().wait_for(SHARES)
        assert f"<{LINK}|jobs.example.org>" in str(got.blocks)
        assert "You spoke of this" in got.words
        assert ada.id in str(got.blocks)

        for one in (asker, apart):
            asks(on, one, "a look at my résumé")
        with on.kith.context.database.unit_of_work(stored(on, ada)[0].workspace_id) as session:
            make_do_not_pair(session, stored(on, apart)[0].member_id, stored(on, ada)[0].member_id)
        options = types_a_link(ada)
        name = asker.shape["real_name"]
        assert [one.split(" – ")[0] for one in options][1:-1] == [name]
        assert "the five people in its channel" in options[-1]
        shares(ada, *options[1:])
        here.client.clock.advance("2m")
        asker.dm().wait_for(SHARES)
        assert letters(apart, SHARES) == []
        assert ada.id in str(olga.channel("spring").wait_for("Shared by").blocks)

        here.lives_until(WEDNESDAY, "23:00", LONDON)
        types_a_link(buddy)
        shares(buddy)
        actor, _ = stored(on, buddy)
        with on.kith.context.database.unit_of_work(actor.workspace_id) as session:
            privacy.erase(session, actor, now=here.client.clock.now())
        here.lives_until(THURSDAY, "12:00", LONDON)
        assert letters(ada, SHARES) == []
        with on.kith.context.database.unit_of_work() as session:
            assert len(session.scalars(select(Help)).all()) == 4


def test_advice_of_week_three_is_read_by_a_newcomer_until_an_organizer_takes_it_off() -> None:
    with town(SATURDAY) as (_, here):
        olga, ada = (here.moves_in(name, LONDON) for name in ("Olga", "Ada"))
        here.starts(olga, "spring", ada)
        here.lives_until(THIRD_FRIDAY - timedelta(days=7), "12:00", LONDON, step="6h")
        answers(letters(ada, "How was your week?")[-1], "Hard week")
        here.lives_until(THIRD_FRIDAY, "12:00", LONDON, step="6h")
        friday = ada.dm().wait_for("This is your third week")
        friday.press("Hand on a sentence")
        ada.modal.submit(
            {
                "What would you tell somebody who joins today?": "Write the day down",
                "Your name": ["Show my name with it"],
            }
        )
        wait_until(lambda: ada.dm().find("This is your third week") is None, "that it is asked no more")
        assert "Write the day down" in goes_to(ada, "Give & ask", "Your sentence for newcomers")

        ben = here.moves_in("Ben", LONDON)
        here.client.change_members(olga.channel("spring").id, add=(ben.id,), by=olga.id)
        ben.channel("spring").wait_for("you are warmly invited").press("Join")
        ben.modal.submit()
        wait_until(lambda: "From those who were new before you" in str(ben.modal.view), "what he reads on joining")
        assert f"“Write the day down” – <@{ada.id}>" in str(ben.modal.view)
        ben.modal.close(everything=True)
        goes_to(ben, "Week", "Write the day down")

        opens_programs(olga)
        wait_until(lambda: "Advice for newcomers" in olga.home().words, "it in the organizer's room")
        olga.home().press("Take it off")
        wait_until(lambda: "Advice for newcomers" not in olga.home().words, "it to be gone")
        ben.open_home()
        wait_until(lambda: "Write the day down" not in ben.home().words, "it to be gone for newcomers")
