"""What jobs pay: a range, one amount, an hourly wage, or nothing said at all."""

from __future__ import annotations

from random import Random
from typing import Any

from mockserver.world.vocabulary import Vocabulary

# What an experience level earns compared with the middle of the market.
_LEVEL_PAY = (0.45, 0.75, 1.0, 1.3, 1.5, 1.9)
_HOURS_A_YEAR = 2_080
_HOURLY = ("SEASONAL", "PART_TIME")


def salary(words: Vocabulary, department_pay: float, level: int, employment: str, rng: Random) -> dict[str, Any]:
    """Give the five salary fields of a job; `department_pay` is 1 for an average department."""
    pay, random = words.pay, rng.random
    middle = (pay["low"] + pay["high"]) / 2 * department_pay * _LEVEL_PAY[min(level, len(_LEVEL_PAY) - 1)]
    step, style = pay["step"], random()
    one: float | None = None
    low: float | None = None
    high: float | None = None
    period: str | None = pay["period"]
    if employment in _HOURLY or style < 0.1:
        yearly = middle * (12 if period == "MONTH" else 1)
        one, period = round(yearly / _HOURS_A_YEAR * 4) / 4 + 0.15, "HOUR"
    elif style < 0.65:
        low = round(middle * 0.88 / step) * step
        high = low + max(round(middle * 0.22 / step), 1) * step
    elif style < 0.88:
        one = round(middle / step) * step
    else:
        period = None
    return {
        "salary_amount": one,
        "salary_amount_from": low,
        "salary_amount_to": high,
        "salary_currency": words.currency if period else None,
        "salary_period": period,
    }
