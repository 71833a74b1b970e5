"""ASCII files of DATEV's payroll programs: the check of a foreign one, and the writing of our own.

LODAS files describe themselves: sections as in INI files, first `[Allgemein]` with the target, then the layout of the
records, then the records. Lohn und Gehalt files are tables with one line of header. Both are public knowledge; how
strict the real check is nobody says, so it stops at form (docs/fidelity-hris.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.errors import InputInvalid

LODAS = "LODAS"
_GENERAL = "allgemein"
# Which sections hold records, by the type of a file.
_DATA = {"STAMMDATEN": "stammdaten", "BEWEGUNGSDATEN": "bewegungsdaten"}
_SECTIONS = {_GENERAL, "satzbeschreibung", "hinweisdaten", *_DATA.values()}
_SECTION = re.compile(r"\[([^\]]*)\]")
_COMMENT = "*"
_SEPARATOR = ";"
# Consultant, client and month, or the names of the columns.
_LUG_OWNER = re.compile(r"\d{1,7};\d{1,5};(0[1-9]|1[0-2])/\d{4};?")
_PLACE = "$.file_content"

# Whose data they are; nobody has these numbers.
CONSULTANT, CLIENT = 1234567, 99999


@dataclass(frozen=True)
class Table:
    """One kind of record in a file of ours: section, name of the table, and the names of its fields."""

    name: str
    section: str
    table: str
    fields: tuple[str, ...]


EMPLOYEES = Table(
    "mitarbeiter", "Stammdaten", "u_lod_psd_mitarbeiter",
    ("pnr", "duevo_familienname", "duevo_vorname", "geburtsdatum_ttmmjj", "geschlecht", "familienstand",
     "staatsangehoerigkeit", "adresse_strassenname", "adresse_plz", "adresse_ort", "adresse_laenderkz",
     "sozialversicherung_nr", "identifikationsnummer", "eintrittdatum", "austrittdatum", "berufsbezeichnung"),
)  # fmt: skip
COMPENSATIONS = Table(
    "verguetungen", "Stammdaten", "u_lod_psd_festbezuege",
    ("pnr", "gueltig_ab", "gueltig_bis", "lohnart_nr", "betrag", "einheit"),
)  # fmt: skip
ABSENCES = Table(
    "fehlzeiten", "Bewegungsdaten", "u_lod_bwd_fehlzeiten", ("pnr", "von", "bis", "art", "anzahl", "einheit", "status")
)
PAYMENTS = Table(
    "lohnbuchungen", "Bewegungsdaten", "u_lod_bwd_buchung_standard",
    ("abrechnung_zeitraum", "pnr", "la_eigene", "bs_nr", "bs_wert_butab"),
)  # fmt: skip


def check_file(content: str, target_system: str, file_type: str) -> None:
    """Refuse a file that has not the form of its target: header and sections; InputInvalid names the line."""
    lines = [
        (number, line.strip())
        for number, line in enumerate(content.removeprefix("\ufeff").splitlines(), 1)
        if line.strip() and not line.lstrip().startswith(_COMMENT)
    ]
    if not lines:
        raise InputInvalid(f"{_PLACE} holds no line with data.")
    if target_system == LODAS:
        _check_lodas(lines, file_type)
    else:
        _check_lug(lines)


def write(table: Table, rows: Iterable[Sequence[Any]]) -> str:
    """Give a LODAS file with records of one kind."""
    fields = "".join(f"{name}#{'psd' if table.section == 'Stammdaten' else 'bwd'};" for name in table.fields)
    lines = [
        "[Allgemein]",
        f"Ziel={LODAS}",
        "Version_SST=1.0",
        f"BeraterNr={CONSULTANT}",
        f"MandantenNr={CLIENT}",
        "Datumsformat=TT.MM.JJJJ",
        f"Feldtrennzeichen={_SEPARATOR}",
        "Zahlenkomma=,",
        f"Kommentarzeichen={_COMMENT}",
        "",
        "[Satzbeschreibung]",
        f"1;{table.table};{fields}",
        "",
        f"[{table.section}]",
        *("1;" + "".join(f"{_value(value)};" for value in row) for row in rows),
    ]
    return "\r\n".join(lines) + "\r\n"


def german_day(text: str | None) -> str | None:
    """Give a stored day, plain or as an instant, as the files write it."""
    return None if text is None else f"{text[8:10]}.{text[5:7]}.{text[:4]}"


def _check_lodas(lines: Sequence[tuple[int, str]], file_type: str) -> None:
    sections = _sections(lines)
    values = dict(_values(sections[0][1]))
    if values.get("ziel", "").upper() != LODAS:
        raise InputInvalid(f"{_PLACE}: [Allgemein] must say Ziel={LODAS}.")
    separator = values.get("feldtrennzeichen") or _SEPARATOR
    for _, records in sections[1:]:
        for number, line in records:
            if separator not in line:
                raise InputInvalid(f"{_PLACE}: line {number} has no fields separated by {separator[:5]}.")
    held = {name for name, _ in sections} & set(_DATA.values())
    if held and _DATA[file_type] not in held:
        raise InputInvalid(f"{_PLACE}: a file of type {file_type} must hold the section [{_DATA[file_type].title()}].")


def _sections(lines: Sequence[tuple[int, str]]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Give the lines of each section, the first of which is the general one."""
    found: list[tuple[str, list[tuple[int, str]]]] = []
    for number, line in lines:
        head = _SECTION.fullmatch(line)
        name = head[1].strip().lower() if head else None
        if not found and name != _GENERAL:
            raise InputInvalid(f"{_PLACE}: a LODAS file starts with the section [Allgemein], not with {line[:60]!r}.")
        if name is None:
            found[-1][1].append((number, line))
        elif name in _SECTIONS:
            found.append((name, []))
        else:
            raise InputInvalid(f"{_PLACE}: line {number} starts a section that LODAS does not know, {line[:60]!r}.")
    return found


def _values(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    for number, line in lines:
        key, equals, value = line.partition("=")
        if not equals or not key.strip():
            raise InputInvalid(f"{_PLACE}: line {number} of [Allgemein] must be a key and a value with = between.")
        yield key.strip().lower(), value.strip()


def _check_lug(lines: Sequence[tuple[int, str]]) -> None:
    number, header = lines[0]
    if _SECTION.fullmatch(header):
        raise InputInvalid(f"{_PLACE}: line {number} starts a section, which only LODAS files have.")
    names = [name.strip() for name in header.rstrip(_SEPARATOR).split(_SEPARATOR)]
    columns = len(names) > 1 and all(name and not name[0].isdigit() for name in names)
    if not columns and not _LUG_OWNER.fullmatch(header):
        raise InputInvalid(
            f"{_PLACE}: line {number} must be a header: consultant;client;MM/YYYY, or the names of the columns."
        )
    for number, line in lines[1:]:
        if _SEPARATOR not in line:
            raise InputInvalid(f"{_PLACE}: line {number} has no fields separated by {_SEPARATOR}.")


def _value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        whole = isinstance(value, int) or value.is_integer()
        return str(int(value)) if whole else f"{value:.2f}".replace(".", ",")
    # A separator or a line break inside a value would start the next one.
    return "".join(_ansi(" ".join(str(value).replace(_SEPARATOR, ",").split())))


def _ansi(text: str) -> Iterator[str]:
    """Give the letters as far as the files can hold them: without accents that Latin-1 lacks, else as `?`."""
    for letter in unicodedata.normalize("NFC", text):
        if ord(letter) < 256:
            yield letter
        else:
            plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if ord(part) < 256)
            yield plain or "?"
