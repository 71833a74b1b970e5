"""Happenings: what can be made to happen, in the customer's tool, to the connection, to time and to answers."""

from __future__ import annotations

import re
from typing import Any

from mockserver.api.request import Answer
from mockserver.console.actions import Action, Input
from mockserver.console.pages.home import main_of
from mockserver.console.reading import label_of
from mockserver.console.rendering import render, words
from mockserver.console.visit import Visit, page
from mockserver.state.environments import Integration

# What events of a category are offered first, with the inputs worth typing.
_NAMES = (Input("first_name", "First name"), Input("last_name", "Last name"))
_TYPED: dict[str, tuple[Input, ...]] = {
    "candidate_applies": _NAMES,
    "employee_hired": (*_NAMES, Input("job_title", "Job title")),
    "job_opens": (Input("name", "Name of the job"),),
    "days": (Input("count", "Days", "number", value="30", required=True),),
}
_NOT_OFFERED = frozenset({"record_changed", "record_deleted", "dates_arrive"})
_ROW = re.compile(r"^\| (ATS|HRIS|ASSESSMENT|any) \| (.*) \|$", re.MULTILINE)
_SYNC_MODES = (
    ("immediate", "At once: what happens in the tool is read immediately"),
    ("manual", "Manual: after a sync that somebody starts"),
    ("scheduled", "Scheduled: by the clock"),
)


@page("/happenings")
async def happenings(visit: Visit) -> Answer:
    """Show everything that can be made to happen."""
    every = (await visit.control("GET", "/integrations"))["integrations"]
    ids = [each["id"] for each in every]
    wanted = visit.query.get("integration") or visit.integration_id
    chosen = wanted if wanted in ids else ([*(each["id"] for each in main_of(visit, every)), *ids] or [None])[0]
    integration = visit.integration(chosen) if chosen else None
    document = next((each for each in every if each["id"] == chosen), None)
    options = sorted((visit.server.catalog.connector(e["tool"]).label, e["category"], e["id"]) for e in every)
    return render(
        visit,
        "happenings.html",
        options=options,
        integration=integration,
        document=document,
        label=label_of(visit, integration) if integration else "",
        events=_events(visit, integration) if integration else [],
        connection=_connection(integration) if integration else [],
        syncs=_syncs(integration, document) if integration and document else [],
        clock=await visit.control("GET", "/clock"),
        clock_actions=_CLOCK,
        **await _faults(visit),
        **await _webhooks(visit),
        **await _snapshots(visit),
    )


def _events(visit: Visit, integration: Integration) -> list[Action]:
    """Give the events of the integration's category, explained by the description of the control API."""
    description = visit.server.control_description
    table = description.document()["paths"]["/integrations/{integration_id}/upstream"]["post"]["description"]
    names = [
        name
        for category, cell in _ROW.findall(table)
        if category in (integration.category, "any")
        for name in re.findall(r"`(\w+)`", cell)
        if name not in _NOT_OFFERED
    ]
    path = f"/_mock/integrations/{integration.id}/upstream"
    return [
        Action(
            "Live through days" if name == "days" else words(name), "POST", path, {"event": name},
            _TYPED.get(name, ()), help=description.schema(f"Upstream.{name}").get("description", "").replace("`", ""),
        )
        for name in names
    ]  # fmt: skip


# Label, what is changed of the integration, and what that means.
_CONNECTION: tuple[tuple[str, dict[str, Any], str], ...] = (
    (
        "Break the connection",
        {"status": "INVALID"},
        "Writes and syncs are refused until it is reconnected; reads answer what was synced before.",
    ),
    ("Reconnect", {"status": "ACTIVE", "credentials": "valid"}, "Everything works again."),
    (
        "Let the credentials die",
        {"credentials": "broken"},
        "The tool refuses writes and syncs; three days of that make the integration invalid.",
    ),
    ("Take the permission to write", {"settings": {"remote_permission": False}}, "The tool refuses every write."),
    ("Give the permission back", {"settings": {"remote_permission": None}}, "Writes are possible again."),
)


def _connection(integration: Integration) -> list[Action]:
    path = f"/_mock/integrations/{integration.id}"
    return [Action(label, "PATCH", path, body, help=text) for label, body, text in _CONNECTION]


