"""Use cases, one module a noun. Each function runs inside the transaction its caller opened; none commits."""
