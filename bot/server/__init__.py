"""How Kith is reached: HTTP and Socket Mode, with what bounds both."""
