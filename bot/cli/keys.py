"""`kith keys`: make a key that encrypts tokens and private words, and change to another."""

from __future__ import annotations

import typer

from bot.cli.opening import opened

keys_cli = typer.Typer(no_args_is_help=True, help="The keys that encrypt tokens and what members write.")


@keys_cli.command("new")
def make_key() -> None:
    """Print a fresh key, to be put first in KITH_TOKEN_KEYS."""
    from bot.db.cipher import new_key

    typer.echo(new_key())


@keys_cli.command("rotate")
def rotate_keys() -> None:
    """Encrypt everything anew with the first key, while Kith runs; then the older keys can go.

    With KITH_TOKEN_KEYS, write the new key first and start Kith with it before. A key file gets its new key here.
    """
    from bot.db.cipher import KeyFile
    from bot.db.encrypted import cipher_of, reencrypt
    from bot.db.migrate import check_keys
    from bot.settings import load_settings

    with opened(load_settings()) as database:
        cipher = cipher_of(database.engine.dialect)
        check_keys(database.engine)
        if isinstance(cipher, KeyFile):
            cipher.add_key()
        rows = reencrypt(database.engine)
        if isinstance(cipher, KeyFile):
            cipher.drop_old_keys()
    typer.echo(f"Encrypted {rows} rows with the first key of {cipher.source}.")
