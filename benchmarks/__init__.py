"""Speed and memory, measured side by side with a peer or a bound."""
