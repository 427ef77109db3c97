"""The sandbox's page in a real browser, with a real Bolt app behind it."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk.errors import SlackApiError

from sandbox.client import Person, SandboxClient
from tests.browser.conftest import OpenPage
from tests.sandbox.app_under_test import UnderTest, write_manifest
from tests.sandbox.bolts import over_socket
from tests.sandboxes import Handle, start_sandbox

pytestmark = pytest.mark.browser
START = datetime.fromisoformat("2027-01-04T07:50:00+00:00")
SeeAs = Callable[..., Page]


@pytest.fixture
def handle(tmp_path: Path) -> Iterator[Handle]:
    with start_sandbox(manifest=write_manifest(tmp_path), start=START, workspaces=2, open_as="Lena Vogt") as it:
        yield it


@pytest.fixture
def under_test(handle: Handle) -> Iterator[UnderTest]:
    made = UnderTest(handle)
    with over_socket(handle, made.app):
        yield made


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
def see_as(handle: Handle, open_page: OpenPage) -> SeeAs:
    """The page as a person sees it: `see_as(amara, "D0…")`; the place may be "home"."""

    def see(person: Person, place: str | None = None, **options: Any) -> Page:
        where = place or person.dm().id
        page = open_page(f"{handle.url}/#/{person.shape['workspace']}/{person.id}/{where}", **options)
        page.wait_for_selector("body[data-ready]")
        return page

    return see


def photograph(page: Page, name: str) -> None:
    """Keep a picture where `KITH_SCREENSHOTS` says, to be looked at."""
    if folder := os.environ.get("KITH_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def last(page: Page) -> Locator:
    return page.locator("#messages .message").last


def test_two_people_act_and_each_sees_their_own(
    see_as: SeeAs, under_test: UnderTest, amara: Person, lena: Person
) -> None:
    under_test.ask(amara.id)
    under_test.ask(lena.id)
    page = see_as(amara)
    expect(last(page)).to_contain_text("Did you meet, @Amara Okafor?")
    photograph(page, "buttons")
    last(page).get_by_role("button", name="We met").click()
    expect(last(page)).to_contain_text("Thank you: met 7")

    page.get_by_role("button", name=re.compile("Acting as Amara")).click()
    page.get_by_role("searchbox", name="Search people").fill("lena")
    photograph(page, "switcher")
    page.get_by_role("button", name=re.compile("Lena Vogt")).click()
    page.get_by_role("link", name="Planner", exact=True).click()
    expect(last(page)).to_contain_text("Did you meet, @Lena Vogt?")
    last(page).get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Pause").click()
    expect(last(page)).to_contain_text("Thank you: rest pause")
    assert [body["user"]["id"] for body in under_test.of("block_actions")] == [amara.id, lena.id]


def test_an_organizer_writes_in_a_channel_and_everyone_hears_of_it_at_once(
    see_as: SeeAs, client: SandboxClient, under_test: UnderTest, amara: Person
) -> None:
    marcus = client.as_person("Marcus Bell")
    general = marcus.channel("general").id
    organizer, member = see_as(marcus, general), see_as(amara)
    organizer.get_by_role("textbox", name="Write a message").fill("Welcome @Amara Okafor, see #random & <b>be kind</b>")
    organizer.get_by_role("button", name="Send").click()
    expect(last(organizer)).to_contain_text("Welcome @Amara Okafor, see #random & <b>be kind</b>")
    expect(last(organizer).locator("b")).to_have_count(0)
    row = member.locator(f'[data-place="{general}"]')
    expect(row.locator(".badge")).to_have_text("1")
    row.click()
    expect(last(member).locator(".mention-me")).to_have_text("@Amara Okafor")
    expect(row.locator(".badge")).to_have_count(0)
    count = len(marcus.channel("general").shape["members"])
    organizer.get_by_role("button", name="Channel actions").click()
    organizer.get_by_role("menuitem", name="Add Planner").click()
    organizer.get_by_role("button", name=f"{count + 1} members").click()
    expect(organizer.locator("#card-dialog")).to_contain_text("Planner")


def fill_the_form(page: Page) -> None:
    form = page.locator("#modal")
    form.get_by_label("What", exact=True).fill("Coffee with an alum")
    form.get_by_label("Notes").fill("first line\nsecond line")
    form.get_by_label("How many").fill("2")
    form.get_by_label("Email").fill("ada@example.org")
    form.get_by_label("Link").fill("https://example.org/a?b=1&c=2")
    form.get_by_label("Place", exact=True).select_option("Library")
    pick(form, "Other places", "Café Central", "Park")
    form.get_by_label("With", exact=True).select_option("Lena Vogt")
    pick(form, "And with", "Diego Salazar")
    form.get_by_label("Announce in").select_option("#general")
    pick(form, "Copy to", "#random")
    form.get_by_label("Channel (optional)").select_option("#general")
    form.get_by_label("Day").fill("2027-01-07")
    form.get_by_label("Time", exact=True).fill("15:30")
    form.get_by_label("Exact moment").fill("2027-01-07T15:30")
    form.get_by_label("In person").check()
    form.get_by_label("Well").check()
    form.get_by_label("Alum").fill("gr")
    expect(form.get_by_label("Suggestions")).to_contain_text("Grace")
    form.get_by_label("Suggestions").select_option("Grace")


def pick(form: Locator, label: str, *choices: str) -> None:
    """Choose several in a picker."""
    button = form.get_by_label(label)
    button.click()
    panel = button.locator("xpath=following-sibling::div")
    for choice in choices:
        panel.get_by_role("searchbox").fill(choice)
        panel.get_by_label(choice).check()
    button.click()
    expect(panel).to_be_hidden()


def test_a_form_with_every_kind_of_input_arrives_as_it_was_filled_in(
    see_as: SeeAs, under_test: UnderTest, amara: Person, lena: Person, client: SandboxClient
) -> None:
    page = see_as(amara)
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Plan my week").click()
    expect(page.get_by_role("heading", name="Plan your week")).to_be_visible()
    fill_the_form(page)
    photograph(page, "form")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#modal")).to_be_hidden()
    expect(last(page)).to_contain_text("Planned: Coffee with an alum")
    values = under_test.of("view_submission")[-1]["view"]["state"]["values"]
    found = {
        block: {key: value for key, value in item["it"].items() if key != "type"} for block, item in values.items()
    }
    general, random = amara.channel("general").id, amara.channel("random").id
    assert found["what"] == {"value": "Coffee with an alum"}
    assert found["notes"] == {"value": "first line\nsecond line"}
    assert found["count"] == {"value": "2"}
    assert found["email"] == {"value": "ada@example.org"}
    assert found["url"] == {"value": "https://example.org/a?b=1&c=2"}
    assert found["place"]["selected_option"]["value"] == "library"
    assert [one["value"] for one in found["places"]["selected_options"]] == ["cafe", "park"]
    assert found["who"] == {"selected_user": lena.id}
    assert found["more"] == {"selected_users": [client.as_person("Diego Salazar").id]}
    assert found["where"] == {"selected_conversation": general}
    assert found["wheres"] == {"selected_conversations": [random]}
    assert found["channel"] == {"selected_channel": general}
    assert found["day"] == {"selected_date": "2027-01-07"}
    assert found["time"] == {"selected_time": "15:30"}
    # half past three in Lagos, where Amara is
    assert found["moment"] == {"selected_date_time": datetime.fromisoformat("2027-01-07T15:30+01:00").timestamp()}
    assert [one["value"] for one in found["how"]["selected_options"]] == ["person"]
    assert found["alum"]["selected_option"]["value"] == "grace"
    assert found["went"]["selected_option"]["value"] == "well"


def test_an_error_stands_beside_its_field_and_what_was_typed_stays(
    see_as: SeeAs, under_test: UnderTest, amara: Person
) -> None:
    page = see_as(amara)
    amara.command("/plan")
    form = page.locator("#modal")
    expect(form).to_be_visible()
    fill_the_form(page)
    form.get_by_label("Day").fill("2026-12-31")
    page.get_by_role("button", name="Save").click()
    expect(form.locator('[data-block="day"] [role="alert"]')).to_have_text("Choose a day from 4 January on.")
    photograph(page, "error")
    expect(form.get_by_label("Day")).to_be_focused()
    expect(form.get_by_label("Day")).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_label("What", exact=True)).to_have_value("Coffee with an alum")
    expect(form.get_by_label("Place", exact=True)).to_have_value("library")
    expect(form.get_by_label("Suggestions")).to_have_value("grace")
    form.get_by_label("Day").fill("2027-01-05")
    page.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()


def test_a_view_on_a_view_leads_back_to_the_first(see_as: SeeAs, under_test: UnderTest, amara: Person) -> None:
    page = see_as(amara)
    amara.command("/plan")
    page.locator("#modal").get_by_label("What", exact=True).fill("Kept")
    page.get_by_role("button", name="Help").click()
    expect(page.get_by_role("heading", name="Help")).to_be_visible()
    page.locator("#modal .dialog-head").get_by_role("button", name="Back").click()
    expect(page.get_by_role("heading", name="Plan your week")).to_be_visible()
    expect(page.locator("#modal").get_by_label("What", exact=True)).to_have_value("Kept")


def test_a_question_is_asked_before_what_needs_confirming(see_as: SeeAs, under_test: UnderTest, amara: Person) -> None:
    under_test.ask(amara.id)
    page = see_as(amara)
    last(page).get_by_role("button", name="It won't happen").click()
    photograph(page, "confirm")
    page.get_by_role("button", name="No", exact=True).click()
    assert under_test.of("block_actions") == []
    last(page).get_by_role("button", name="It won't happen").click()
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(last(page)).to_contain_text("Thank you: wont")


def test_a_command_is_offered_sent_and_answered_for_one_pair_of_eyes(
    see_as: SeeAs, under_test: UnderTest, amara: Person
) -> None:
    page = see_as(amara, amara.channel("general").id)
    box = page.get_by_role("textbox", name="Write a message")
    box.press_sequentially("/e")
    expect(page.locator("#suggestions")).to_contain_text("Say it again")
    box.press("Tab")
    box.press_sequentially("hello :wave:")
    box.press("Enter")
    expect(last(page)).to_contain_text("Only visible to you")
    expect(last(page)).to_contain_text("You said: hello")
    expect(last(page).get_by_role("img", name="wave")).to_be_visible()
    box.fill("/unknown thing")
    box.press("Enter")
    expect(page.locator(".note")).to_contain_text("/unknown is not a command")


def test_an_app_that_does_not_answer_is_told_to_the_person(see_as: SeeAs, under_test: UnderTest, amara: Person) -> None:
    page = see_as(amara)
    box = page.get_by_role("textbox", name="Write a message")
    box.fill("/silent")
    box.press("Enter")
    expect(page.locator(".note")).to_contain_text("/silent failed")
    expect(box).to_have_value("/silent")


def test_the_home_tab_is_published_when_opened_and_changes_under_ones_eyes(
    see_as: SeeAs, under_test: UnderTest, amara: Person
) -> None:
    page = see_as(amara, "home")
    home = page.locator("#home")
    expect(home).to_contain_text("0 of 2")
    photograph(page, "home")
    home.get_by_role("button", name="Add one").first.click()
    expect(home).to_contain_text("1 of 2")
    expect(home.get_by_role("button", name="Add one").first).to_be_focused()


def test_the_clock_is_moved_and_messages_show_product_time(see_as: SeeAs, under_test: UnderTest, amara: Person) -> None:
    page = see_as(amara, width=1400)
    expect(page.locator("#clock-now")).to_contain_text(re.compile(r"Mon,? 4 Jan,? 08:5\d GMT\+1"))
    amara.dm().say("before")
    page.get_by_role("button", name="To Friday 10:00").click()
    expect(page.locator("#clock-now")).to_contain_text(re.compile(r"Fri,? 8 Jan,? 10:00"))
    amara.dm().say("after")
    expect(page.locator(".day")).to_have_count(2)
    expect(page.locator(".day").last).to_contain_text("Friday")
    expect(page.locator(".day").last).to_contain_text("8 January 2027")
    expect(last(page).locator(".message-time").first).to_have_text("10:00")
    page.get_by_label("Zone of the clock").select_option("Asia/Kolkata")
    expect(page.locator("#clock-now")).to_contain_text(re.compile(r"14:30 GMT\+5:30"))
    photograph(page, "clock")


def test_a_travelling_clock_tells_for_whom_it_waits_and_can_be_stopped(
    see_as: SeeAs, handle: Handle, amara: Person
) -> None:
    page = see_as(amara, width=1400)
    page.request.get(f"{handle.url}/clock?app=slow-app&busy=1")
    page.get_by_role("button", name="One week on").click()
    expect(page.locator(".travel")).to_contain_text("waiting for slow-app")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".travel")).to_have_count(0)
    expect(page.locator("#clock-now")).to_contain_text("4 Jan")


@pytest.mark.parametrize("width", [360, 420, 780])
def test_a_narrow_window_shows_everything_without_scrolling_sideways(
    see_as: SeeAs, under_test: UnderTest, amara: Person, width: int
) -> None:
    under_test.ask(amara.id)
    page = see_as(amara, width=width, height=740)
    expect(last(page).get_by_role("button", name="We met")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    photograph(page, f"narrow-{width}")
    expect(page.get_by_role("link", name="Planner", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("link", name="general").click()
    expect(page.get_by_role("heading", name="#general")).to_be_visible()
    expect(page.get_by_role("link", name="general")).to_be_hidden()
    amara.command("/plan")
    expect(page.get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)
    photograph(page, f"narrow-form-{width}")
    page.get_by_role("button", name="Not now").click()
    page.get_by_role("button", name="Move the clock").click()
    page.get_by_role("menuitem", name="One day on").click()
    expect(page.locator("#clock-now")).to_contain_text("5 Jan")


def brightness(page: Page, selector: str) -> float:
    """Of an element's background, 0 (black) to 255."""
    colour = page.evaluate("(s) => getComputedStyle(document.querySelector(s)).backgroundColor", selector)
    numbers = [float(number) for number in re.findall(r"[\d.]+", colour)[:3]]
    return sum(numbers) / 3


