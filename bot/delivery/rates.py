"""How fast Slack lets an app call: docs.slack.dev/apis/web-api/rate-limits and the methods' own pages.

Per method, app and workspace: tier 1 is 1 a minute, tier 2 20, tier 3 50, tier 4 100. chat.postMessage is about one a
second in a channel and several hundred a minute in a workspace; "several" is read as three.
"""

from __future__ import annotations

TIER_3, TIER_4 = 50, 100
POSTS_A_MINUTE = 300
POSTS_A_MINUTE_IN_A_CHANNEL = 60

# Calls a minute in one workspace.
A_MINUTE = {
    "chat.postMessage": POSTS_A_MINUTE,
    "chat.update": TIER_3,
    "conversations.open": TIER_3,
    # An app that its users build themselves; 1 for a new one that is distributed outside the Marketplace.
    "conversations.history": TIER_3,
    "files.getUploadURLExternal": TIER_4,
    "files.completeUploadExternal": TIER_4,
}
# Calls a minute in one channel of it.
A_MINUTE_IN_A_CHANNEL = {"chat.postMessage": POSTS_A_MINUTE_IN_A_CHANNEL}

# The share of these rates that we use: calls arrive with some jitter.
SHARE = 0.97


def interval(calls_a_minute: int) -> float:
    """Seconds between two calls."""
    return 60 / (calls_a_minute * SHARE)
