import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.resources import fixtures_directory
from mockserver.world.vocabulary import FEMALE, MALE, fold, vocabulary

FILES = sorted(path.stem for path in (fixtures_directory() / "vocabularies").glob("*.json"))
# What is assigned to nobody, per country, written down independently of the files: reserved for fiction in the United
# States (NANPA), United Kingdom (Ofcom), Germany (Bundesnetzagentur), France (Arcep) and Sweden (PTS), unassigned
# in the numbering plans of the others.
NOBODYS_NUMBER = {
    "US": r"(\+1 \d{3}-|\(\d{3}\) )555-01##",
    "GB": r"(\+44 |0)(20 7946 0|1\d1 496 0|11[37] 496 0|29 2018 0|7700 900)###",
    "DE": r"(\+49 (\(0\))?|0)((30 23125|69 90009|40 66969|221 4710|89 99998)###|(171 39200|176 040690)##)",
    "AT": r"(\+43 |0)(1|316|662|732|664|676) 0[# ]+",
    "CH": r"(\+41 |0)\d\d 0## ## ##",
    "FR": r"(\+33 |0)(1 99 00|2 61 91|3 53 01|4 65 71|5 36 49|6 39 98) ## ##",
    "NL": r"(\+31 |0)(20|10|30|40|6) 0## [# ]+",
    "ES": r"(\+34 )?3[# ]+",
    "IT": r"(\+39 )?30# ### ####",
    "SE": r"(\+46 |0)(8[ -]465 004 ##|31 390 06 ##|40 628 04 ##|980 319 2##|70[ -]174 06 [1-9]#)",
    "DK": r"\+45 10[# ]+",
    "NO": r"\+47 10[# ]+",
    "FI": r"(\+358 |0)(9|3|2|40|50) 0## ####",
    "PL": r"\+48 (\d\d 0## ## ##|[01]## ### ###)",
    "PT": r"(\+351 )?20# ### ###",
}


def test_every_promised_locale_has_a_file() -> None:
    german, nordic = {"de_DE", "de_AT", "de_CH"}, {"sv_SE", "da_DK", "nb_NO", "fi_FI"}
    others = {"en_US", "en_GB", "fr_FR", "nl_NL", "es_ES", "it_IT", "pl_PL", "pt_PT"}
    assert set(FILES) == german | nordic | others


@pytest.mark.parametrize("locale", FILES)
def test_a_vocabulary_is_rich_and_clean(locale: str) -> None:
    words = vocabulary(locale)
    assert words.locale == locale
    assert words.language == locale[:2]
    assert words.country == locale[3:]
    for gender in (FEMALE, MALE):
        assert len(set(words.first_names[gender])) > 60
        assert len(set(words.last_names[gender])) > 80
        assert len(words.first_mail[gender]) == len(words.first_names[gender])
        assert len(words.last_mail[gender]) == len(words.last_names[gender])
        for form in (*words.first_mail[gender], *words.last_mail[gender]):
            assert re.fullmatch("[a-z0-9]+", form), form
    assert len(words.cities) >= 30
    assert len(words.streets) >= 50
    assert len(set(words.companies)) >= 150
    assert words.pay["low"] < words.pay["high"]
    assert words.pay["period"] in {"YEAR", "MONTH"}
    for city in words.cities:
        assert city.state
        assert re.fullmatch(r"[A-Z0-9#? -]{4,8}", city.zip_code), city


@pytest.mark.parametrize("locale", FILES)
def test_nobody_can_be_called_under_the_numbers(locale: str) -> None:
    words = vocabulary(locale)
    for number in (*words.landlines, *words.mobiles):
        assert re.fullmatch(NOBODYS_NUMBER[words.country], number), number


@pytest.mark.parametrize(
    ("name", "language", "form"),
    [
        ("Müller", "de", "mueller"),
        ("Muñoz", "es", "munoz"),
        ("Strauß", "de", "strauss"),
        ("Søren Ærø", "da", "sorenaero"),
        ("Łukasz Żółć", "pl", "lukaszzolc"),
        ("O'Brien-Smith", "en", "obriensmith"),
        ("d’Angelo", "it", "dangelo"),
        ("Öberg", "sv", "oberg"),
        ("雅婷", "zh", ""),
    ],
)
def test_mail_forms_are_what_people_write(name: str, language: str, form: str) -> None:
    assert fold(name, language) == form


def test_a_locale_without_a_file_is_drawn_the_same_way_every_time() -> None:
    first = vocabulary("cs_CZ")
    vocabulary.cache_clear()
    assert vocabulary("cs_CZ") == first
    assert first.country == "CZ"
    assert first.landlines == ("+999 ### ### ###",)


def test_names_in_another_script_still_have_mail_forms() -> None:
    words = vocabulary("el_GR")
    assert all(words.first_mail[FEMALE])


@pytest.mark.parametrize("locale", ["xx_YY", "en", "", "tlh"])
def test_an_unknown_locale_speaks_american_english(locale: str) -> None:
    assert vocabulary(locale) is vocabulary("en_US")


def test_a_prepared_locale_does_not_import_faker() -> None:
    code = (
        "import sys; from mockserver.world import Plan, generate;"
        "list(generate(Plan('a:b', 1, 'a', 'ATS', ('de_DE',), 5, 1748822400000)));"
        "print([name for name in ('faker', 'jsonschema', 'httpx', 'typer') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_files_are_what_the_script_writes(tmp_path: Path) -> None:
    """So nobody edits a generated file by hand. Names change with Faker's version, the rest may not."""
    yaml = pytest.importorskip("yaml")
    root = Path(__file__).resolve().parents[2]
    for path in sorted((root / "scripts" / "vocabulary").glob("*.yaml")):
        place = yaml.safe_load(path.read_text(encoding="utf-8"))
        locales = [locale for locale in FILES if locale.endswith(path.stem)]
        assert locales, f"no vocabulary was made from {path.name}"
        for locale in locales:
            document = json.loads((fixtures_directory() / "vocabularies" / f"{locale}.json").read_text("utf-8"))
            for key in ("cities", "landlines", "mobiles", "pay", "weekly_hours", "currency", "street_line", "raw_line"):
                assert document[key] == place[key], f"{locale}: {key}"
