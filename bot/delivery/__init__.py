"""The delivery ledger, its engine job and pacing: every message once. The only import of the engine."""
