"""How workspaces install Kith by OAuth and how their tokens are kept, and how people sign in with Slack."""