def test_it_is_dark_where_the_system_is_and_the_button_changes_it_for_good(
    see_as: SeeAs, under_test: UnderTest, amara: Person
) -> None:
    under_test.ask(amara.id)
    page = see_as(amara, color_scheme="dark")
    assert brightness(page, "body") < 60
    expect(last(page)).to_contain_text("Did you meet")
    photograph(page, "dark")
    page.get_by_role("button", name="Dark mode").click()
    assert brightness(page, "body") > 200
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert brightness(page, "body") > 200


def test_the_keyboard_alone_is_enough(see_as: SeeAs, under_test: UnderTest, amara: Person, lena: Person) -> None:
    under_test.ask(amara.id)
    page = see_as(amara)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the conversation")).to_be_focused()
    photograph(page, "keyboard")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    press_until(page, "Tab", last(page).get_by_role("button", name="We met"))
    page.keyboard.press("Enter")
    expect(last(page)).to_contain_text("Thank you: met 7")

    press_until(page, "Tab", page.get_by_role("button", name="Shortcuts"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Plan my week")).to_be_focused()
    page.keyboard.press("Enter")
    form = page.locator("#modal")
    expect(form.get_by_label("What", exact=True)).to_be_focused()
    page.keyboard.type("Typed")
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('#modal')")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    assert amara.modals() == []

    press_until(page, "Shift+Tab", page.get_by_role("button", name=re.compile("Acting as")))
    page.keyboard.press("Enter")
    page.keyboard.type("lena")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("Acting as Lena"))).to_be_visible()
    press_until(page, "Tab", page.get_by_role("link", name="general"))
    page.keyboard.press("Enter")
    press_until(page, "Tab", page.get_by_role("textbox", name="Write a message"))
    page.keyboard.type("Hello")
    page.keyboard.press("Enter")
    expect(last(page)).to_contain_text("Hello")
    assert lena.channel("general").last.text == "Hello"


