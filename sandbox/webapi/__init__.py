"""The Web API: every method the sandbox answers."""

from sandbox.webapi import apps, auth, blocks, chat, conversations, files, oauth, openid, scheduled, team, users, views
from sandbox.webapi.call import Method

METHODS: dict[str, Method] = {
    **auth.METHODS,
    **users.METHODS,
    **conversations.METHODS,
    **chat.METHODS,
    **blocks.METHODS,
    **views.METHODS,
    **apps.METHODS,
    **scheduled.METHODS,
    **files.METHODS,
    **team.METHODS,
    **oauth.METHODS,
    **openid.METHODS,
}
