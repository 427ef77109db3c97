"""Kith's core: knows Kith's rules and data; does not know how an event came in."""

import os

# numpy's matrix library would start a thread for each processor: Kith's products are small, and starts are quicker so
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
