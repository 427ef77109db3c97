"""Tables, sessions and migrations. Only handlers, jobs and commands open a transaction."""
