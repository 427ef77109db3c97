"""`python -m bot` is `kith`."""

from bot.cli.main import main

main()