def _syncs(integration: Integration, document: dict[str, Any]) -> list[Action]:
    path = f"/_mock/integrations/{integration.id}"
    mode = Input("syncs.mode", "Mode", "select", _SYNC_MODES, document["syncs"]["mode"])
    return [
        Action("Sync now", "POST", f"{path}/sync", {"type": "FULL"}, help="A full sync from start to end."),
        Action("Sync what changed", "POST", f"{path}/sync", {"type": "DELTA"}, help="A sync of the changes only."),
        Action("Set how changes are read", "PATCH", path, {"syncs": {}}, (mode,)),
    ]


_CLOCK = [
    Action("One hour later", "POST", "/_mock/clock/advance", {"by": "PT1H"}),
    Action("One day later", "POST", "/_mock/clock/advance", {"by": "P1D"}),
    Action("Thirty days later", "POST", "/_mock/clock/advance", {"by": "P30D"}),
    Action("Stop the clock", "PUT", "/_mock/clock", {"mode": "frozen"}),
    Action("Let the clock run", "PUT", "/_mock/clock", {"mode": "running"}),
]


async def _faults(visit: Visit) -> dict[str, Any]:
    presets = (await visit.control("GET", "/faults/presets"))["presets"]
    armed = (await visit.control("GET", "/faults"))["faults"]
    options = tuple((each["name"], f"{words(each['name'])}: {each['summary']}") for each in presets)
    limits = await visit.control("GET", "/limits")
    inputs = (
        Input("preset", "What goes wrong", "select", options, options[0][0], required=True),
        Input("times.next", "For the next so many requests", "number", value="1"),
    )
    requests = (limits["requests"] or {}).get("count", "")
    return {
        "arm": Action(
            "Arm", "POST", "/_mock/faults", {}, inputs,
            help="It strikes clients, and what is done here through the API; looking uses up nothing.",
        ),
        "armed": [
            (each, Action("Disarm", "DELETE", f"/_mock/faults/{each['id']}")) for each in armed
        ],
        "limits": limits,
        "limit_actions": [
            Action(
                "Limit", "PUT", "/_mock/limits", {"requests": {"window_seconds": 60}},
                (Input("requests.count", "Requests in a minute", "number", value=str(requests or 60), required=True),),
            ),
            Action("Limit nothing", "PUT", "/_mock/limits", {}),
        ],
    }  # fmt: skip


async def _webhooks(visit: Visit) -> dict[str, Any]:
    settings = await visit.control("GET", "/webhooks")
    deliveries = await visit.control("GET", "/webhooks/deliveries", limit=30)
    kept = [{name: value for name, value in each.items() if name != "id"} for each in settings["endpoints"]]
    address = Input(f"endpoints.{len(kept)}.url", "Address on this machine", "url", required=True)
    return {
        "endpoints": [
            (each, Action("Remove", "PUT", "/_mock/webhooks", {"endpoints": [*kept[:index], *kept[index + 1 :]]}))
            for index, each in enumerate(settings["endpoints"])
        ],
        "add_endpoint": Action("Send webhooks there", "PUT", "/_mock/webhooks", {"endpoints": kept}, (address,)),
        "fire": Action("Send an example", "POST", "/_mock/webhooks/test", {"type": "data-changed"}),
        "deliveries": [
            (each, Action("Send again", "POST", f"/_mock/webhooks/deliveries/{each['id']}/replay"))
            for each in deliveries["deliveries"]
        ],
    }


async def _snapshots(visit: Visit) -> dict[str, Any]:
    found = (await visit.control("GET", "/snapshots"))["snapshots"]
    return {
        "reset": Action("Reset everything", "POST", "/_mock/reset", help="Back to the seed: what was written is gone."),
        "take": Action("Take a snapshot", "POST", "/_mock/snapshots", {}, (Input("name", "Name"),)),
        "snapshots": [
            (
                each,
                Action("Go back to it", "POST", f"/_mock/snapshots/{each['id']}/restore"),
                Action("Forget it", "DELETE", f"/_mock/snapshots/{each['id']}"),
            )
            for each in found
        ],
    }
