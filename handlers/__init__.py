"""People -> use case: what members and organizers press, type and open. One register() each."""
