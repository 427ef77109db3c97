"""The Web API: every method the sandbox answers."""

from sandbox.webapi import auth, chat, conversations, users
from sandbox.webapi.call import Method

METHODS: dict[str, Method] = {
    **auth.METHODS,
    **users.METHODS,
    **conversations.METHODS,
    **chat.METHODS,
}
