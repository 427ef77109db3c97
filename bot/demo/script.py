"""What the players live through: they set up, join, pause and land, and read what is new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.demo.acts import STRANGERS, answer, send
from bot.demo.cast import CHANNEL, Part, Player, profile
from sandbox.client import Conversation, Message
from sandbox.http_client import SandboxError, wait_until

MORE = "profiles.more"
SUMMARY = "The weekly summary may show it, with my name"


@dataclass
class Script:
    """Remembers which messages each player has read, and which was the last in each of their conversations."""

    settle: Callable[[], None]  # returns when Kith has nothing on its way: what others see is then up to date
    read: set[tuple[str, str, str]] = field(default_factory=set)
    latest: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def react(self, player: Player) -> None:
        """Read what is new in the DM with the app and in group DMs, and answer it or not."""
        if player.part is Part.INACTIVE:
            return
        for conversation in self._with_news(player):
            while message := self._unread(player, conversation):
                if answer(player, conversation, message):
                    self.settle()

    def _with_news(self, player: Player) -> list[Conversation]:
        """The DM with the app, then group DMs, as far as something came since the player last looked."""
        mine = [one for one in player.person.conversations() if player.person.bot in one.shape["members"]]
        found = []
        for conversation in sorted(mine, key=lambda one: str(one.shape["kind"])):
            place, latest = (player.person.id, conversation.id), conversation.shape["latest"]
            if conversation.shape["kind"] in ("im", "mpim") and self.latest.get(place) != latest:
                self.latest[place] = latest
                found.append(conversation)
        return found

    def _unread(self, player: Player, conversation: Conversation) -> Message | None:
        """The first one, as it stands now: what was pressed in another may have changed it."""
        for message in conversation.messages():
            seen = (player.person.id, conversation.id, message.ts)
            if seen not in self.read and not message.is_ephemeral and message.user == player.person.bot:
                self.read.add(seen)
                return message
        return None


def set_up(organizer: Player, *, preset: str) -> None:
    """Two clicks in the channel: which kind, and start, having read what is posted."""
    channel = organizer.person.channel(CHANNEL)
    channel.command("/kith", "setup")
    organizer.person.modal.submit({"Kind of program": preset})
    wait_until(lambda: organizer.person.modal.title == "Start the program", "what would be posted")
    organizer.person.modal.submit()
    channel.wait_for("you are warmly invited")
    wait_until(lambda: organizer.person.modal.title == "It's on", "the program to be on")
    organizer.person.modal.close(everything=True)


def have_councils(organizer: Player) -> None:
    """In the program's settings: beside buddy rounds, an hour every week."""
    channel = organizer.person.channel(CHANNEL)
    channel.command("/kith", "setup")
    wait_until(lambda: organizer.person.modal.title == "Settings", "the settings")
    organizer.person.modal.press("Change", beside="Councils")
    wait_until(lambda: organizer.person.modal.title == "Councils", "the form")
    organizer.person.modal.submit({"How people meet": "Councils beside buddy rounds", "They meet": "Every week"})
    wait_until(lambda: "About five people" in organizer.person.modal.words, "the settings to be saved")
    organizer.person.modal.close(everything=True)


def join(player: Player) -> None:
    """The button in the channel, the screen that says who sees what, and the profile."""
    invitation = player.person.channel(CHANNEL).wait_for("you are warmly invited")
    invitation.press("Join")
    named = ["Name me in the channel's summary for what I did"] if player.feels_like(0.6) else []
    send(player, {"Your choice": named})
    if player.feels_like(0.8):
        player.person.command("/kith", "profile")
        player.person.modal.press(MORE)
        wait_until(lambda: "School" in str(player.person.modal.view["blocks"]), "the rest of the profile")
        send(player, profile(player.person))


def pause(player: Player, *, until: str) -> None:
    """`/kith pause`, with a day on which it ends by itself."""
    player.person.command("/kith", "pause")
    send(player, {"The day I'm back": until})


def land(player: Player) -> None:
    """`/kith landed`: a role, how it came as the first thing that is offered, and the trail is passed on."""
    player.person.command("/kith", "landed")
    blocks = player.person.modal.view["blocks"]
    came = next(block["element"] for block in blocks if block.get("block_id") == "came")
    offered = [option for group in came.get("option_groups", [came]) for option in group["options"]]
    player.person.modal.submit(
        {"Role, and where": "Data analyst", "How did it come about?": offered[0]["text"]["text"]}
    )
    wait_until(lambda: player.person.modal.title == "My trail", "the trail")
    player.person.modal.press("Pass it on with my name")
    wait_until(lambda: "You passed it on with your name" in player.person.modal.words, "the trail to be passed on")
    player.person.modal.close(everything=True)


def note_people(player: Player) -> None:
    """In the room People: a list that is pasted in, and somebody with a next step. Then back to the week."""
    _open_room(player, "People", "Paste a list")
    player.person.home().press("Paste a list")
    player.person.modal.submit({"Your lines": "\n".join(STRANGERS[:4])})
    wait_until(lambda: player.person.modal.title == "Add these people?", "what would be added")
    send(player)
    player.person.home().press("Add somebody")
    fields = {"Name": "Lena Brandt", "Organisation": "North Clinic", "What they work on": "hiring analysts"}
    step = {"Be in touch again on": "2027-01-13", "About what?": "send her the portfolio"}
    send(player, {**fields, **step})
    player.person.home().press("Week")


def bring_event(player: Player, title: str, *, on: str) -> None:
    """In the room Events of the Home tab."""
    _open_room(player, "Events", "Add an event")
    player.person.home().press("Add an event")
    blocks = player.person.modal.view["blocks"]
    at = next(block["label"]["text"] for block in blocks if block.get("block_id") == "at")
    send(player, {"What is it?": title, "Which day?": on, at: "18:30", "Where?": "Harbour Hall, 2 Pier Street"})


