"""How workspaces install Kith by OAuth, and how their tokens are kept: sealed, renewed in time."""
