"""The person of a new application: from the inputs of the body to the fields of a stored candidate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from mockserver.api.call import Call
from mockserver.api.references import passed_on

# Written as source when none is given. The vendor leaves out what marks a production environment.
DEFAULT_ENVIRONMENT = "Mock environment"
_PRODUCTION = re.compile(r"\s*\(Prod\)$")
_NETWORKS = frozenset({
    "behance", "dribbble", "facebook", "github", "gitlab", "instagram", "linkedin", "medium", "stackoverflow",
    "twitter", "x", "xing", "youtube",
})  # fmt: skip
# Inputs that no answer shows as they are; they are stored under their own names, for the control view of records.
_UNSHOWN = ("gender", "availability_date", "salary_expectations")
# … and lists of them, with what makes an entry one.
_LISTS = {
    "additional_email_addresses": "email_address",
    "additional_phone_numbers": "phone_number",
    "social_links": "url",
}


def candidate_fields(call: Call, stamp: str) -> dict[str, Any]:
    """Give the fields of a candidate that is created at an instant."""
    given: Mapping[str, Any] = call.body.get("candidate", {})
    return {
        "first_name": given.get("first_name"),
        "last_name": given.get("last_name"),
        "company": given.get("company"),
        "title": given.get("title"),
        "confidential": False,
        "source": _source(call),
        "phone_numbers": _contacts("phone_number", given, "additional_phone_numbers"),
        "email_addresses": _contacts("email_address", given, "additional_email_addresses"),
        "social_media": _social_media(call, given),
        "location": _address(given.get("location")),
        "custom_fields": {},
        "integration_fields": [],
        "remote_url": None,
        "remote_created_at": stamp,
        "remote_updated_at": stamp,
        "remote_data": None,
        "tag_ids": [],
        "created_by_api": True,
        **{name: given[name] for name in _UNSHOWN if given.get(name)},
        **{name: entries for name in _LISTS if (entries := _entries(given, name))},
        **about_the_act(call),
    }


def about_the_act(call: Call) -> dict[str, Any]:
    """Give the inputs that belong to the applying, not to the person: consent, who found him or her, remote fields."""
    given = {name: call.body.get(name) for name in ("gdpr_consent", "sourced_by")}
    given["remote_fields"] = passed_on(call)
    return {name: value for name, value in given.items() if value}


def _source(call: Call) -> str:
    """Give the explicit source, else the name of the environment: the vendor's automatic attribution."""
    given = call.body.get("source") or {}
    explicit = given.get("name") or given.get("unified_key") or given.get("id")
    name = str(call.environment.settings.get("name") or DEFAULT_ENVIRONMENT)
    return explicit or _PRODUCTION.sub("", name)


def _entries(given: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Give the entries of a list as far as the connector left them what makes them one."""
    return [entry for entry in given.get(name) or () if _LISTS[name] in entry]


def _contacts(kind: str, given: Mapping[str, Any], additional: str) -> list[dict[str, Any]]:
    """Give the main number or address and the additional ones, each once."""
    entries = [{kind: given.get(kind), "type": None}, *_entries(given, additional)]
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        if value := entry.get(kind):
            found.setdefault(value.casefold(), {kind: value, "type": entry.get("type")})
    return list(found.values())


def _social_media(call: Call, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    hosts = call.view.coverage.rules.social_link_hosts
    kept = []
    for index, link in enumerate(_entries(given, "social_links")):
        if hosts is None or _among(link["url"], hosts):
            kept.append(_profile(link["url"]))
        else:
            call.warnings.append(f"candidate.social_links[{index}]: the tool keeps only links to {', '.join(hosts)}.")
    return kept


def _among(link: str, hosts: Iterable[str]) -> bool:
    host = _host(link)
    return any(host == known or host.endswith(f".{known}") for known in hosts)


def _profile(link: str) -> dict[str, Any]:
    """Give a link as reads show it; network and user name are read off the address, as far as it tells them."""
    network = next((label for label in _host(link).split(".") if label in _NETWORKS), None)
    path = [part for part in link.partition("?")[0].partition("#")[0].split("/")[3:] if part]
    return {
        "link": link,
        "type": network.upper() if network else "WEBSITE",
        "username": path[-1].lstrip("@") if network and path else None,
    }


def _host(link: str) -> str:
    try:
        return urlsplit(link).hostname or ""
    except ValueError:
        return ""


def _address(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Give a location as reads show it, with the whole in `raw`."""
    if not given:
        return None
    town = " ".join(part for part in (given.get("zip_code"), given.get("city")) if part)
    lines = (given.get("street_1"), town, given.get("state"), given.get("country"))
    parts = {key: given.get(key) for key in ("city", "country", "state", "street_1", "zip_code")}
    return {**parts, "street_2": None, "raw": ", ".join(line for line in lines if line)}
