"""`python -m sandbox` starts a sandbox."""

from sandbox.cli import app

app()
