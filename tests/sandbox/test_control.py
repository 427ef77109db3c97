"""The control API beside acting: people, channels, what each sees, the clock, the traffic, the feed."""

import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from slack_sdk.errors import SlackApiError

from sandbox import messages
from sandbox.client import Person, SandboxClient, SandboxError
from sandbox.http_client import wait_until
from sandbox.model import File
from tests.sandbox.app_under_test import UnderTest, write_manifest
from tests.sandbox.bolts import over_socket
from tests.sandboxes import Handle, start_sandbox

START = datetime.fromisoformat("2027-01-04T07:50:00+00:00")


@pytest.fixture
def handle(tmp_path: Path) -> Iterator[Handle]:
    with start_sandbox(
        manifest=write_manifest(tmp_path), start=START, open_as="Lena Vogt", open_channel="general"
    ) as it:
        yield it


@pytest.fixture
def client(handle: Handle) -> Iterator[SandboxClient]:
    with SandboxClient(handle.url) as made:
        yield made


@pytest.fixture
def amara(client: SandboxClient) -> Person:
    return client.as_person("Amara Okafor")


@pytest.fixture
def lena(client: SandboxClient) -> Person:
    return client.as_person("Lena Vogt")


@pytest.fixture
def under_test(handle: Handle) -> Iterator[UnderTest]:
    made = UnderTest(handle)
    with over_socket(handle, made.app):
        yield made


def test_the_workspace_tells_of_its_app_and_what_to_open(client: SandboxClient, lena: Person) -> None:
    reply = client.http.get("workspaces")
    app = reply["workspaces"][0]["app"]
    assert (app["name"], app["installed"], app["home_tab"]) == ("Planner", True, True)
    assert [one["command"] for one in app["commands"]] == ["/plan", "/echo", "/slow", "/silent"]
    assert reply["open"]["person"] == lena.id
    assert reply["open"]["channel"] == lena.channel("general").id


def test_people_are_added_changed_deactivated_and_brought_back(
    client: SandboxClient, handle: Handle, under_test: UnderTest
) -> None:
    ada = client.add_person("Ada Byron", tz="Europe/London", title="Analyst")
    assert client.as_person("ada.byron").id == ada.id
    ada.change(tz="Europe/Berlin", real_name="Ada Lovelace")
    slack = handle.client()
    assert slack.users_info(user=ada.id)["user"]["tz"] == "Europe/Berlin"
    ada.change(deleted=True)
    assert slack.users_info(user=ada.id)["user"]["deleted"] is True
    with pytest.raises(SandboxError, match="deactivated"):
        ada.dm()
    ada.change(deleted=False)
    assert ada.dm().messages() == []
    wait_until(lambda: len(under_test.of("user_change")) == 3 and len(under_test.of("team_join")) == 1, "the events")


@pytest.mark.parametrize(
    ("change", "name"),
    [({}, "missing_argument"), ({"tz": "Mars/Base"}, "invalid_argument"), ({"real_name": " "}, "invalid_argument")],
)
def test_a_change_that_makes_no_sense_is_refused(amara: Person, change: dict[str, Any], name: str) -> None:
    with pytest.raises(SandboxError) as refused:
        amara.change(**change)
    assert refused.value.name == name


def test_a_channel_is_made_and_people_and_the_app_come_and_go(
    client: SandboxClient, amara: Person, lena: Person, under_test: UnderTest
) -> None:
    channel = client.create_channel("Book Club", by=amara.id)
    assert channel["name"] == "book-club"
    client.change_members(channel["id"], add=(amara.bot,), by=amara.id)
    client.change_members(channel["id"], add=(lena.id,), by=amara.id)
    wait_until(lambda: len(under_test.of("member_joined_channel")) == 2, "the events")
    assert under_test.of("member_joined_channel")[-1]["event"]["inviter"] == amara.id
    client.change_members(channel["id"], remove=(lena.id,), by=lena.id)
    wait_until(lambda: len(under_test.of("member_left_channel")) == 1, "the events")
    client.change_channel(channel["id"], name="readers", archived=True)
    seen = amara.channel("readers")
    assert seen.shape["is_archived"]
    assert [user for user in seen.shape["members"] if user != amara.bot] == [amara.id]
    with pytest.raises(SandboxError) as refused:
        seen.say("Anyone?")
    assert refused.value.name == "is_archived"


