"""From an event over a name and a follow-up to a landing, over the wire: the trail, what newcomers read, the record."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.db.models import Landing, Participant, Program, Workspace
from bot.demo.stage import stage
from bot.services import members
from sandbox.http_client import wait_until
from tests.factories import make_activity
from tests.people import join
from tests.stories.test_people import goes_to
from tests.stories.test_weeks import SUNDAY, cohort, travel
from tests.stories.town import PATIENCE

LANDING_DAY = datetime(2026, 3, 20, 9, tzinfo=UTC)


@pytest.mark.story
def test_a_search_ends_and_the_way_to_it_is_there_to_read() -> None:
    with stage(start=SUNDAY, patience=PATIENCE) as on, cohort(on) as (ada, member):
        with on.kith.context.database.unit_of_work(member.workspace_id) as session:
            make_activity(session, session.scalars(select(Program)).one(), key="follow_up", name="Follow-up")
        travel(on.client, "monday", "09:01")
        ada.shortcut("log_activity")
        ada.modal.press("checkins.more")
        wait_until(lambda: "New people to contact" in ada.modal.words, "the whole form")
        ada.modal.submit(
            {
                "What did you do?": "Event",
                "New people to contact": "Grace Hopper, Navy",
                "Be in touch again on": "2026-03-03",
                "About what?": "her compiler",
                "Position": "Data engineer",
            }
        )
        travel(on.client, "tuesday", "08:01")
        ada.dm().wait_for("Be in touch with Grace Hopper").press("Done")
        ada.modal.close()

        on.client.clock.to(LANDING_DAY, step="12h")
        ada.command("/kith", "landed")
        ada.modal.submit(
            {"Role, and where": "Nurse", "How did it come about?": "Grace Hopper", "Who helped?": "Grace Hopper"}
        )
        wait_until(lambda: ada.modal.title == "My trail", "the trail")
        way = ada.modal.words
        for step in (
            "Monday 2 March: Event",
            "One day later: a follow-up, with Grace Hopper",
            "17 days later: the landing",
        ):
            assert step in way
        ada.modal.press("Pass it on with my name")
        wait_until(lambda: "You passed it on with your name" in ada.modal.words, "the trail to be passed on")
        ada.close()
        assert "Kith asks nothing of you there" in goes_to(ada, "Week", "You landed")
        assert "Grace Hopper" in goes_to(ada, "People", "Your people stay here")

        before = len(ada.dm().messages())
        on.client.clock.to(datetime(2026, 4, 3, 12, tzinfo=UTC), step="12h")
        assert len(ada.dm().messages()) == before  # nothing more is asked

        lin = on.client.add_person("Lin Chen", tz="Europe/Berlin")
        with on.kith.context.database.unit_of_work() as session:
            team = session.scalars(select(Workspace)).one().slack_team_id
            members.enter(session, slack_team_id=team, slack_user_id=lin.id, now=on.client.clock.now())
            newcomer = members.ensure(session, slack_user_id=lin.id)
            newcomer.seen_in_slack_at = SUNDAY
            place = join(session, session.scalars(select(Program)).one(), newcomer).participant
            place.joined_at = on.client.clock.now()
        read = goes_to(lin, "Week", "How others landed here")
        assert "found a job: Event, the same day a new name" in read
        assert "Grace" not in read

        ada.command("/kith", "record")
        ada.modal.submit({"From the week of": "2026-03-02", "To the week of": "2026-03-08"})
        assert "Your work-search record" in ada.dm().wait_for("two entries. Only you get it.").words
        with on.kith.context.database.unit_of_work(read_only=True) as session:
            (landing,) = session.scalars(select(Landing))
            assert (landing.role, landing.days) == ("Nurse", 18)
            assert session.get_one(Participant, landing.participant_id).state == "landed"
