"""Noise without a random stream: every draw is a hash of the seed and of what is drawn.

So a draw is the same on any machine, in any version and in any order. The mixing is that of SplitMix64 (Steele, Lea,
Flood 2014).
"""

import numpy as np
import numpy.typing as npt

Draws = npt.NDArray[np.uint64]

_MASK = (1 << 64) - 1
_ODD = np.uint64(0xD6E8FEB86659FD93)


def mix(*parts: int) -> int:
    """64 bits from whole numbers."""
    state = 0
    for part in parts:
        state = (state + (part & _MASK) + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ state >> 27) * 0x94D049BB133111EB) & _MASK
        state ^= state >> 31
    return state


def draws(ids: npt.NDArray[np.int64], *seed: int) -> Draws:
    """64 bits for each id."""
    state = ids.astype(np.uint64) + np.uint64(mix(*seed))
    state = (state ^ state >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ state >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return state ^ state >> np.uint64(31)


def pair_draws(one: Draws, other: Draws, bits: int) -> npt.NDArray[np.int64]:
    """Numbers below 2**bits for pairs, from the draws of both; the same either way round. Broadcasts."""
    mixed = (one ^ other) * _ODD
    return (mixed >> np.uint64(64 - bits)).astype(np.int64)
