"""Tables, sessions and migrations. Only the edges (handlers, jobs, cli) open a transaction."""
