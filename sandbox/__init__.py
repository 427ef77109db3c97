"""A Slack workspace on your own machine: Web API, Socket Mode, Events API, a page to act as any member."""
