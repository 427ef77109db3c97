"""Only who knows the secret has signed; whatever is sent, nothing raises."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import Clock, SignatureVerifier

from bot.slack.signature import FRESH_SECONDS, Signature

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
SECRET, BODY = "8f742231b10e8888abcd99yyyzzz85a5", b"command=%2Fkith&text=help"
TIMESTAMP, SIGNATURE = b"x-slack-request-timestamp", b"x-slack-signature"
AT = b"%d" % NOW.timestamp()


class Stopped(Clock):
    """The SDK's clock, standing at `NOW`."""

    def now(self) -> float:
        return NOW.timestamp()


SDK = SignatureVerifier(SECRET, clock=Stopped())
RIGHT = (SDK.generate_signature(timestamp=AT.decode(), body=BODY) or "").encode()


def is_signed(*headers: tuple[bytes, bytes], body: bytes = BODY, now: datetime = NOW) -> bool:
    found = Signature.of(headers, now=now)
    return found is not None and found.is_of(body, secret=SECRET)


def test_slacks_own_example_is_signed() -> None:
    """The one that docs.slack.dev computes."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    digest = b"v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    then = datetime.fromtimestamp(1531420618, UTC)
    assert is_signed((TIMESTAMP, b"1531420618"), (SIGNATURE, digest), body=body, now=then)
    assert not is_signed((TIMESTAMP, b"1531420618"), (SIGNATURE, digest), body=body + b"&", now=then)


@pytest.mark.parametrize(
    "headers",
    [
        (),
        ((TIMESTAMP, AT),),
        ((SIGNATURE, RIGHT),),
        ((TIMESTAMP, AT), (TIMESTAMP, AT), (SIGNATURE, RIGHT)),
        ((TIMESTAMP, AT), (SIGNATURE, RIGHT), (SIGNATURE, b"v0=" + b"0" * 64)),
        ((TIMESTAMP, b""), (SIGNATURE, RIGHT)),
        ((TIMESTAMP, b"abc"), (SIGNATURE, RIGHT)),
        ((TIMESTAMP, AT + b" "), (SIGNATURE, RIGHT)),
        ((TIMESTAMP, b"+" + AT), (SIGNATURE, RIGHT)),
        ((TIMESTAMP, b"1_772_440_200"), (SIGNATURE, RIGHT)),
        ((TIMESTAMP, AT + b".0"), (SIGNATURE, RIGHT)),
        ((TIMESTAMP, b"9" * 50_000), (SIGNATURE, RIGHT)),
        ((TIMESTAMP, "１７７２４４０２００".encode()), (SIGNATURE, RIGHT)),
        ((TIMESTAMP, AT), (SIGNATURE, b"")),
        ((TIMESTAMP, AT), (SIGNATURE, RIGHT[3:])),
        ((TIMESTAMP, AT), (SIGNATURE, RIGHT.upper())),
        ((TIMESTAMP, AT), (SIGNATURE, RIGHT + b"\n")),
        ((TIMESTAMP, AT), (SIGNATURE, b"v1" + RIGHT[2:])),
        ((TIMESTAMP, AT), (SIGNATURE, "v0=é".encode())),
        ((TIMESTAMP, AT), (SIGNATURE, b"v0=\xff\xfe")),
        ((TIMESTAMP, b"%d" % (NOW.timestamp() + 1)), (SIGNATURE, RIGHT)),  # signed at another second
    ],
)
def test_headers_that_slack_does_not_send_sign_nothing(headers: tuple[tuple[bytes, bytes], ...]) -> None:
    assert not is_signed(*headers)


@pytest.mark.parametrize(
    ("seconds", "fresh"),
    [
        (0, True),
        (FRESH_SECONDS, True),
        (-FRESH_SECONDS, True),
        (FRESH_SECONDS + 1, False),
        (-FRESH_SECONDS - 1, False),
    ],
)
def test_a_signature_is_fresh_for_five_minutes(seconds: int, *, fresh: bool) -> None:
    at = b"%d" % (NOW.timestamp() + seconds)
    digest = (SDK.generate_signature(timestamp=at.decode(), body=BODY) or "").encode()
    assert is_signed((b"host", b"kith"), (SIGNATURE, digest), (TIMESTAMP, at)) is fresh


def test_another_secret_signs_nothing() -> None:
    found = Signature.of([(TIMESTAMP, AT), (SIGNATURE, RIGHT)], now=NOW)
    assert found is not None
    assert found.is_of(BODY, secret=SECRET)
    assert not found.is_of(BODY, secret=SECRET[::-1])
    assert not found.is_of(b"", secret=SECRET)


HEADER = st.tuples(st.sampled_from((TIMESTAMP, SIGNATURE, b"host")), st.binary() | st.sampled_from((AT, RIGHT)))


@given(st.lists(HEADER), st.binary())
def test_whatever_is_sent_nothing_raises_and_only_the_right_one_is_signed(
    headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    assert not is_signed(*headers, body=b"another" + body)
    named = [header for header in headers if header[0] != b"host"]
    assert is_signed(*headers) is (sorted(named) == [(TIMESTAMP, AT), (SIGNATURE, RIGHT)])


@given(
    at=st.integers(-1000, 1000).map(lambda seconds: str(int(NOW.timestamp()) + seconds)),
    signed=st.text(st.characters(exclude_categories=["Cs"])),
    sent=st.none() | st.text(st.characters(exclude_categories=["Cs"])),
    digest=st.none() | st.text("0123456789abcdef", min_size=64, max_size=64).map("v0={}".format),
)
def test_it_agrees_with_the_sdk(at: str, signed: str, sent: str | None, digest: str | None) -> None:
    digest = digest or SDK.generate_signature(timestamp=at, body=signed) or ""
    body = (signed if sent is None else sent).encode()
    assert is_signed((TIMESTAMP, at.encode()), (SIGNATURE, digest.encode()), body=body) is SDK.is_valid(
        body, at, digest
    )
