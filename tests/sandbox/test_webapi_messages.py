"""conversations.* and chat.*, asked by the real WebClient."""

import httpx2
import pytest
from slack_sdk import WebClient

from sandbox.conversations import archive, create
from sandbox.messages import post
from sandbox.model import Conversation, User
from sandbox.people import change
from tests.sandbox.refusals import error_of
from tests.sandboxes import Handle


@pytest.fixture
def people(slack: Handle) -> list[User]:
    return slack.sandbox.workspace.people


def channel(slack: Handle, name: str) -> Conversation:
    return next(c for c in slack.sandbox.workspace.conversations.values() if c.name == name)


def test_the_same_people_in_any_order_share_one_conversation(client: WebClient, people: list[User]) -> None:
    first, second, third = (person.id for person in people[:3])
    direct = client.conversations_open(users=first)["channel"]["id"]
    assert client.conversations_open(users=[first])["channel"]["id"] == direct
    group = client.conversations_open(users=[first, second, third])["channel"]["id"]
    again = client.conversations_open(users=f"{third},{first},{second}")
    assert again["channel"]["id"] == group != direct
    assert again["already_open"] is True
    assert len(client.conversations_members(channel=group)["members"]) == 4


@pytest.mark.parametrize(
    ("users", "error"),
    [([], "users_list_not_supplied"), (["U404"], "user_not_found"), (["self"], "invalid_user_combination")],
)
def test_a_conversation_with_nobody_to_talk_to_is_refused(
    slack: Handle, client: WebClient, users: list[str], error: str
) -> None:
    own = slack.sandbox.workspace.bot_user_id or ""
    assert error_of(client.conversations_open, users=[own if u == "self" else u for u in users]) == error


def test_nine_people_are_too_many_for_a_group_dm(client: WebClient, people: list[User]) -> None:
    assert error_of(client.conversations_open, users=[p.id for p in people[:9]]) == "too_many_users"
    assert client.conversations_open(users=[p.id for p in people[:8]])["ok"]


def test_the_bot_joins_a_public_channel_before_it_posts(slack: Handle, client: WebClient) -> None:
    random = channel(slack, "random")
    assert error_of(client.conversations_history, channel=random.id) == "not_in_channel"
    assert client.conversations_join(channel=random.id)["channel"]["is_member"] is True
    assert client.conversations_join(channel=random.id)["warning"] == "already_in_channel"
    assert client.chat_postMessage(channel=random.id, text="hello")["ok"]
    assert client.chat_postMessage(channel="#random", text="hello by name")["channel"] == random.id


def test_a_private_channel_without_the_bot_does_not_exist_for_it(slack: Handle, client: WebClient) -> None:
    private = channel(slack, "organizers")
    assert error_of(client.conversations_info, channel=private.id) == "channel_not_found"
    listed = client.conversations_list(types="public_channel,private_channel")["channels"]
    assert private.id not in {entry["id"] for entry in listed}


def test_history_is_newest_first_and_carries_metadata_on_demand(client: WebClient, people: list[User]) -> None:
    dm = client.conversations_open(users=people[3].id)["channel"]["id"]
    metadata = {"event_type": "receipt", "event_payload": {"key": "a1"}}
    sent = [client.chat_postMessage(channel=dm, text=f"no. {n}", metadata=metadata)["ts"] for n in range(5)]
    assert sent == sorted(set(sent))
    page = client.conversations_history(channel=dm, limit=2, include_all_metadata=True)
    assert [message["ts"] for message in page["messages"]] == sent[:2:-1]
    assert page["messages"][0]["metadata"] == metadata
    assert page["has_more"] is True
    rest = client.conversations_history(channel=dm, cursor=page["response_metadata"]["next_cursor"])
    assert [message["ts"] for message in rest["messages"]] == sent[2::-1]
    assert "metadata" not in rest["messages"][0]


def test_history_between_two_messages(client: WebClient, people: list[User]) -> None:
    dm = client.conversations_open(users=people[4].id)["channel"]["id"]
    sent = [client.chat_postMessage(channel=dm, text=f"no. {n}")["ts"] for n in range(4)]
    inner = client.conversations_history(channel=dm, oldest=sent[0], latest=sent[3])["messages"]
    whole = client.conversations_history(channel=dm, oldest=sent[0], latest=sent[3], inclusive=True)["messages"]
    assert (len(inner), len(whole)) == (2, 4)


def test_replies_stay_in_their_thread(client: WebClient, people: list[User]) -> None:
    dm = client.conversations_open(users=people[5].id)["channel"]["id"]
    parent = client.chat_postMessage(channel=dm, text="parent")["ts"]
    reply = client.chat_postMessage(channel=dm, text="reply", thread_ts=parent)["ts"]
    assert [m["ts"] for m in client.conversations_history(channel=dm)["messages"]] == [parent]
    assert [m["ts"] for m in client.conversations_replies(channel=dm, ts=parent)["messages"]] == [
        parent,
        reply,
    ]


def test_a_message_is_changed_and_deleted_by_its_author_alone(client: WebClient, people: list[User]) -> None:
    dm = client.conversations_open(users=people[6].id)["channel"]["id"]
    ts = client.chat_postMessage(channel=dm, text="first")["ts"]
    assert client.chat_update(channel=dm, ts=ts, text="second")["text"] == "second"
    link = client.chat_getPermalink(channel=dm, message_ts=ts)["permalink"]
    assert link.endswith(ts.replace(".", ""))
    assert httpx2.get(link).headers["location"] == f"/#/{people[6].team_id}/{people[6].id}/{dm}"
    assert client.chat_delete(channel=dm, ts=ts)["ts"] == ts
    assert error_of(client.chat_update, channel=dm, ts=ts, text="third") == "message_not_found"
    assert error_of(client.chat_delete, channel=dm, ts=ts) == "message_not_found"


