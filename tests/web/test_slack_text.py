"""Slack's messages as HTML: what it draws, and that nobody's text ever becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.messages import Message
from bot.views.blocks import actions, button, context, divider, header, message, option, section, select
from bot.views.text import plain
from bot.web.slack_text import EMOJI, Names, message_html, mrkdwn_html

NAMES = Names({"U1": "Ana <b>"}, {"C1": "spring"})
TAGS = {"b", "i", "s", "code", "a", "br"}
# The characters that markup of either kind is made of, and some that are none
WILD = st.text(st.sampled_from("<>&\"'*_~`|@#!:/\n\x00\\;0 aU1httpsjavcrilonem=()é\u202e😀"), max_size=60) | st.text()


class Tags(HTMLParser):
    """What a browser makes of it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(str(page))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("*bold* and _slanted_, ~gone~", "<b>bold</b> and <i>slanted</i>, <s>gone</s>"),
        ("*_both_*", "<b><i>both</i></b>"),
        ("`x * y * z`", "<code>x * y * z</code>"),
        ("America/New_York, a_b_c, 2*3*4", "America/New_York, a_b_c, 2*3*4"),
        ("* not * bold", "* not * bold"),
        ("*<@U1>*, <#C1> and <#C9>", "<b><b>@Ana &lt;b&gt;</b></b>, <b>#spring</b> and <b>#channel</b>"),
        ("<@U9>", "<b>@somebody</b>"),
        ("a &lt;b&gt; &amp;amp; c\nd", "a &lt;b&gt; &amp;amp; c<br>d"),
        ("<javascript:alert(1)|here>", "&lt;javascript:alert(1)|here&gt;"),
        (":wave: hello", "👋 hello"),
        ("<!channel>", "<b>@channel</b>"),
    ],
)
def test_marks_read_as_in_slack(written: str, shown: str) -> None:
    assert mrkdwn_html(written, NAMES) == shown


def test_a_link_leads_to_the_web_and_says_nothing_of_where_it_was_found() -> None:
    shown = mrkdwn_html('<https://kith.example/?a=1&amp;b="|the page>')

    assert Tags(shown).found == [
        ("a", {"href": 'https://kith.example/?a=1&b="', "rel": "noopener noreferrer nofollow"}),
    ]


def test_a_whole_message_has_buttons_that_do_nothing() -> None:
    said = message(
        "Hello",
        [
            header("Your *week*"),
            section("What will *you* do?", accessory=button("Change", action_id="a"), fields=["one"]),
            divider(),
            context("small <@U1>"),
            actions(button("Save", action_id="b", style="primary"), select([option("One", "1")], action_id="c")),
            {"type": "image", "alt_text": "A chart", "image_url": "https://x.example/y.png"},
            {"type": "video"},
        ],
    )

    shown = message_html(said, NAMES)

    assert not {"button", "form", "img", "script", "input"} & {tag for tag, _ in Tags(shown).found}
    assert Tags(shown).text == "Your *week*What will you do?oneChangesmall @Ana <b>Save …[A chart]"


def test_a_message_without_blocks_is_its_text() -> None:
    assert Tags(message_html(Message("*Hello* there"))).text == "Hello there"


@given(WILD)
def test_what_somebody_wrote_is_never_markup(written: str) -> None:
    found = Tags(mrkdwn_html(plain(written)))

    assert found.found == []
    assert found.text == plain(written).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@given(WILD)
def test_even_raw_text_becomes_nothing_but_harmless_tags(written: str) -> None:
    for tag, attributes in Tags(message_html(message("x", [section(written), header(written)]))).found:
        assert tag in TAGS | {"div", "p"}
        assert set(attributes) <= {"href", "rel", "class"}
        assert (attributes.get("href") or "https://").startswith(("https://", "http://", "mailto:"))


def test_emoji_of_kiths_own_texts_are_shown_and_others_stay_as_typed() -> None:
    assert str(mrkdwn_html(":wave: *Hi* :white_check_mark: :no_such_one: `:wave:`")) == (
        "👋 <b>Hi</b> ✅ :no_such_one: <code>:wave:</code>"
    )
    assert ">👋 Go<" in str(message_html(message("x", [actions(button(":wave: Go", action_id="go"))])))


def test_every_emoji_that_kith_writes_is_known() -> None:
    files = (Path(__file__).parents[1] / "views" / "golden").rglob("*.json")
    names = re.compile(r"(?<![\w:]):([a-z_]+):(?![\w:])")
    written = {name for file in files for name in names.findall(file.read_text("utf-8"))}
    assert len(written) > 5
    assert written <= EMOJI.keys()
