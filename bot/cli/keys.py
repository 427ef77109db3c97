"""`kith keys`: make a key that encrypts stored tokens, and change to another."""

from __future__ import annotations

import typer

from bot.cli.opening import opened

keys_cli = typer.Typer(no_args_is_help=True, help="The keys that encrypt stored tokens.")


@keys_cli.command("new")
def make_key() -> None:
    """Print a fresh key, to be put first in KITH_TOKEN_KEYS."""
    from bot.oauth.token_cipher import new_key

    typer.echo(new_key())


@keys_cli.command("rotate")
def rotate_keys() -> None:
    """Encrypt every stored token with the first key of KITH_TOKEN_KEYS; then the others can go."""
    from bot.oauth.token_cipher import TokenCipher
    from bot.oauth.tokens import reencrypt_tokens
    from bot.settings import SettingsError, load_settings

    settings = load_settings()
    if not settings.token_keys:
        raise SettingsError("KITH_TOKEN_KEYS is missing: write the new key first, then the old ones, comma-separated")
    with opened(settings.database_url) as database:
        installs = reencrypt_tokens(database, TokenCipher(settings.token_keys.get_secret_value()))
    typer.echo(f"Encrypted the tokens of {installs} installs with the first key.")