def test_an_ephemeral_message_is_in_no_history(client: WebClient, slack: Handle, people: list[User]) -> None:
    general = channel(slack, "general")
    client.conversations_join(channel=general.id)
    reply = client.chat_postEphemeral(channel=general.id, user=people[0].id, text="only you")
    history = client.conversations_history(channel=general.id)["messages"]
    assert reply["message_ts"] not in {message["ts"] for message in history}
    assert error_of(client.chat_postEphemeral, channel=general.id, user="U404", text="x") == "user_not_in_channel"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C404", "text": "x"}, "channel_not_found"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "metadata": {"event_type": 5, "event_payload": {}}}, "invalid_metadata_schema"),
        ({"text": "x", "blocks": "[not json"}, "invalid_blocks_format"),
    ],
)
def test_a_post_that_makes_no_sense_is_refused(
    client: WebClient, people: list[User], arguments: dict[str, object], error: str
) -> None:
    dm = client.conversations_open(users=people[7].id)["channel"]["id"]
    assert error_of(client.chat_postMessage, **({"channel": dm} | arguments)) == error


def test_form_and_json_bodies_mean_the_same(client: WebClient, people: list[User]) -> None:
    dm = client.conversations_open(users=people[8].id)["channel"]["id"]
    blocks = '[{"type": "divider"}]'
    by_form = client.api_call("chat.postMessage", params={"channel": dm, "text": "form", "blocks": blocks})
    by_json = client.api_call("chat.postMessage", json={"channel": dm, "text": "json", "blocks": blocks})
    assert by_form["message"]["blocks"][0]["type"] == by_json["message"]["blocks"][0]["type"] == "divider"


def test_a_post_that_says_nothing_is_refused(client: WebClient, people: list[User]) -> None:
    dm = client.conversations_open(users=people[7].id)["channel"]["id"]
    assert error_of(client.api_call, api_method="chat.postMessage", json={"channel": dm, "text": " "}) == "no_text"


def test_a_conversation_is_described_as_its_kind(slack: Handle, client: WebClient, people: list[User]) -> None:
    dm = client.conversations_open(users=people[9].id, return_im=True)["channel"]
    assert client.conversations_info(channel=dm["id"])["channel"]["user"] == dm["user"] == people[9].id
    group = client.conversations_open(users=[people[9].id, people[10].id])["channel"]
    assert (group["is_mpim"], group["is_im"], group["num_members"]) == (True, False, 3)
    general = client.conversations_info(channel=channel(slack, "general").id, include_num_members=True)["channel"]
    assert (general["is_channel"], general["is_general"], general["name"]) == (True, True, "general")
    assert general["num_members"] >= len(people)


def test_channels_are_listed_by_kind_and_membership(slack: Handle, client: WebClient) -> None:
    news = slack.running.call(create, slack.sandbox.store, slack.sandbox.workspace, "news")
    listed = {entry["name"] for entry in client.conversations_list(limit=2)["channels"]}
    assert len(listed) == 2
    assert error_of(client.conversations_list, types="walkie-talkie") == "invalid_types"
    client.conversations_join(channel=news.id)
    assert news.id in {entry["id"] for entry in client.users_conversations()["channels"]}
    assert client.conversations_leave(channel=news.id)["ok"]
    assert client.conversations_leave(channel=news.id)["not_in_channel"] is True
    assert news.id not in {entry["id"] for entry in client.users_conversations()["channels"]}
    assert error_of(client.conversations_leave, channel=channel(slack, "general").id) == "cant_leave_general"


def test_an_archived_channel_takes_no_posts_and_nobody_in(slack: Handle, client: WebClient) -> None:
    old = slack.running.call(create, slack.sandbox.store, slack.sandbox.workspace, "old-news")
    client.conversations_join(channel=old.id)
    ts = client.chat_postMessage(channel=old.id, text="last words")["ts"]
    slack.running.call(archive, slack.sandbox.store, old, actor=slack.sandbox.workspace.people[0].id)
    assert error_of(client.chat_postMessage, channel=old.id, text="x") == "is_archived"
    assert error_of(client.chat_update, channel=old.id, ts=ts, text="x") == "is_archived"
    assert error_of(client.conversations_join, channel=old.id) == "is_archived"
    assert old.id not in {entry["id"] for entry in client.conversations_list(exclude_archived=True)["channels"]}
    assert old.id in {entry["id"] for entry in client.conversations_list()["channels"]}


def test_nobody_opens_a_dm_with_the_deactivated_but_an_old_one_takes_posts(slack: Handle, client: WebClient) -> None:
    person = slack.sandbox.workspace.people[11]
    dm = client.conversations_open(users=person.id)["channel"]["id"]
    slack.running.call(change, slack.sandbox.store, person, deleted=True)
    assert error_of(client.conversations_open, users=person.id) == "user_disabled"
    # as reported in https://github.com/slackapi/python-slack-sdk/issues/1156
    assert client.chat_postMessage(channel=dm, text="into the void")["ok"]
    assert client.users_info(user=person.id)["user"]["deleted"] is True


def test_the_bot_changes_no_message_of_another(slack: Handle, client: WebClient, people: list[User]) -> None:
    dm = client.conversations_open(users=people[12].id)["channel"]["id"]
    conversation = slack.sandbox.workspace.conversations[dm]
    theirs = slack.running.call(post, slack.sandbox.store, conversation, people[12], "mine")
    assert error_of(client.chat_update, channel=dm, ts=theirs.ts, text="yours") == "cant_update_message"
    assert error_of(client.chat_delete, channel=dm, ts=theirs.ts) == "cant_delete_message"
    assert theirs.text == "mine"
