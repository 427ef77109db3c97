"""auth.* and users.*, asked by the real WebClient."""

from slack_sdk import WebClient

from tests.sandbox.refusals import error_of
from tests.sandboxes import Handle


def test_auth_test_says_who_the_token_is(slack: Handle, client: WebClient) -> None:
    reply = client.auth_test()
    workspace = slack.sandbox.workspace
    assert (reply["team_id"], reply["user_id"]) == (workspace.id, workspace.bot_user_id)
    assert reply["bot_id"].startswith("B")
    assert reply["is_enterprise_install"] is False


def test_a_call_without_a_token_is_not_authed(slack: Handle) -> None:
    assert error_of(WebClient(base_url=f"{slack.url}/api/").auth_test) == "not_authed"


def test_an_unknown_token_is_invalid_auth(slack: Handle) -> None:
    assert error_of(slack.client("xoxb-unknown").auth_test) == "invalid_auth"


def test_an_unknown_method_says_so(client: WebClient) -> None:
    assert error_of(client.api_call, api_method="chat.teleport") == "unknown_method"


def test_users_list_gives_everyone_page_by_page(slack: Handle, client: WebClient) -> None:
    seen, cursor = [], ""
    while True:
        page = client.users_list(limit=10, cursor=cursor)
        seen += [member["id"] for member in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert seen == list(slack.sandbox.workspace.users)


def test_a_user_has_zone_and_profile(slack: Handle, client: WebClient) -> None:
    person = slack.sandbox.workspace.people[0]
    user = client.users_info(user=person.id)["user"]
    assert (user["id"], user["tz"], user["profile"]["title"]) == (person.id, person.tz, person.title)
    assert user["is_bot"] is user["deleted"] is user["is_restricted"] is False
    assert isinstance(user["tz_offset"], int)


def test_an_unknown_user_is_not_found(client: WebClient) -> None:
    assert error_of(client.users_info, user="U404") == "user_not_found"
    assert error_of(client.users_lookupByEmail, email="nobody@nowhere.example") == "users_not_found"


def test_a_person_is_found_by_address(slack: Handle, client: WebClient) -> None:
    person = slack.sandbox.workspace.people[2]
    assert client.users_lookupByEmail(email=person.email)["user"]["id"] == person.id


def test_profile_fields_come_with_labels_on_demand(slack: Handle, client: WebClient) -> None:
    person = slack.sandbox.workspace.people[0]
    fields = client.users_profile_get(user=person.id, include_labels=True)["profile"]["fields"]
    assert {field["label"]: field["value"] for field in fields.values()} == person.fields


def test_cursor_and_limit_are_checked(client: WebClient) -> None:
    assert error_of(client.users_list, cursor="nonsense") == "invalid_cursor"
    assert error_of(client.users_list, limit=5000) == "invalid_limit"
