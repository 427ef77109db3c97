"""Why messages did not arrive and what to do, for organizers in the digest and for operators at the console."""

from __future__ import annotations

# By Slack's name of what went wrong, or by Kith's own.
UNDELIVERED = {
    "channel_not_found": "the channel is not there, or Kith cannot see it. Invite Kith, or move the program",
    "not_in_channel": "Kith is not in the channel. Type `/invite @Kith` there",
    "is_archived": "the channel is archived. Unarchive it, or move the program to another one",
    "user_disabled": "the account is no longer active in Slack. Nothing to do, unless the person should be back",
    "user_not_visible": "Slack does not let Kith see this person. Guests of another company cannot be reached",
    "token_revoked": "Kith was removed from this workspace. Install it again",
    "account_inactive": "Kith was removed from this workspace. Install it again",
    "restricted_action": "the workspace does not let Kith post there. Ask a Slack admin",
    "in_doubt": "Slack gave no answer, and Kith may not read there to see whether it arrived. Look, and send it again",
    "damaged": "what the database holds of it cannot be read. A backup may have it whole",
    "workspace_uninstalled": "Kith was removed from this workspace. Install it again",
    "workspace_revoked": "Slack took Kith's token back. Install it again",
    "workspace_moved": "this database was moved to another one, which sends now",
    "moved to another database": "this database was moved to another one, which sends now",
}
