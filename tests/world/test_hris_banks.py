"""Bank accounts have the right shape and lead nowhere."""

from __future__ import annotations

from random import Random

import pytest

from mockserver.world.hris_banks import bank_accounts, iban
from mockserver.world.hris_words import market

# Length of an account number of the international form, by country.
LENGTHS = {
    "AT": 20, "CH": 21, "DE": 22, "DK": 18, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "IT": 27, "NL": 18, "NO": 15,
    "PL": 28, "PT": 25, "SE": 24,
}  # fmt: skip
ROUTINGS = {
    "US": "US_ABA_ROUTING_TRANSIT_NUMBER",
    "GB": "GB_SORT_CODE",
    "DE": "DE_BANKLEITZAHL",
    "FR": "FR_RIB",
    "CA": "CA_ROUTING_NUMBER",
    "AU": "AU_BSB_CODE",
}


def valid(number: str) -> bool:
    return int("".join(str(int(sign, 36)) for sign in number[4:] + number[:4])) % 97 == 1


def test_check_digits_are_those_of_the_published_example() -> None:
    assert iban("GB", "WEST12345698765432") == "GB82WEST12345698765432"


@pytest.mark.parametrize("country", sorted(LENGTHS))
def test_accounts_have_valid_numbers_at_banks_that_do_not_exist(country: str) -> None:
    rng = Random(1)
    for _ in range(50):
        for account in bank_accounts(market(country), "Ada Example", rng.random) or []:
            assert account["iban"].startswith(country)
            assert len(account["iban"]) == LENGTHS[country]
            assert valid(account["iban"])
            assert account["account_number"] in account["iban"]
            assert account["bic"].startswith(f"TEST{country}")
            assert account["bic"][7] == "0"
            assert account["holder_name"] == "Ada Example"


@pytest.mark.parametrize("country", sorted(ROUTINGS))
def test_routing_numbers_carry_the_name_of_their_kind(country: str) -> None:
    accounts = [
        account for seed in range(9) for account in bank_accounts(market(country), "", Random(seed).random) or []
    ]

    assert {account["domestic_bank_routing"]["type"] for account in accounts} == {ROUTINGS[country]}


def test_most_people_have_one_account_some_two_or_none_and_of_some_nothing_is_known() -> None:
    rng = Random(1)
    found = [bank_accounts(market("DE"), "", rng.random) for _ in range(300)]

    assert {None if accounts is None else len(accounts) for accounts in found} == {None, 0, 1, 2}


def test_a_country_that_nobody_described_gets_neutral_customs() -> None:
    [account] = bank_accounts(market("ZZ"), "", lambda: 0.5) or []

    assert account["iban"] is None
    assert account["domestic_bank_routing"] is None
