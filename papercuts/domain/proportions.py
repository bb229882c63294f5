"""How far a plain "k of n" can be trusted, where nothing is known before it."""

import math
from statistics import NormalDist


def adjusted_wald(k: int, n: int, share: float = 0.8) -> tuple[float, float]:
    """Return between which shares (0–1) the true one lies with this confidence, when k of n did something.

    Raises ValueError unless 0 ≤ k ≤ n, n ≥ 1 and the confidence lies between 0 and 1.
    Source: Agresti and Coull (1998); recommended for small n by Sauro and Lewis (2005). Two-sided for k = 0 and n, too.
    """
    if not 0 <= k <= n or n < 1:
        raise ValueError("of n people, at least one, between none and all did it")
    if not 0 < share < 1:
        raise ValueError("a confidence lies between 0 and 1")
    z = NormalDist().inv_cdf((1 + share) / 2)
    middle = (k + z**2 / 2) / (n + z**2)
    reach = z * math.sqrt(middle * (1 - middle) / (n + z**2))
    return max(0.0, middle - reach), min(1.0, middle + reach)
