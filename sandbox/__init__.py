"""A Slack workspace on your own machine: Web API, Socket Mode, Events API, and a page to act as any member."""
