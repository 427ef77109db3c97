"""The only Slack client."""