def test_a_channel_name_is_given_once(client: SandboxClient) -> None:
    with pytest.raises(SandboxError, match="already"):
        client.create_channel("general")


def test_private_channels_and_direct_messages_are_seen_by_their_members_alone(
    client: SandboxClient, amara: Person, lena: Person
) -> None:
    secret = client.create_channel("secret", private=True, by=amara.id)
    direct = amara.dm(lena.id)
    diego = client.as_person("Diego Salazar")
    seen = {one.id for one in diego.conversations()}
    assert not {secret["id"], direct.id} & seen
    with pytest.raises(SandboxError) as refused:
        diego.get(f"conversations/{direct.id}/messages")
    assert refused.value.name == "channel_not_found"


def test_the_same_people_give_the_same_group(amara: Person, lena: Person) -> None:
    assert amara.group(lena.id, amara.bot).id == lena.group(amara.bot, amara.id).id
    assert amara.group(lena.id, amara.bot).title == "Lena Vogt, Planner"


def test_what_others_wrote_is_unread_until_it_is_looked_at(amara: Person, lena: Person) -> None:
    amara.channel("general").say("One")
    amara.channel("general").say("Two")
    general = lena.channel("general")
    assert general.shape["unread"] == 2
    lena.act("read", channel=general.id)
    assert lena.channel("general").shape["unread"] == 0
    assert amara.channel("general").shape["unread"] == 0


def test_a_message_shows_the_product_time_at_which_it_came(client: SandboxClient, amara: Person) -> None:
    first = amara.channel("general").say("Before")
    client.clock.advance("1w")
    second = amara.channel("general").say("After")
    assert second.at - first.at >= timedelta(weeks=1)
    assert float(second.ts) - float(first.ts) < 60


def test_ephemeral_messages_are_seen_by_one(handle: Handle, amara: Person, lena: Person) -> None:
    channel = amara.channel("general").id
    slack = handle.client()
    slack.conversations_join(channel=channel)
    slack.chat_postEphemeral(channel=channel, user=amara.id, text="For you")
    assert amara.channel("general").last.is_ephemeral
    assert lena.channel("general").messages() == amara.channel("general").messages()[1:] == []


def test_the_clock_leads_an_app_that_polls_and_waits_for_it(handle: Handle, client: SandboxClient) -> None:
    seen: list[str] = []
    leaving = threading.Event()

    def follow() -> None:
        while not leaving.is_set():
            with urlopen(f"{handle.url}/clock?app=kit&busy=0") as answer:  # noqa: S310  # the sandbox's own address
                seen.append(json.load(answer)["now"])

    follower = threading.Thread(target=follow)
    follower.start()
    wait_until(lambda: bool(seen), "the clock")
    arrived = client.clock.to_weekday("monday", "10:00", "Europe/Berlin")
    leaving.set()
    follower.join()
    assert arrived - datetime.fromisoformat("2027-01-04T09:00:00+00:00") < timedelta(seconds=5)
    for step in ("2027-01-04T08:00:00+00:00", "2027-01-04T08:30:00+00:00", "2027-01-04T09:00:00+00:00"):
        assert step in seen


def test_the_clock_can_be_stopped_on_the_way(handle: Handle, client: SandboxClient) -> None:
    with urlopen(f"{handle.url}/clock?app=slow&busy=1"):  # noqa: S310
        pass
    client.clock.advance("1w", wait=False)
    assert client.clock.status()["waiting_for"] == ["slow"]
    client.clock.stop()
    assert client.clock.now() - START < timedelta(minutes=5)


