"""Mean and central interval of a Beta distribution, in plain arithmetic that gives the same bytes everywhere."""

import math
from functools import cache

_STEPS = 60
_TINY = 1e-300


def mean(a: float, b: float) -> float:
    """Mean of Beta(a, b)."""
    return a / (a + b)


@cache
def interval(a: float, b: float, width: float) -> tuple[float, float]:
    """Ends of the central interval that holds `width` of Beta(a, b)."""
    tail = (1 - width) / 2
    return quantile(tail, a, b), quantile(1 - tail, a, b)


def quantile(share: float, a: float, b: float) -> float:
    """The x below which `share` of Beta(a, b) lies, by bisection to 1e-18."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if cumulative(middle, a, b) < share else (low, middle)
    return (low + high) / 2


def cumulative(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun 26.5.8, Lentz's method)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - cumulative(1 - x, b, a)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(1 - x)) / a
    c, d = 1.0, 1 / _kept(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 300):
        for term in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1 / _kept(1 + term * d)
            c = _kept(1 + term / c)
            fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * fraction


def _kept(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
