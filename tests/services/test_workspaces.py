"""Installed, revoked, uninstalled, erased: what is kept, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Installation, Member, OAuthState, Workspace
from bot.domain.states import WorkspaceState
from bot.services import workspaces
from bot.services.workspaces import Install
from tests.factories import make_member


def given(**values: Any) -> Install:
    defaults = {
        "slack_enterprise_id": "",
        "slack_team_id": "T1",
        "slack_app_id": "A1",
        "name": "Job seekers",
        "bot_user_id": "UBOT",
        "scopes": "chat:write",
        "bot_token": "encrypted",
        "refresh_token": None,
        "expires_at": None,
    }
    return Install(**{**defaults, **values})


def test_installing_twice_keeps_one_workspace_with_the_newest_token(session: Session, now: datetime) -> None:
    workspaces.install(session, given(), now=now)
    workspaces.install(session, given(bot_token="newer"), now=now)
    workspace = session.scalars(select(Workspace).where(Workspace.slack_team_id == "T1")).one()
    assert session.get_one(Installation, workspace.installation_id, populate_existing=True).bot_token == "newer"


def test_installing_again_brings_a_removed_workspace_back(session: Session, now: datetime) -> None:
    workspaces.install(session, given(), now=now)
    workspaces.stop(session, slack_team_id="T1", slack_enterprise_id="", state=WorkspaceState.UNINSTALLED, now=now)
    workspaces.install(session, given(), now=now)
    assert workspaces.ensure(session, slack_team_id="T1", now=now).state is WorkspaceState.ACTIVE


def test_removing_forgets_the_token_at_once_and_the_rows_after_thirty_days(session: Session, now: datetime) -> None:
    installation = workspaces.install(session, given(), now=now)
    workspace = workspaces.ensure(session, slack_team_id="T1", now=now)
    session.info.pop("workspace_id")
    make_member(session, workspace_id=workspace.id)
    workspaces.stop(session, slack_team_id="T1", slack_enterprise_id="", state=WorkspaceState.UNINSTALLED, now=now)
    session.expire_all()
    assert session.get(Installation, installation.id) is None
    assert workspaces.erase_left(session, now=now + timedelta(days=29)) == []
    assert workspaces.erase_left(session, now=now + timedelta(days=30)) == ["T1"]
    session.flush()
    assert session.scalar(select(func.count()).select_from(Member).where(Member.workspace_id == workspace.id)) == 0


def test_an_organizations_install_goes_with_its_last_workspace(session: Session, now: datetime) -> None:
    of_all = {"slack_enterprise_id": "E1", "slack_team_id": ""}
    workspaces.install(session, given(**of_all), now=now)
    for number, team in enumerate(("T7", "T8")):
        workspaces.admit_by_organization(session, slack_team_id=team, slack_enterprise_id="E1", now=now)
        state, later = WorkspaceState.UNINSTALLED, now + timedelta(days=number)
        workspaces.stop(session, slack_team_id=team, slack_enterprise_id="E1", state=state, now=later)
    installs = select(func.count()).select_from(Installation)
    assert workspaces.erase_left(session, now=now + timedelta(days=30)) == ["T7"]
    assert session.scalar(installs) == 1
    assert workspaces.erase_left(session, now=now + timedelta(days=31)) == ["T8"]
    assert session.scalar(installs) == 0


def test_an_organization_that_came_back_keeps_its_install(session: Session, now: datetime) -> None:
    of_all = {"slack_enterprise_id": "E1", "slack_team_id": ""}
    workspaces.install(session, given(**of_all), now=now)
    workspaces.admit_by_organization(session, slack_team_id="T7", slack_enterprise_id="E1", now=now)
    state = WorkspaceState.UNINSTALLED
    workspaces.stop(session, slack_team_id="T7", slack_enterprise_id="E1", state=state, now=now)
    session.scalars(select(Installation)).one().installed_at = now + timedelta(days=20)
    session.flush()
    assert workspaces.erase_left(session, now=now + timedelta(days=30)) == ["T7"]
    assert session.scalar(select(func.count()).select_from(Installation)) == 1


def test_a_revoked_workspace_keeps_its_rows(session: Session, now: datetime) -> None:
    workspaces.install(session, given(), now=now)
    workspaces.stop(session, slack_team_id="T1", slack_enterprise_id="", state=WorkspaceState.REVOKED, now=now)
    assert workspaces.erase_left(session, now=now + timedelta(days=300)) == []


def test_an_organization_brings_in_its_workspaces_as_they_speak(session: Session, now: datetime) -> None:
    workspaces.install(session, given(slack_enterprise_id="E1", slack_team_id=""), now=now)
    first = workspaces.admit_by_organization(session, slack_team_id="T7", slack_enterprise_id="E1", now=now)
    stranger = workspaces.admit_by_organization(session, slack_team_id="T8", slack_enterprise_id="E2", now=now)
    outside = workspaces.admit_by_organization(session, slack_team_id="T9", slack_enterprise_id="", now=now)
    nowhere = workspaces.admit_by_organization(session, slack_team_id="", slack_enterprise_id="E1", now=now)
    assert first is not None
    assert first.bot_user_id == "UBOT"
    assert (stranger, outside, nowhere) == (None, None, None)


def test_one_process_renews_a_token_and_the_next_may_after_a_minute(session: Session, now: datetime) -> None:
    installation = workspaces.install(session, given(), now=now)
    session.flush()

    def begin(moment: datetime) -> bool:
        return workspaces.begin_renewal(session, installation_id=installation.id, real_now=moment)

    assert [begin(now), begin(now), begin(now + timedelta(minutes=2))] == [True, False, True]


def test_an_oauth_state_works_once_and_not_when_it_is_old(session: Session, now: datetime) -> None:
    lives = timedelta(minutes=10)
    for state, issued_at in (("old", now - lives - timedelta(seconds=1)), ("fresh", now - timedelta(seconds=1))):
        workspaces.issue_state(session, state=state, lives=lives, most_a_minute=9, real_now=issued_at)
    session.flush()
    used = [workspaces.consume_state(session, state=state, real_now=now) for state in ("fresh", "fresh", "old", "")]
    assert used == [True, False, False, False]


def test_states_are_bounded_per_minute_and_swept_when_they_are_old(session: Session, now: datetime) -> None:
    def issue(number: int, at: datetime) -> bool:
        lives = timedelta(minutes=10)
        return workspaces.issue_state(session, state=f"s{number}", lives=lives, most_a_minute=3, real_now=at)

    assert [issue(number, now) for number in range(5)] == [True, True, True, False, False]
    assert issue(6, now + timedelta(seconds=61))
    assert issue(7, now + timedelta(hours=1))
    assert session.scalars(select(OAuthState.state)).all() == ["s7"]


def test_a_revoked_token_after_the_removal_leaves_it_removed(session: Session, now: datetime) -> None:
    workspaces.install(session, given(), now=now)
    for state in (WorkspaceState.REVOKED, WorkspaceState.UNINSTALLED, WorkspaceState.REVOKED):
        workspaces.stop(session, slack_team_id="T1", slack_enterprise_id="", state=state, now=now)
    assert workspaces.ensure(session, slack_team_id="T1", now=now).state is WorkspaceState.UNINSTALLED
