"""The delivery ledger, its engine and its pacing: every message once."""
