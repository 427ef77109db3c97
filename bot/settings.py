"""Every setting, in one frozen object. Each field is an environment variable and has its line in docs/settings.md."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableError

from bot.domain.pairing.rules import Mixes
from bot.errors import UserError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SIGN_IN_BACK = "/sign-in/slack/back"  # where Slack sends people once they said who they are
MANIFEST = Path(__file__).resolve().parent / "manifest.json"


class Settings(BaseSettings):
    """What Kith can be told from outside. Unset fields have defaults that suit one workspace on one machine."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,  # a line that was left empty in .env is a setting that is not set
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        env_nested_delimiter="__",
    )

    slack_bot_token: SecretStr | None = Field(None, alias="SLACK_BOT_TOKEN", description="Bot token, xoxb-…")
    slack_app_token: SecretStr | None = Field(None, alias="SLACK_APP_TOKEN", description="App-level token, xapp-…")
    slack_signing_secret: SecretStr | None = Field(
        None, alias="SLACK_SIGNING_SECRET", description="Checks that a request comes from Slack (HTTP mode)"
    )
    slack_client_id: str | None = Field(None, alias="SLACK_CLIENT_ID", description="OAuth client (several workspaces)")
    slack_client_secret: SecretStr | None = Field(None, alias="SLACK_CLIENT_SECRET", description="OAuth client secret")
    token_keys: SecretStr | None = Field(
        None,
        alias="KITH_TOKEN_KEYS",
        description="Keys that encrypt tokens and private words, comma-separated, newest first",
    )
    public_url: str | None = Field(
        None, alias="KITH_PUBLIC_URL", description="https://… where Slack and browsers reach `kith web`"
    )
    host: str = Field("127.0.0.1", alias="KITH_HOST", description="The address that `kith web` listens on")
    port: int = Field(3000, alias="PORT", ge=1, le=65535, description="The port that `kith web` listens on")
    web_port: int | None = Field(
        None,
        alias="KITH_WEB_PORT",
        ge=1,
        le=65535,
        description="A port of KITH_HOST on which `kith run` serves the organizers' page, for a proxy of yours",
    )
    ops_port: int | None = Field(
        None, alias="KITH_OPS_PORT", ge=1, le=65535, description="A port of 127.0.0.1 for Prometheus: /metrics"
    )
    slack_api_url: str = Field(
        "https://slack.com/api/", alias="KITH_SLACK_API_URL", description="Any server that speaks Slack's API"
    )
    slack_authorize_url: str = Field(
        "https://slack.com/oauth/v2/authorize",
        alias="KITH_SLACK_AUTHORIZE_URL",
        description="The page on which a workspace allows the app",
    )
    slack_sign_in_url: str = Field(
        "https://slack.com/openid/connect/authorize",
        alias="KITH_SLACK_SIGN_IN_URL",
        description="The page on which people say who they are",
    )
    database_url: str = Field(
        "sqlite:///kith.sqlite",
        alias="KITH_DATABASE_URL",
        description="sqlite:///… or postgresql+psycopg://…",
    )
    database_connections: int = Field(
        25,
        alias="KITH_DATABASE_CONNECTIONS",
        ge=2,
        le=500,
        description="Connections to the database that a process opens at most",
    )
    clock_url: str | None = Field(
        None,
        alias="KITH_CLOCK_URL",
        description="A sandbox's clock, to be polled. Never with a real workspace",
    )
    tick_seconds: float = Field(
        20.0, alias="KITH_TICK_SECONDS", gt=0, le=300, description="How often due work is looked for"
    )
    pacing: bool = Field(True, alias="KITH_PACING", description="Keep to Slack's rates; off only against a sandbox")
    keep_days: int = Field(
        30,
        alias="KITH_KEEP_DAYS",
        ge=1,
        le=3650,
        description="Days after which the texts of sent messages are deleted",
    )
    keep_notes_days: int = Field(
        365,
        alias="KITH_KEEP_NOTES_DAYS",
        ge=1,
        le=3650,
        description="Days after which the notes of people who left, and of ended programs, are erased",
    )
    weights: Mixes = Field(
        Mixes(),
        alias="KITH_WEIGHTS",
        description="What wishes count in each mix, from 0 to 100, as in KITH_WEIGHTS__BALANCED__OTHER_CIRCLE=40",
    )
    log_level: str = Field("INFO", alias="KITH_LOG_LEVEL", description="DEBUG, INFO, WARNING or ERROR")

    @property
    def keys(self) -> str | None:
        """The keys that encrypt what is private."""
        return self.token_keys.get_secret_value() if self.token_keys else None

    @property
    def page_url(self) -> str:
        """Where browsers reach the organizers' page; empty where none is served, for its cookies want https."""
        if self.public_url:
            parts = urlsplit(self.public_url)
            is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
            return self.public_url.rstrip("/") if is_safe else ""
        return f"http://127.0.0.1:{self.web_port}" if self.web_port else ""

    @property
    def sign_in_back(self) -> str:
        """The whole address to which Slack sends people back; empty where nobody can sign in with Slack."""
        is_possible = self.public_url and self.page_url and self.slack_client_id and self.slack_client_secret
        return f"{self.page_url}{SIGN_IN_BACK}" if is_possible else ""

    @field_validator("database_url")
    @classmethod
    def _name_the_driver(cls, url: str) -> str:
        """Hosts hand out `postgres://…`; what is neither SQLite nor PostgreSQL is refused before anything starts."""
        scheme, separator, rest = url.partition("://")
        if scheme in ("postgres", "postgresql"):
            return f"postgresql+psycopg://{rest}"
        if not separator or scheme not in ("sqlite", "postgresql+psycopg"):
            raise ValueError("this is the address of neither SQLite nor PostgreSQL")
        return url

    @field_validator("weights", mode="before")
    @classmethod
    def _onto_the_defaults(cls, written: object) -> object:
        """What is written changes single numbers; the others stay as they are."""
        return _onto(asdict(Mixes()), written) if isinstance(written, dict) else written


def _onto(defaults: dict[str, Any], written: dict[str, Any]) -> dict[str, Any]:
    """Raises ValueError for a name that the defaults do not have."""
    unknown = sorted(written.keys() - defaults.keys())
    if unknown:
        raise ValueError(f"{unknown[0]} is none of {', '.join(defaults)}")
    return {
        name: _onto(number, written[name])
        if isinstance(number, dict) and isinstance(written.get(name), dict)
        else written.get(name, number)
        for name, number in defaults.items()
    }


class SettingsError(UserError):
    """A setting is missing or makes no sense; the message names the variable and what to write there."""


def load_settings(**values: object) -> Settings:
    """Settings from the environment, `.env` and the arguments. Raises SettingsError naming each bad variable."""
    try:
        return Settings(**values)  # type: ignore[arg-type]  # aliases are checked by pydantic itself
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None
    except UnreadableError:  # only the weights may be written as JSON
        raise SettingsError(f"KITH_WEIGHTS: this is not JSON. {_taken('weights')}") from None


def _explain(error: ValidationError) -> str:
    lines = []
    for fault in error.errors():
        name, *inside = map(str, fault["loc"])
        field = _fields()[name]
        variable = "__".join([str(field.alias), *map(str.upper, inside)])
        lines.append(f"{variable}: {fault['msg'].removeprefix('Value error, ')}. {_taken(name)}")
    return "\n".join(lines)


def _taken(name: str) -> str:
    return f"It takes: {_fields()[name].description}"


def _fields() -> dict[str, FieldInfo]:
    """By their own names and by their variables; pydantic speaks of either."""
    return {key: field for name, field in Settings.model_fields.items() for key in (name, str(field.alias))}
