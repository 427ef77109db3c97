"""How workspaces install Kith by OAuth, and how their tokens are kept: encrypted, renewed in time."""
