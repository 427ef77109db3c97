"""The sandbox as one web application."""

from starlette.applications import Starlette
from starlette.routing import Mount

from sandbox.core import Sandbox
from sandbox.webapi.door import Door


def build(sandbox: Sandbox) -> Starlette:
    """The ASGI application of a sandbox."""
    return Starlette(routes=[Mount("/api", app=Door(sandbox))])