def press_until(page: Page, key: str, wanted: Locator) -> None:
    """Press a key until an element has the focus."""
    for _ in range(60):
        if wanted.count() and wanted.evaluate("(node) => node === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never led to {wanted}")


def test_the_inspector_shows_the_raw_traffic_and_only_errors_on_demand(
    see_as: SeeAs, handle: Handle, under_test: UnderTest, amara: Person
) -> None:
    page = see_as(amara)
    page.get_by_role("button", name="Inspector", exact=True).click()
    under_test.ask(amara.id)
    drawer = page.locator("#inspector")
    expect(drawer.get_by_text("chat.postMessage")).to_be_visible()
    drawer.get_by_text("chat.postMessage").click()
    expect(drawer.locator("details[open] pre").first).to_contain_text('"text": "Did you meet?"')
    photograph(page, "inspector")
    drawer.get_by_label("errors only").check()
    expect(drawer.get_by_text("chat.postMessage")).to_have_count(0)
    drawer.get_by_role("tab", name="Counts").click()
    expect(drawer.get_by_role("row", name=re.compile("chat.postMessage 1"))).to_be_visible()


def test_a_fault_is_set_on_the_page_and_met_once(
    see_as: SeeAs, under_test: UnderTest, client: SandboxClient, amara: Person
) -> None:
    page = see_as(amara)
    page.get_by_role("button", name="Inspector", exact=True).click()
    drawer = page.locator("#inspector")
    drawer.get_by_role("tab", name="Faults").click()
    drawer.get_by_role("button", name="Set a fault").click()
    page.get_by_label("What happens").select_option("server_error")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(drawer.locator(".faults")).to_contain_text("chat.postMessage · server error · once")
    with pytest.raises(SlackApiError, match="internal_error"):
        under_test.ask(amara.id)
    drawer.get_by_role("tab", name="Traffic").click()
    drawer.get_by_label("errors only").check()
    expect(drawer.locator(".failed")).to_contain_text("internal_error")
    under_test.ask(amara.id)
    expect(last(page)).to_contain_text("Did you meet")