def test_the_clock_goes_on_without_an_app_that_was_killed(handle: Handle, client: SandboxClient) -> None:
    with urlopen(f"{handle.url}/clock?app=killed&busy=1"):  # noqa: S310
        pass
    client.clock.advance("1h", wait=False)
    assert client.clock.status()["waiting_for"] == ["killed"]
    client.clock.forget("killed")
    assert not client.clock.status()["travelling"]


def test_who_asks_for_the_clock_with_patience_is_answered_when_it_has_arrived(
    handle: Handle, client: SandboxClient
) -> None:
    with urlopen(f"{handle.url}/clock?app=slow&busy=1"):  # noqa: S310
        pass
    client.clock.advance("1h", wait=False)

    def ask() -> bool:
        with SandboxClient(handle.url) as patient:
            return bool(patient.http.get("clock", wait=20)["travelling"])

    others = len(handle.sandbox.store._subscribers)
    with ThreadPoolExecutor() as pool:
        is_travelling = pool.submit(ask)
        wait_until(lambda: len(handle.sandbox.store._subscribers) > others, "the question")
        assert not is_travelling.done()
        client.clock.stop()
        assert is_travelling.result() is False


def test_the_clock_refuses_to_go_back(client: SandboxClient) -> None:
    with pytest.raises(SandboxError, match="only moves forward"):
        client.clock.to(START - timedelta(days=1))


def test_traffic_and_counts_tell_calls_and_errors(handle: Handle, client: SandboxClient, amara: Person) -> None:
    slack = handle.client()
    slack.auth_test()
    with pytest.raises(Exception, match="channel_not_found"):
        slack.chat_postMessage(channel="C0NOTHERE", text="Hello")
    failed = client.traffic(errors=1)
    assert [(one["method"], one["error"], one["direction"]) for one in failed] == [
        ("chat.postMessage", "channel_not_found", "in")
    ]
    assert failed[0]["request"] == {"channel": "C0NOTHERE", "text": "Hello"}
    assert [one["method"] for one in client.traffic(method="auth")] == ["auth.test"]
    assert client.stats()["chat.postMessage"] == {"calls": 1, "errors": {"channel_not_found": 1}}
    client.http.delete("stats")
    assert client.stats() == {}


def test_the_feed_names_what_changed(handle: Handle, amara: Person) -> None:
    connection = http.client.HTTPConnection(handle.url.removeprefix("http://"), timeout=30)
    connection.request("GET", "/control/feed")
    stream = connection.getresponse()
    assert stream.getheader("content-type", "").startswith("text/event-stream")
    assert stream.readline() == b": connected\n"
    general = amara.channel("general")
    general.say("Hello")
    told: list[dict[str, str]] = []
    while not told:
        line = stream.readline().decode()
        if line.startswith("data: ") and '"message"' in line:
            told.append(json.loads(line.removeprefix("data: ")))
    connection.close()
    assert told[0]["channel"] == general.id


def test_a_fault_is_set_met_and_taken_away(handle: Handle, client: SandboxClient) -> None:
    slack = handle.client()
    fault = client.set_fault("auth.test", "error", error="fatal_error", count=None)
    with pytest.raises(SlackApiError, match="fatal_error"):
        slack.auth_test()
    assert [one["id"] for one in client.http.get("faults")["faults"]] == [fault["id"]]
    client.http.delete(f"faults/{fault['id']}")
    assert slack.auth_test()["ok"]
    client.set_fault("*", "ratelimited", seconds=7)
    with pytest.raises(SlackApiError) as limited:
        slack.auth_test()
    assert limited.value.response.headers["retry-after"] == "7"
    assert client.stats()["auth.test"]["errors"] == {"fatal_error": 1, "ratelimited": 1}
    client.clear_faults()


