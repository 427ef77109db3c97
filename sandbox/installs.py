"""An app in a workspace: installed with a bot user and a token, uninstalled, its tokens revoked."""

import time

from sandbox.model import Conversation, Store, Token, User, Workspace


def create_workspace(store: Store, name: str, domain: str, *, enterprise_id: str | None = None) -> Workspace:
    """A new, empty workspace."""
    workspace = Workspace(store.ids.new("T"), name, domain, enterprise_id)
    store.workspaces[workspace.id] = workspace
    return workspace


def _bot_user(store: Store, workspace: Workspace, user_id: str, bot_id: str) -> User:
    features = store.app.manifest.get("features", {})
    name = features.get("bot_user", {}).get("display_name", store.app.name)
    user = User(user_id, workspace.id, name.lower(), name, is_bot=True, bot_id=bot_id, updated=int(time.time()))
    workspace.users[user.id] = user
    workspace.bot_user_id = user.id
    return user


def install(
    store: Store,
    workspaces: list[Workspace],
    *,
    enterprise_id: str | None = None,
    scopes: tuple[str, ...] | None = None,
) -> Token:
    """Install the app in one workspace, or (``enterprise_id``) in all of an organisation's with one token.

    Installing again keeps the bot user and gives a new token.
    """
    known = next((workspace.bot for workspace in workspaces if workspace.bot), None)
    user_id = known.id if known else store.ids.new("U")
    bot_id = known.bot_id if known and known.bot_id else store.ids.new("B")
    for workspace in workspaces:
        bot = workspace.bot or _bot_user(store, workspace, user_id, bot_id)
        bot.deleted = False
    token = Token(
        store.ids.secret("xoxb-", 40),
        "bot",
        store.app.bot_scopes if scopes is None else scopes,
        None if enterprise_id else workspaces[0].id,
        enterprise_id or workspaces[0].enterprise_id,
        user_id,
        bot_id,
    )
    store.tokens[token.value] = token
    for workspace in workspaces:
        store.emit("app_installed", workspace.id, token=token.value)
    return token


def tokens_of(store: Store, workspace: Workspace) -> list[Token]:
    """The living bot tokens that are good for a workspace."""
    return [
        token
        for token in store.tokens.values()
        if token.kind == "bot"
        and not token.revoked
        and (
            token.team_id == workspace.id or (token.team_id is None and token.enterprise_id == workspace.enterprise_id)
        )
    ]


def revoke(store: Store, token: Token) -> None:
    """Make a token useless and tell the app (tokens_revoked)."""
    token.revoked = True
    store.emit("tokens_revoked", token.team_id, token=token.value, user=token.user_id)


def uninstall(store: Store, workspace: Workspace) -> None:
    """Take the app out: its tokens die, its bot user goes, tokens_revoked and app_uninstalled are sent."""
    for token in tokens_of(store, workspace):
        revoke(store, token)
    if workspace.bot:
        workspace.bot.deleted = True
    workspace.homes.clear()
    workspace.modals.clear()
    store.emit("app_uninstalled", workspace.id)


def is_removed(store: Store, token: Token) -> bool:
    """Whether the app is gone from where a token was for: its bot user is deactivated."""
    bots = [space.users[token.user_id] for space in store.workspaces.values() if token.user_id in space.users]
    return bool(bots) and all(bot.deleted for bot in bots)


def bot_in(workspace: Workspace, conversation: Conversation) -> bool:
    """Whether the app's bot user is in a conversation."""
    return workspace.bot_user_id in conversation.members