def test_people_are_added_and_deactivated_on_the_page(see_as: SeeAs, client: SandboxClient, amara: Person) -> None:
    page = see_as(amara)
    page.get_by_role("button", name="People of the workspace").click()
    page.get_by_role("button", name="Add a person").click()
    page.get_by_label("Full name").fill("Ada <i>Byron</i>")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#card-dialog")).to_contain_text("Ada <i>Byron</i>")
    photograph(page, "people")
    page.get_by_role("button", name="Change Ada <i>Byron</i>").click()
    page.get_by_role("menuitem", name="Deactivate").click()
    expect(page.locator("#card-dialog").get_by_text("deactivated")).to_be_visible()
    assert [one["deleted"] for one in client.people() if one["real_name"] == "Ada <i>Byron</i>"] == [True]


def test_the_address_opens_a_person_and_a_place_and_without_one_the_start_is_shown(
    handle: Handle, open_page: OpenPage, see_as: SeeAs, amara: Person
) -> None:
    page = see_as(amara, amara.channel("random").id)
    expect(page.get_by_role("heading", name="#random")).to_be_visible()
    page = open_page(handle.url)
    expect(page.get_by_role("button", name=re.compile("Acting as Lena Vogt"))).to_be_visible()


def test_a_permalink_leads_to_its_conversation_as_the_same_person(
    see_as: SeeAs, handle: Handle, under_test: UnderTest, amara: Person
) -> None:
    slack, general = handle.client(), amara.channel("general").id
    slack.conversations_join(channel=general)
    sent = slack.chat_postMessage(channel=general, text="Here")
    link = slack.chat_getPermalink(channel=general, message_ts=sent["ts"])["permalink"]
    slack.chat_postMessage(channel=amara.dm().id, text=f"See <{link}|what was said>")
    page = see_as(amara)
    page.get_by_role("link", name="what was said").click()
    expect(page.get_by_role("heading", name="#general")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Acting as Amara"))).to_be_visible()


def test_another_workspace_has_its_own_people(see_as: SeeAs, client: SandboxClient, amara: Person) -> None:
    page = see_as(amara)
    second = client.workspaces()[1]
    page.get_by_label("Workspace", exact=True).select_option(second["id"])
    expect(page.locator("#person-button")).not_to_contain_text("Amara Okafor")
    page.locator("#person-button").click()
    expect(page.locator("#people-dialog .person-row")).to_have_count(
        len([one for one in client.people(second["id"]) if not one["is_bot"] and not one["deleted"]])
    )
