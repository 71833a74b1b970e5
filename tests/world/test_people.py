import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.world.people import People, fill, full_name, work_email


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "pl_PL", "nl_NL"])
def test_a_persons_parts_fit_one_another(locale: str) -> None:
    people = People((locale,), Random("parts"))
    for _ in range(50):
        person = people.person()
        words = person.words
        assert person.first_name in words.first_names[person.gender]
        assert person.last_name in words.last_names[person.gender]
        address = people.address(words)
        city = next(city for city in words.cities if city.name == address["city"] and city.state == address["state"])
        assert any(_fits(entry.zip_code, address["zip_code"]) for entry in words.cities if entry.name == city.name), (
            address
        )
        assert address["country"] == words.country
        assert address["street_1"] in address["raw"]
        assert address["zip_code"] in address["raw"]
        assert any(_fits(template, people.mobile(words)) for template in words.mobiles) or words.mobiles
        assert full_name(person) == f"{person.first_name} {person.last_name}"
        for email in (people.private_email(person), work_email(person)):
            local, _, domain = email.partition("@")
            assert domain in {"example.com", "example.org", "example.net"}
            assert person.last_mail in local


@settings(max_examples=10)
@given(st.integers(), st.sampled_from([("en_US",), ("de_AT", "de_DE"), ("fr_FR", "nl_NL", "it_IT")]))
def test_no_two_people_share_an_address(seed: int, locales: tuple[str, ...]) -> None:
    people = People(locales, Random(seed))
    drawn = [people.person() for _ in range(3_000)]
    private = [people.private_email(person) for person in drawn]
    assert len(set(private)) == len(private)
    assert len({work_email(person) for person in drawn}) == len(drawn)


def test_most_people_come_from_the_first_locale() -> None:
    people = People(("de_AT", "de_DE"), Random("share"))
    countries = [people.person().words.country for _ in range(600)]
    assert 330 < countries.count("AT") < 470
    assert set(countries) == {"AT", "DE"}


def test_without_locales_people_are_american() -> None:
    assert People((), Random(1)).words().locale == "en_US"


def test_a_template_keeps_its_shape() -> None:
    random = Random("template").random
    assert re.fullmatch(r"EH\d \d[A-Z]{2}", fill("EH# #??", random))
    assert fill("5020", random) == "5020"


def _fits(template: str, text: str) -> bool:
    return re.fullmatch(re.escape(template).replace(r"\#", r"\d").replace(r"\?", "[A-Z]"), text) is not None
