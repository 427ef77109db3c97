"""What operators type: `kith` and its commands. Each loads what it needs and no more."""
