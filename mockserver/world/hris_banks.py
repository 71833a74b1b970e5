"""Bank accounts at banks that do not exist, with account numbers of the shape that a market expects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.world.hris_words import Market
from mockserver.world.people import fill


def bank_accounts(market: Market, holder: str | None, random: Callable[[], float]) -> list[dict[str, Any]] | None:
    """Draw an employee's accounts: mostly one, sometimes two or none, or nothing known about them."""
    chance = random()
    if chance < 0.04:
        return None
    wanted = 0 if chance < 0.08 else 2 if chance > 0.94 else 1
    return [_account(market, holder, random) for _ in range(wanted)]


def iban(country: str, bban: str) -> str:
    """Give the IBAN of a country's account; its check digits are right."""
    letters = "".join([str(int(sign, 36)) for sign in f"{bban}{country}"])
    return f"{country}{98 - int(letters + '00') % 97:02d}{bban}"


def _account(market: Market, holder: str | None, random: Callable[[], float]) -> dict[str, Any]:
    bank = market.bank
    account = fill(bank.account, random)
    routing = fill(bank.routing.number, random) if bank.routing else None
    number = None
    if bank.bban is not None:
        code = (routing or "").replace("-", "")
        number = iban(market.country, bank.bban.replace("{routing}", code).replace("{account}", account))
    return {
        "iban": number,
        "bic": bank.bic,
        "account_number": account,
        "holder_name": holder,
        "bank_name": bank.names[int(random() * len(bank.names))],
        "domestic_bank_routing": {"number": routing, "type": bank.routing.kind} if bank.routing else None,
    }
