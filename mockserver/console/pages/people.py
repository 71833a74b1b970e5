"""People: who reports to whom, and who is away when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from mockserver.api.request import Answer
from mockserver.console.columns import title_of
from mockserver.console.reading import every, integration_head, view_of, why_uncovered
from mockserver.console.rendering import render
from mockserver.console.visit import Visit, link, page
from mockserver.state.environments import Integration

_MOST_PEOPLE, _MOST_ABSENCES, _MOST_ROWS = 500, 1000, 60
_GONE = "INACTIVE"


@page("/organisation/{id}")
async def organisation(visit: Visit, id: str) -> Answer:
    """Show the employees below their managers."""
    integration = visit.integration(id)
    people, more = every(visit, integration, "hris_employees", _MOST_PEOPLE)
    here = [each for each in people if each.get("employment_status") != _GONE]
    known = {each["id"] for each in here}
    below: dict[str | None, list[dict[str, Any]]] = {}
    for each in here:
        manager = each.get("manager_id")
        below.setdefault(manager if manager in known and manager != each["id"] else None, []).append(each)
    why = why_uncovered(visit, integration, view_of(visit, integration), "hris_employees", "manager_id")
    return render(
        visit,
        "organisation.html",
        **integration_head(visit, integration, "organisation"),
        tree=_tree(below, None, id, set()),
        number=len(here),
        more=more,
        why=why,
    )


def _tree(
    below: dict[str | None, list[dict[str, Any]]], manager: str | None, id: str, seen: set[str]
) -> list[dict[str, Any]]:
    nodes = []
    for each in below.get(manager, ()):
        if each["id"] not in seen:
            seen.add(each["id"])
            nodes.append(
                {
                    "title": title_of(each),
                    "job": each.get("job_title"),
                    "status": each.get("employment_status"),
                    "href": link("data", id, "hris_employees", each["id"]),
                    "below": _tree(below, each["id"], id, seen),
                }
            )
    return nodes


@page("/calendar/{id}")
async def calendar(visit: Visit, id: str) -> Answer:
    """Show who is away in a month."""
    integration = visit.integration(id)
    now = (await visit.control("GET", "/clock"))["now"]
    first = _month(visit.query.get("month"), date.fromisoformat(now[:10]).replace(day=1))
    following = (first + timedelta(days=31)).replace(day=1)
    days = [first + timedelta(days=number) for number in range((following - first).days)]
    away = _absences(visit, integration, first, following)
    shown = dict(list(away.items())[:_MOST_ROWS])
    return render(
        visit,
        "calendar.html",
        **integration_head(visit, integration, "calendar"),
        month=first.strftime("%B %Y"),
        before=link("calendar", id, month=(first - timedelta(days=1)).strftime("%Y-%m")),
        after=link("calendar", id, month=following.strftime("%Y-%m")),
        days=[{"number": day.day, "weekend": day.weekday() > 4, "today": day.isoformat() == now[:10]} for day in days],
        rows=list(_rows(visit, integration, shown, days)),
        left_out=len(away) - len(shown),
    )


def _month(text: str | None, otherwise: date) -> date:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return otherwise
    return found if 1900 < found.year < 2200 else otherwise


def _absences(visit: Visit, integration: Integration, first: date, following: date) -> dict[str, list[dict[str, Any]]]:
    """Give the absences that touch the month, by employee."""
    query = {"date_from": first.isoformat(), "date_until": following.isoformat(), "ignore_unsupported_filters": "true"}
    found, _ = every(visit, integration, "hris_absences", _MOST_ABSENCES, **query)
    by_employee: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        begin, end = (each.get("start_date") or "")[:10], (each.get("end_date") or each.get("start_date") or "")[:10]
        if begin and begin < following.isoformat() and end >= first.isoformat():
            by_employee.setdefault(each["employee_id"], []).append({**each, "begin": begin, "end": end})
    return by_employee


def _rows(
    visit: Visit, integration: Integration, away: dict[str, list[dict[str, Any]]], days: list[date]
) -> Iterable[dict[str, Any]]:
    names = {}
    if view_of(visit, integration).has_model("hris_employees"):
        people, _ = every(visit, integration, "hris_employees", _MOST_ROWS, ids=",".join(away))
        names = {each["id"]: title_of(each) for each in people}
    for employee, absences in away.items():
        cells = []
        for day in days:
            found = next((each for each in absences if each["begin"] <= day.isoformat() <= each["end"]), None)
            cells.append(None if found is None else _cell(integration.id, found))
        yield {"title": names.get(employee, employee), "cells": cells,
               "href": link("data", integration.id, "hris_employees", employee)}  # fmt: skip


def _cell(id: str, absence: dict[str, Any]) -> dict[str, str]:
    status = str(absence.get("status") or "UNKNOWN")
    kind = (absence.get("type") or {}).get("name") or "Away"
    return {
        "status": status.lower() if status in ("APPROVED", "REQUESTED", "DECLINED", "CANCELLED") else "other",
        "told": f"{kind}, {status.lower()}",
        "letter": kind[:1].upper(),
        "href": link("data", id, "hris_absences", absence["id"]),
    }