def test_limits_are_switched_on_and_off(handle: Handle, client: SandboxClient) -> None:
    slack, channel = handle.client(), client.as_person("Lena Vogt").dm().id
    client.set_limits(100.0)
    slack.chat_postMessage(channel=channel, text="One")
    with pytest.raises(SlackApiError, match="ratelimited"):
        slack.chat_postMessage(channel=channel, text="Two")
    client.set_limits(None)
    slack.chat_postMessage(channel=channel, text="Two")


def test_an_app_is_told_to_reconnect_and_does(client: SandboxClient, under_test: UnderTest, amara: Person) -> None:
    assert client.http.post("app/disconnect", close=True)["connections"] == 1
    wait_until(lambda: client.traffic(method="apps.connections.open")[1:], "a second connection")
    wait_until(lambda: amara.act("home")["event"]["ok"], "the app to answer")
    assert "Coffee chats" in amara.home().words


def test_an_app_is_uninstalled_and_loses_its_token(handle: Handle, client: SandboxClient) -> None:
    slack = handle.client()
    client.http.post("app/uninstall")
    with pytest.raises(SlackApiError, match="account_inactive"):
        slack.auth_test()
    assert client.workspaces()[0]["app"]["installed"] is False
    with pytest.raises(SandboxError, match="not installed"):
        client.http.post("app/uninstall")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "faults", '{"kind": "meteor"}', 400),
        ("POST", "faults", '{"kind": "error", "seconds": "long"}', 400),
        ("POST", "faults", '{"kind": "error", "whenever": 1}', 400),
        ("DELETE", "faults/F0NONE", None, 404),
        ("POST", "limits", '{"factor": -1}', 400),
        ("GET", "people/U0NOBODY/home", None, 404),
        ("GET", "people?workspace=T0NONE", None, 404),
        ("POST", "clock", "{", 400),
        ("POST", "clock", "[]", 400),
        ("POST", "people", "{}", 400),
        ("POST", "channels", '{"name": 7}', 400),
    ],
)
def test_what_makes_no_sense_is_answered_with_a_sentence(
    handle: Handle, method: str, path: str, body: str | None, status: int
) -> None:
    connection = http.client.HTTPConnection(handle.url.removeprefix("http://"), timeout=30)
    connection.request(method, f"/control/{path}", body)
    response = connection.getresponse()
    reply = json.loads(response.read())
    connection.close()
    assert response.status == status
    assert reply["ok"] is False
    assert reply["message"]


@pytest.mark.parametrize(
    ("name", "kind", "shown"), [("week.csv", "text/csv", "attachment"), ("chart.png", "image/png", "inline")]
)
def test_files_are_shown_to_people(handle: Handle, amara: Person, name: str, kind: str, shown: str) -> None:
    workspace = handle.sandbox.workspace
    dm = workspace.conversations[amara.dm().id]
    file = File("F1", workspace.id, amara.bot, name, "Week", kind, b"a,b", 0, "elsewhere")

    def share() -> None:
        workspace.files[file.id] = file
        messages.post(handle.sandbox.store, dm, workspace.users[amara.bot], "Your week", file_ids=[file.id])

    handle.running.call(share)
    address = amara.dm().last.shape["files"][0]["url_private"]
    with urlopen(handle.url + address) as answer:  # noqa: S310
        assert answer.read() == b"a,b"
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-disposition"].startswith(shown)


def test_pages_of_other_sites_may_not_act_here(handle: Handle) -> None:
    connection = http.client.HTTPConnection(handle.url.removeprefix("http://"), timeout=30)
    connection.request("POST", "/control/people", '{"name": "Eve"}', {"Origin": "http://evil.example"})
    assert connection.getresponse().status == 403
    connection.close()


def test_an_address_where_nobody_answers_is_named() -> None:
    with pytest.raises(SandboxError, match="does not answer"):
        SandboxClient("http://127.0.0.1:1").workspaces()
    with pytest.raises(ValueError, match="not an http address"):
        SandboxClient("ftp://example.org")
