"""Draw fixtures/vocabularies/<locale>.json from Faker and from scripts/vocabulary/<country>.yaml.

Run it when a locale is added or a place file changes, and commit the result:

    python scripts/make_vocabularies.py [LOCALE ...]
"""

from __future__ import annotations

import sys
from pathlib import Path

import orjson
import yaml

from mockserver.world.faker_words import draw

ROOT = Path(__file__).resolve().parent.parent
LOCALES = [
    *("en_US", "en_GB", "de_DE", "de_AT", "de_CH", "fr_FR", "nl_NL", "es_ES"),
    *("it_IT", "sv_SE", "da_DK", "nb_NO", "fi_FI", "pl_PL", "pt_PT"),
]


def main(locales: list[str]) -> None:
    """Write the files of the given locales, or of all."""
    target = ROOT / "fixtures" / "vocabularies"
    target.mkdir(parents=True, exist_ok=True)
    for locale in locales or LOCALES:
        country = locale.partition("_")[2]
        place = yaml.safe_load((ROOT / "scripts" / "vocabulary" / f"{country}.yaml").read_text(encoding="utf-8"))
        document = draw(locale, place)
        lines = [f"{orjson.dumps(key).decode()}:{orjson.dumps(value).decode()}" for key, value in document.items()]
        (target / f"{locale}.json").write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")
        print(f"{locale}: {sum(len(value) for value in document.values() if isinstance(value, list))} entries")


if __name__ == "__main__":
    main(sys.argv[1:])
