"""Pure functions: plain values in, a Slack message or view out. All wording lives here."""