def post_event(organizer: Player, title: str) -> None:
    """The organizer posts it in the channel, having read how many that is; one of its name may be there already."""
    _open_room(organizer, "Events", title)
    channel = organizer.person.channel(CHANNEL)
    before = channel.find(title)
    organizer.person.home().press("Post in the channel")
    wait_until(lambda: "will read this" in str(organizer.person.modal.view["blocks"]), "how many read it")
    send(organizer)
    wait_until(lambda: (post := channel.find(title)) and (before is None or post.ts != before.ts), "the post")


def go(player: Player, title: str) -> None:
    """By the post in the channel, some of them with somebody."""
    post = player.person.channel(CHANNEL).wait_for(title)
    post.press("Go with someone" if player.feels_like(0.5) else "I'm going")


def ask(player: Player, kind: str, line: str) -> None:
    """In the room Give & ask; the channel's summary may show it."""
    _open_room(player, "Give & ask", "You offer")
    player.person.home().press("Ask for something")
    send(player, {"What kind of help?": kind, "What do you ask for?": line, "In the channel?": [SUMMARY]})


def offer(player: Player, line: str) -> None:
    """One thing more that they can give."""
    _open_room(player, "Give & ask", "You offer")
    player.person.home().press("Change what I offer")
    send(player, {"One thing more": line})


def let_ask(player: Player, company: str) -> None:
    """Kith may ask them about a company where they know somebody."""
    _open_room(player, "Give & ask", "Kith may ask me")
    player.person.home().press("What Kith may ask me")
    send(player, {"Companies where I know somebody": company})


def ask_introduction(player: Player, company: str) -> None:
    """A company that they would like to get to know, and an introduction there."""
    _open_room(player, "Give & ask", "Kith may ask me")
    home = player.person.home()
    home.press(next(label for label in ("List companies", "Change my companies") if label in home.buttons))
    send(player, {"Companies": company})
    wait_until(lambda: f"• {company}" in player.person.home().words, "the company on the list")
    player.person.home().press("Ask for an introduction")
    send(player, {"At which company?": company, "What for?": "twenty minutes about how their analysts work"})


def have_mentors(organizer: Player) -> None:
    """The organizer ticks it in the settings."""
    organizer.person.channel(CHANNEL).command("/kith", "setup")
    wait_until(lambda: organizer.person.modal.title == "Settings", "the settings")
    organizer.person.modal.press("Change", beside="Rounds and groups")
    wait_until(lambda: organizer.person.modal.title == "Rounds and groups", "the form")
    organizer.person.modal.submit({"Mentors": ["Mentors beside buddies"]})
    wait_until(lambda: organizer.person.modal.title == "Mentors", "that nobody is a mentor yet")
    wait_until(lambda: "nobody can ask for one" in organizer.person.modals()[0].words, "the settings below it")
    organizer.person.modal.close(everything=True)


def be_a_mentor(player: Player, line: str) -> None:
    """`/kith role`, of one at a time."""
    player.person.command("/kith", "role")
    send(player, {"I would like to be": "A mentor", "If you are a mentor: what would you like to help with?": line})


def ask_for_a_mentor(player: Player, what_for: str) -> None:
    """In the room Give & ask: whoever suits."""
    _open_room(player, "Give & ask", "A mentor beside your buddy")
    player.person.home().press("Ask for a mentor")
    send(player, {"What would you like to talk about?": what_for})


def say_yes_as_a_mentor(player: Player) -> None:
    """In the room Week, where the question waits."""
    _open_room(player, "Week", "would like you as a mentor")
    player.person.home().press("Yes, I'll be their mentor")
    wait_until(lambda: "You are the mentor of" in player.person.home().words, "the yes to be kept")


def agree_on_five_lines(player: Player) -> None:
    """As they stand there, to begin from or as the other one wrote them."""
    _open_room(player, "Week", "Your agreement")
    player.person.home().press("Our agreement")
    send(player)


def say_that_they_talked(player: Player) -> None:
    """In the room Week, where the next agenda then stands."""
    _open_room(player, "Week", "First talk")
    player.person.home().press("We've talked")
    wait_until(lambda: "Second talk" in player.person.home().words, "the talk to be kept")


def settle(player: Player) -> None:
    """Who asked and was helped says that it is done."""
    _open_room(player, "Give & ask", "You offer")
    if "can help: you are in touch" not in player.person.home().words:
        return
    wait_until(lambda: _press_done(player), "what was helped with to be settled")
    send(player)


def _press_done(player: Player) -> bool:
    """Below the first ask with which somebody helps. False where Home was drawn anew meanwhile."""
    blocks = player.person.home().blocks
    said = next(place for place, block in enumerate(blocks) if "can help: you are in touch" in str(block))
    try:
        player.person.home().press("It's done", block_id=blocks[said + 1]["block_id"])
    except SandboxError:
        return False
    return True


def share(player: Player, link: str, words: str) -> None:
    """A link to their buddy, where they have one."""
    _open_room(player, "Give & ask", "You offer")
    player.person.home().press("Share a link")
    to = next(block["element"] for block in player.person.modal.view["blocks"] if block.get("block_id") == "to")
    if to.get("initial_options"):
        send(player, {"The link": link, "A word of yours": words})
    else:
        player.person.modal.close(everything=True)


def _open_room(player: Player, room: str, words: str) -> None:
    player.person.open_home()
    wait_until(lambda: room in player.person.home().buttons, "the rooms")
    player.person.home().press(room)
    wait_until(lambda: words in player.person.home().words, f"{words!r} in {room}")
