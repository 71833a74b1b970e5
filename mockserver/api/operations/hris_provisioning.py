"""Provisioning: which employees should have an account on the client's side."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from mockserver.api.call import Call, handles
from mockserver.errors import ModelDisabled, NotFound
from mockserver.state.records import Record

GROUP = "default"
EMPLOYEES = "hris_employees"
_WITHOUT_ACCOUNT = "INACTIVE"


@handles("PostHrisProvisioningGroupsGroupIdDiff")
def provisioning_diff(call: Call) -> Any:
    """Sort accounts and employees into three lists: to make, to remove, to keep; each account is in one of them.

    Everybody but those who left should have an account. An e-mail address says whose it is, whatever its capitals.
    """
    if (group := call.path["group_id"]) != GROUP:
        raise NotFound(f"group_id: there is only the group {GROUP!r}, not {group[:60]!r}.")
    if EMPLOYEES in call.view.disabled_models:
        # Nobody can be seen then, and whoever believed that would close every account.
        raise ModelDisabled(f"The model {EMPLOYEES!r} is disabled in the scope config of this integration.")
    records = call.records
    everybody = list(records.all(EMPLOYEES))
    entitled: dict[str, Record] = {}
    for employee, shown in zip(everybody, call.view.reading.shown(EMPLOYEES, records, everybody), strict=True):
        address = _address(call, employee)
        if address is not None and shown["employment_status"] != _WITHOUT_ACCOUNT:
            entitled.setdefault(normalized(address), employee)
    wanted = call.body["options"]["employee_fields"]
    answers = call.shapes.of(call.view, EMPLOYEES, _employee_schema(call)).answers(records, list(entitled.values()))
    told = {key: {name: answer[name] for name in wanted} for key, answer in zip(entitled, answers, strict=True)}
    accounts = [(normalized(user["email"]), user) for user in call.body["provisioned_users"]]
    have_one = {key for key, _ in accounts}
    return {
        "users": {
            "to_provision": [
                {"email": _address(call, employee), "employee": told[key]}
                for key, employee in entitled.items()
                if key not in have_one
            ],
            "to_deprovision": [_account(user) for key, user in accounts if key not in entitled],
            "already_provisioned": [
                {**_account(user), "employee": told[key]} for key, user in accounts if key in entitled
            ],
        }
    }


def normalized(address: str) -> str:
    """Give the form in which addresses are compared: without blanks around, capitals or compatibility letters."""
    return unicodedata.normalize("NFKC", address).strip().casefold()


def _address(call: Call, employee: Record) -> str | None:
    """Give the address that the connector tells: at work, or where it knows of no such thing, in private."""
    name = next((name for name in ("work_email", "personal_email") if call.view.covers(EMPLOYEES, name)), None)
    return None if name is None else employee[name]


def _account(user: Mapping[str, str]) -> dict[str, str]:
    return {"origin_id": user["origin_id"], "email": user["email"]}


def _employee_schema(call: Call) -> dict[str, Any]:
    users = call.operation.answer_schema["properties"]["users"]["properties"]
    schema: dict[str, Any] = users["to_provision"]["items"]["properties"]["employee"]
    return schema
