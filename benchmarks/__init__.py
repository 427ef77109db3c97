"""Speed and memory, measured side by side with a peer or a bound."""

import bot  # noqa: F401  # before numpy, as in every process of Kith: it says how many threads numpy starts
