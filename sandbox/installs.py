"""An app in a workspace: installed with a bot user and a token, uninstalled, its tokens revoked."""

import time

from sandbox.model import Conversation, Store, Token, User, Workspace

ROTATION_SECONDS = 43_200


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
    org_wide: bool = False,
    scopes: tuple[str, ...] | None = None,
    rotating: bool = False,
) -> Token:
    """Install the app in one workspace, or (`org_wide`) in all of an organisation's with one token.

    Installing again keeps the bot user and, unless tokens rotate, the token, which then has the scopes of both.
    """
    wanted = store.app.bot_scopes if scopes is None else scopes
    known = next((workspace.bot for workspace in workspaces if workspace.bot), None)
    user_id = known.id if known else store.ids.new("U")
    bot_id = known.bot_id if known and known.bot_id else store.ids.new("B")
    for workspace in workspaces:
        bot = workspace.bot or _bot_user(store, workspace, user_id, bot_id)
        bot.deleted, workspace.org_wide = False, org_wide
    token = _same(store, workspaces[0], org_wide=org_wide, rotating=rotating)
    if token:
        token.scopes = tuple(dict.fromkeys((*token.scopes, *wanted)))
    else:
        team_id = None if org_wide else workspaces[0].id
        token = issue(store, wanted, team_id, workspaces[0].enterprise_id, user_id, bot_id, rotating=rotating)
    for workspace in workspaces:
        store.emit("app_installed", workspace.id, org_wide=org_wide)
    return token


def _same(store: Store, workspace: Workspace, *, org_wide: bool, rotating: bool) -> Token | None:
    """The living token of the same installation, which installing again gives once more."""
    for token in tokens_of(store, workspace) if not rotating else ():
        if (token.team_id is None) == org_wide and token.refresh is None:
            return token
    return None


def issue(
    store: Store,
    scopes: tuple[str, ...],
    team_id: str | None,
    enterprise_id: str | None,
    user_id: str,
    bot_id: str,
    *,
    rotating: bool = False,
) -> Token:
    """A new bot token; one that rotates lives twelve hours and has a refresh token."""
    token = Token(
        store.ids.secret("xoxe.xoxb-1-" if rotating else "xoxb-", 40),
        "bot",
        scopes,
        team_id,
        enterprise_id,
        user_id,
        bot_id,
        time.time() + ROTATION_SECONDS if rotating else None,
        store.ids.secret("xoxe-1-", 40) if rotating else None,
    )
    store.tokens[token.value] = token
    return token


def tokens_of(store: Store, workspace: Workspace) -> list[Token]:
    """The living bot tokens that are good for a workspace."""
    return [
        token
        for token in store.tokens.values()
        if token.kind == "bot" and not token.revoked and workspace in _reach(store, token)
    ]


def _reach(store: Store, token: Token) -> list[Workspace]:
    """The workspaces a bot token is for."""
    if token.team_id:
        return [store.workspaces[token.team_id]]
    return [space for space in store.workspaces.values() if space.enterprise_id == token.enterprise_id]


def revoke(store: Store, token: Token) -> None:
    """Make a token useless and tell the app (tokens_revoked, once for each workspace it was for)."""
    token.revoked = True
    for workspace in _reach(store, token) if token.kind == "bot" else ():
        store.emit("tokens_revoked", workspace.id, user=token.user_id)


def uninstall(store: Store, workspace: Workspace) -> None:
    """Take the app out of a workspace, or of the organisation if it is there as a whole.

    Its tokens die, its bot user is deactivated, and tokens_revoked and app_uninstalled are sent.
    """
    tokens = tokens_of(store, workspace)
    places = {workspace.id: workspace} | {space.id: space for token in tokens for space in _reach(store, token)}
    for token in tokens:
        revoke(store, token)
    for space in places.values():
        if space.bot:
            space.bot.deleted = True
        space.homes.clear()
        space.modals.clear()
        store.emit("app_uninstalled", space.id)


def is_removed(store: Store, token: Token) -> bool:
    """Whether the app is gone from where a token was for: its bot user is deactivated."""
    bots = [space.users[token.user_id] for space in store.workspaces.values() if token.user_id in space.users]
    return bool(bots) and all(bot.deleted for bot in bots)


def bot_in(workspace: Workspace, conversation: Conversation) -> bool:
    """Whether the app's bot user is in a conversation."""
    return workspace.bot_user_id in conversation.members
