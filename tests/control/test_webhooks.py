"""Webhooks through public calls: receivers, faults, the log, and everything that makes one leave."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import httpx
import pytest
from kombo import Kombo

from mockserver.app import create_app
from mockserver.server import MockServer
from mockserver.settings import Settings
from mockserver.state.webhooks import TYPES
from tests.webhooks.receiver import Received, Receiver, is_genuine

NOW = "2025-06-02T09:00:00Z"
ASSESSMENT = "assessment:order-received"
INLINE = "inline-assessment:order-received"


class Control:
    """The control API of one environment, as these tests use it."""

    def __init__(self, server: MockServer, key: str) -> None:
        self.server = server
        self.key = key
        self.http = httpx.Client(
            base_url=f"{server.url}/_mock", headers={"Authorization": f"Bearer {key}"}, trust_env=False
        )

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        answer = self.http.request(method, path, json=body, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, method: str, path: str, body: Any = None, status: int = 400) -> str:
        answer = self.http.request(method, path, json=body)
        assert answer.status_code == status, answer.text
        return str(answer.json()["error"]["message"])

    def listen(self, *receivers: Receiver, **options: Any) -> str:
        """Send everything to these, without retries unless told otherwise; give the secret."""
        endpoints = [{"url": receiver.url, "retries": [], **options} for receiver in receivers]
        return str(self.ask("PUT", "/webhooks", {"endpoints": endpoints})["secret"])

    def go_wrong(self, **effect: Any) -> None:
        self.ask("PUT", "/webhooks", {"faults": [{"effect": effect, "times": {"next": 1}}]})

    def deliveries(self, **query: Any) -> list[dict[str, Any]]:
        return list(self.ask("GET", "/webhooks/deliveries", **query)["deliveries"])

    def settled(self, count: int = 1, **query: Any) -> list[dict[str, Any]]:
        """Give the deliveries, oldest first, once so many were attempted."""
        found = self.deliveries(wait=5, count=count, **query)[::-1]
        assert len(found) >= count, found
        return found

    def integration(self, tool: str = "sandbox", category: str = "ATS") -> str:
        return self.server.integration_id(tool, category)

    def happen(self, event: str = "tag_added", category: str = "ATS", **values: Any) -> Any:
        id = self.integration(category=category)
        return self.ask("POST", f"/integrations/{id}/upstream", {"event": event, **values})

    def fire(self, type: str = "sync-finished", **body: Any) -> Any:  # noqa: A002 - its name
        return self.ask("POST", "/webhooks/test", {"type": type, **body})


@pytest.fixture
def control(mock_server: MockServer, api_key: str) -> Iterator[Control]:
    made = Control(mock_server, api_key)
    yield made
    made.http.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


# ── Settings ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_at_first_there_is_nothing(control: Control) -> None:
    assert control.ask("GET", "/webhooks") == {"secret": None, "endpoints": [], "faults": [], "waiting": []}
    answer = control.ask("GET", "/webhooks/deliveries")
    assert answer == {
        "deliveries": [],
        "count": 0,
        "recorded": 0,
        "dropped": 0,
        "bounds": {"entries": 500, "bytes": 4_000_000},
    }


def test_settings_are_answered_whole(control: Control) -> None:
    body = {
        "secret": "mine",
        "endpoints": [
            {"url": "http://127.0.0.1:9/a"},
            {"id": "jobs", "url": "https://localhost:9/b", "types": ["data-changed"],
             "retries": ["PT5S", "PT1.5S", "P1D"], "timeout_ms": 250, "verify_certificate": False},
        ],
        "faults": [
            {"match": {"type": "data-changed", "endpoint": "jobs"}, "effect": {"delay": "PT1M", "duplicate": 2}},
        ],
    }  # fmt: skip
    expected = {
        "secret": "mine",
        "endpoints": [
            {"id": "endpoint-1", "url": "http://127.0.0.1:9/a", "types": [], "retries": ["PT10S", "PT60S", "PT600S"],
             "timeout_ms": 15000, "verify_certificate": True},
            {"id": "jobs", "url": "https://localhost:9/b", "types": ["data-changed"],
             "retries": ["PT5S", "PT1.500S", "PT86400S"], "timeout_ms": 250, "verify_certificate": False},
        ],
        "faults": [
            {"match": {"type": "data-changed", "endpoint": "jobs"}, "effect": {"delay": "PT60S", "duplicate": 2},
             "times": {"always": True}, "matched": 0, "hits": 0, "spent": False},
        ],
        "waiting": [],
    }  # fmt: skip
    assert control.ask("PUT", "/webhooks", body) == expected
    assert control.ask("GET", "/webhooks") == expected
    # What is left out stays, and what was answered can be sent back.
    assert control.ask("PUT", "/webhooks", {"secret": "mine"}) == expected
    again = {"endpoints": expected["endpoints"]}
    assert control.ask("PUT", "/webhooks", again) == expected


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "$"),
        ({"endpoint": []}, "'endpoints'"),
        ({"endpoints": [{}]}, "$.endpoints[0].url is required"),
        ({"endpoints": [{"url": "http://169.254.169.254/"}]}, "$.endpoints[0].url: 169.254.169.254 is a link-local"),
        ({"endpoints": [{"url": "http://example.com/"}]}, "--allow-webhook-host example.com"),
        ({"endpoints": [{"url": "http://127.0.0.1/", "types": ["data-change"]}]}, "'data-changed'"),
        ({"endpoints": [{"url": "http://127.0.0.1/", "retries": ["soon"]}]}, "retries[0]: not an ISO 8601"),
        ({"endpoints": [{"url": "http://127.0.0.1/", "retries": ["PT1S", "P9999D"]}]}, "retries[1]: a wait"),
        ({"endpoints": [{"url": "http://127.0.0.1/", "retries": ["-PT1S"]}]}, "retries[0]: a wait"),
        ({"endpoints": [{"url": "http://127.0.0.1/", "timeout_ms": 0}]}, "$.endpoints[0].timeout_ms"),
        ({"endpoints": [{"id": "a", "url": "http://127.0.0.1/"}] * 2}, "$.endpoints[1].id: 'a' is there twice"),
        ({"faults": [{"effect": {}}]}, "$.faults[0].effect"),
        ({"faults": [{"effect": {"dorp": True}}]}, "did you mean 'drop'"),
        ({"faults": [{"effect": {"drop": True, "delay": "PT1S"}}]}, "delay and drop exclude one another"),
        ({"faults": [{"effect": {"mis_sign": True, "unsigned": True}}]}, "mis_sign and unsigned exclude one another"),
        ({"faults": [{"effect": {"delay": "1 minute"}}]}, "$.faults[0].effect.delay: not an ISO 8601"),
        ({"faults": [{"effect": {"drop": True}, "match": {"endpoint": "endpoint-1"}}]}, ".match.endpoint: "),
        ({"faults": [{"effect": {"drop": True}, "match": {"integration_id": "x"}}]}, ".match.integration_id: "),
        ({"faults": [{"effect": {"drop": True}, "times": {"nxt": 1}}]}, "did you mean 'next'"),
    ],
)  # fmt: skip
def test_bad_settings_are_refused_and_change_nothing(control: Control, body: dict[str, Any], message: str) -> None:
    before = control.ask("GET", "/webhooks")
    assert message in control.refused("PUT", "/webhooks", body)
    assert control.ask("GET", "/webhooks") == before


def test_environments_have_settings_of_their_own(mock_server: MockServer, control: Control, receiver: Receiver) -> None:
    control.listen(receiver)
    other = Control(mock_server, f"{control.key}-2")
    assert other.ask("GET", "/webhooks")["endpoints"] == []
    other.happen()
    control.fire()
    control.settled()
    assert receiver.types == ["sync-finished"]
    other.http.close()


# ── What makes one leave ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_in_the_tool_is_announced_with_the_names_of_what_changed(control: Control, receiver: Receiver) -> None:
    secret = control.listen(receiver)
    control.happen("candidate_applies", first_name="Zoë", email="zoe@example.com")
    [delivery] = control.settled(type="data-changed")
    [request] = receiver.received
    assert is_genuine(secret, request)
    assert request.event == delivery["event"]
    assert request.body.decode() == delivery["body"]
    assert request.event["data"] == {
        "integration_id": control.integration(),
        "integration_tool": "sandbox",
        "integration_category": "ATS",
        "changed_models": [{"name": "ats_candidates"}, {"name": "ats_applications"}],
    }
    assert (delivery["status"], delivery["integration_id"]) == ("delivered", control.integration())


def test_writes_through_the_api_are_not_announced(
    control: Control, receiver: Receiver, sdk: Callable[[str, str], Kombo]
) -> None:
    control.listen(receiver)
    kombo = sdk("sandbox", "ATS")
    page = kombo.ats.get_candidates()
    assert page is not None
    candidate = page.result.data.results[0].id
    kombo.ats.add_candidate_tag(candidate_id=candidate, tag={"name": "Written"})
    control.fire()
    control.settled()
    assert receiver.types == ["sync-finished"]


def test_an_integration_is_announced_from_its_first_day_to_its_last(control: Control, receiver: Receiver) -> None:
    control.listen(receiver)
    added = control.ask("POST", "/integrations", {"tool": "hrworks", "category": "HRIS"})["id"]
    path = f"/integrations/{added}"
    control.ask("PATCH", path, {"status": "INVALID"})
    control.ask("PATCH", path, {"status": "INVALID"})
    control.ask("PATCH", path, {"qa_status": "FAILED"})
    control.ask("DELETE", path)
    control.settled(4)
    created, invalid, failed, deleted = [request.event for request in receiver.received]
    end_user = created["data"]["end_user"]
    assert created["type"] == "integration-created"
    assert created["data"] == {"id": added, "tool": "hrworks", "category": "HRIS", "end_user": end_user}
    assert (invalid["type"], invalid["data"]["state"], invalid["data"]["qa_status"]) == (
        "integration-state-changed", "INVALID", "PASSED",
    )  # fmt: skip
    assert invalid["data"]["integration_id"] == added
    assert failed["data"]["qa_status"] == "FAILED"
    assert deleted["type"] == "integration-deleted"
    assert deleted["data"] == {**created["data"], "deleted_at": "2025-06-02T09:00:00.000Z"}


def test_an_integration_that_is_deleted_through_the_api_is_announced(
    control: Control, receiver: Receiver, sdk: Callable[[str, str], Kombo]
) -> None:
    control.listen(receiver)
    id = control.integration("careerplug")
    sdk("careerplug", "ATS").general.delete_integration(integration_id=id, body={})
    control.settled()
    assert (receiver.types, receiver.received[0].event["data"]["id"]) == (["integration-deleted"], id)


def test_the_connection_flow_is_announced(control: Control, receiver: Receiver, client: httpx.Client) -> None:
    control.listen(receiver)
    body = {
        "end_user_email": "hr@example.com",
        "end_user_organization_name": "Müller & Söhne 株式会社 🎉",
        "integration_category": "ATS",
    }
    link = client.post("/connect/create-link", json=body).json()["data"]["link"]
    headers = {b"Authorization": f"Bearer {link.partition('token=')[2]}".encode()}

    def act(what: str, **values: Any) -> None:
        url = f"{control.server.url}/_connect/{what}"
        httpx.post(url, headers=headers, json=values, trust_env=False).raise_for_status()

    act("fail")  # before a tool was chosen
    act("fail", tool="lever")
    act("finish", tool="lever")
    control.settled(2)
    failed, created = [request.event for request in receiver.received]
    end_user = {
        "organization_name": body["end_user_organization_name"],
        "creator_email": "hr@example.com",
        "origin_id": None,
    }
    assert failed["type"] == "connection-flow-failed"
    assert failed["data"].pop("log_url").startswith("https://")
    assert failed["data"] == {"integration_tool": "lever", "integration_category": "ATS", "end_user": end_user}
    assert created["type"] == "integration-created"
    assert (created["data"]["tool"], created["data"]["end_user"]) == ("lever", end_user)


def open_orders(control: Control, client: httpx.Client) -> dict[str, Any]:
    """Give the orders that wait, by id, as the API lists them."""
    headers = {"X-Integration-Id": control.integration(category="ASSESSMENT")}
    query = {"statuses": "OPEN", "page_size": "250"}
    answer = client.get("/assessment/orders", headers=headers, params=query).json()
    return {order["id"]: order for order in answer["data"]["results"]}


def test_an_order_that_is_taken_stays_open(control: Control, receiver: Receiver, client: httpx.Client) -> None:
    control.listen(receiver)
    order = control.happen("assessment_order", "ASSESSMENT", candidate={"first_name": "Zoë"})["order"]
    control.settled()
    [event] = [request.event for request in receiver.received]
    assert event["type"] == ASSESSMENT
    shown = open_orders(control, client)[order["id"]]
    integration_id = control.integration(category="ASSESSMENT")
    assert event["data"] == {**shown, "integration_id": integration_id}
    assert event["data"]["candidate"]["first_name"] == "Zoë"


@pytest.mark.parametrize("body", [b'{"message": "No licences left"}', b'{"error": {"message": "No licences left"}}'])
def test_an_order_that_is_answered_with_422_is_rejected(
    control: Control, receiver: Receiver, client: httpx.Client, body: bytes
) -> None:
    control.listen(receiver, retries=["PT1S"])
    receiver.answer(422, body=body)
    order = control.happen("assessment_order", "ASSESSMENT")["order"]
    [delivery] = control.settled()
    assert (delivery["status"], delivery["attempts"][0]["status"], delivery["retry_at"]) == ("delivered", 422, None)
    assert order["id"] not in open_orders(control, client)
    path = f"/integrations/{control.integration(category='ASSESSMENT')}/records/orders/{order['id']}"
    stored = control.ask("GET", path)
    assert (stored["status"], stored["rejection_message"]) == ("REJECTED", "No licences left")


def test_any_other_error_accepts_the_order(control: Control, receiver: Receiver, client: httpx.Client) -> None:
    control.listen(receiver)
    receiver.answer(500, body=b'{"message": "down"}')
    order = control.happen("assessment_order", "ASSESSMENT")["order"]
    control.settled(status="failed")
    assert order["id"] in open_orders(control, client)


def test_an_inline_order_gets_the_address_that_was_answered(control: Control, receiver: Receiver) -> None:
    control.listen(receiver)
    receiver.answer(200, body=b'{"assessment_url": "https://assess.example.com/17"}')
    receiver.answer(200, body=b"{}")
    first = control.happen("assessment_order", "ASSESSMENT", inline=True)["order"]
    second = control.happen("assessment_order", "ASSESSMENT", inline=True)["order"]
    deliveries = control.settled(2)
    assert receiver.types == [INLINE, INLINE]
    path = f"/integrations/{control.integration(category='ASSESSMENT')}/records/orders"
    assert control.ask("GET", f"{path}/{first['id']}")["assessment_url"] == "https://assess.example.com/17"
    assert "assessment_url" not in control.ask("GET", f"{path}/{second['id']}")
    assert deliveries[1]["attempts"][0]["problem"] == "the answer has no assessment_url that is a web address"


# ── Promises ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_check_made_from_the_vendors_words_takes_every_webhook_but_the_wrong_one(
    control: Control, receiver: Receiver
) -> None:
    secret = control.listen(receiver)
    for name in TYPES:
        control.fire(name)
    control.fire("integration-created", data={"tool": "Zoë & Söhne 株式会社 \u2028 🎉 \"'<>\\"})
    control.go_wrong(mis_sign=True)
    control.fire()
    control.go_wrong(unsigned=True)
    control.fire()
    control.settled(len(TYPES) + 3)
    assert receiver.types[: len(TYPES)] == list(TYPES)
    assert [is_genuine(secret, request) for request in receiver.received] == [True] * 12 + [False] * 2
    # A rotated secret ends what the old one could check.
    control.ask("PUT", "/webhooks", {"secret": "rotated"})
    control.fire()
    control.settled(1, after=14)
    assert not is_genuine(secret, receiver.received[-1])
    assert is_genuine("rotated", receiver.received[-1])


def test_a_change_can_be_read_before_its_webhook_leaves(
    control: Control, receiver: Receiver, client: httpx.Client
) -> None:
    seen: list[list[str]] = []

    def look(request: Received) -> None:
        headers = {"X-Integration-Id": request.event["data"]["integration_id"]}
        query = {"email": "early@example.com"}
        answer = client.get("/ats/candidates", headers=headers, params=query).json()
        seen.append([candidate["first_name"] for candidate in answer["data"]["results"]])

    receiver.looks = look
    control.listen(receiver)
    control.happen("candidate_applies", first_name="Early", email="early@example.com")
    control.settled()
    assert seen == [["Early"]]


def test_a_slow_receiver_slows_no_answer_and_no_stop(receiver: Receiver) -> None:
    receiver.holds = True
    with MockServer(now=NOW) as server:
        control = Control(server, "key")
        control.listen(receiver)
        control.happen()
        receiver.wait_for(1)
        for _ in range(20):
            began = monotonic()
            control.happen()
            assert monotonic() - began < 1
        assert [entry["status"] for entry in control.deliveries()] == ["waiting"] * 21
        control.http.close()
        began = monotonic()
    assert monotonic() - began < 2


def test_waiting_for_a_delivery_keeps_nobody_else_waiting(control: Control, receiver: Receiver) -> None:
    control.listen(receiver)
    found: list[list[dict[str, Any]]] = []
    waiting = threading.Thread(target=lambda: found.append(control.deliveries(wait=10, type="data-changed")))
    waiting.start()
    began = monotonic()
    control.fire("sync-finished")
    control.happen()
    waiting.join()
    assert monotonic() - began < 5
    assert [entry["type"] for entry in found[0]] == ["data-changed"]


def test_waiting_ends_when_its_time_is_over(control: Control, receiver: Receiver) -> None:
    control.listen(receiver)
    control.fire()
    began = monotonic()
    assert control.deliveries(wait=1, type="data-changed") == []
    assert 0.9 < monotonic() - began < 5
    assert len(control.deliveries(wait=1, count=2)) == 1


def test_the_log_is_filtered_newest_first(control: Control, receiver: Receiver) -> None:
    with Receiver() as other:
        control.listen(receiver, other)
        control.happen()
        control.fire("sync-finished", integration_id=control.integration("hrworks", "HRIS"))
        control.settled(4)
    everything = control.deliveries()
    assert [entry["number"] for entry in everything] == [4, 3, 2, 1]
    assert [entry["number"] for entry in control.deliveries(type="data-changed")] == [2, 1]
    assert [entry["number"] for entry in control.deliveries(integration_id=control.integration())] == [2, 1]
    assert [entry["number"] for entry in control.deliveries(endpoint="endpoint-2")] == [4, 2]
    assert [entry["number"] for entry in control.deliveries(event_id=everything[0]["event_id"])] == [4, 3]
    assert [entry["number"] for entry in control.deliveries(after=3)] == [4]
    assert [entry["number"] for entry in control.deliveries(limit=1)] == [4]
    assert control.deliveries(status="failed") == []
    assert "status" in control.refused("GET", "/webhooks/deliveries?status=deliverd")
    assert "type" in control.refused("GET", "/webhooks/deliveries?type=moon-risen")
    assert "did you mean 'type'" in control.refused("GET", "/webhooks/deliveries?typ=data-changed")


def test_retries_follow_the_clock_of_the_environment(control: Control, receiver: Receiver) -> None:
    receiver.answer(500, 503)
    control.listen(receiver, retries=["PT10S", "PT1M"])
    control.fire()
    [delivery] = control.settled(status="retrying")
    assert delivery["retry_at"] == "2025-06-02T09:00:10.000Z"
    [waiting] = control.ask("GET", "/webhooks")["waiting"]
    assert (waiting["id"], waiting["attempt"], waiting["leaves_at"]) == (delivery["id"], 2, delivery["retry_at"])
    control.ask("POST", "/clock/advance", {"by": "PT10S"})
    receiver.wait_for(2)
    control.settled(status="retrying")
    control.ask("POST", "/clock/advance", {"by": "PT1M"})
    [delivered] = control.settled(status="delivered")
    assert [attempt["status"] for attempt in delivered["attempts"]] == [500, 503, 200]
    assert [attempt["at"][11:19] for attempt in delivered["attempts"]] == ["09:00:00", "09:00:10", "09:01:10"]
    assert len({request.body for request in receiver.received}) == 1


def test_a_running_clock_retries_without_any_request(receiver: Receiver) -> None:
    receiver.answer(500, 500)
    with MockServer() as server:
        control = Control(server, "key")
        control.listen(receiver, retries=["PT0.05S", "PT0.05S"])
        control.fire()
        receiver.wait_for(3)
        control.settled(status="delivered")
        control.http.close()


def test_deliveries_go_wrong_on_demand(control: Control, receiver: Receiver) -> None:
    control.listen(receiver)
    effects: dict[str, dict[str, Any]] = {
        "late": {"delay": "PT1M"},
        "overtaken": {"reorder": True},
        "lost": {"drop": True},
        "twice": {"duplicate": 2},
    }
    for name, effect in effects.items():
        control.go_wrong(**effect)
        control.fire("data-changed", data={"integration_tool": name})
    control.settled(4)  # the lost one, twice the one that came next, and then the one that it overtook
    control.ask("POST", "/clock/advance", {"by": "PT1M"})
    receiver.wait_for(4)
    assert [request.event["data"]["integration_tool"] for request in receiver.received] == [
        "twice", "overtaken", "twice", "late",
    ]  # fmt: skip
    assert [entry["event"]["data"]["integration_tool"] for entry in control.settled(status="dropped")] == ["lost"]
    [rule] = control.ask("GET", "/webhooks")["faults"]
    assert (rule["matched"], rule["hits"], rule["spent"]) == (1, 1, True)


def test_a_replay_is_the_same_webhook_once_more(control: Control, receiver: Receiver) -> None:
    control.listen(receiver)
    receiver.answer(500)
    control.fire()
    [delivery] = control.settled(status="failed")
    replayed = control.ask("POST", f"/webhooks/deliveries/{delivery['id']}/replay")
    assert replayed["id"] == delivery["id"]
    [again] = control.settled(status="delivered")
    assert [attempt["status"] for attempt in again["attempts"]] == [500, 200]
    assert receiver.received[0] == receiver.received[1]
    control.ask("PUT", "/webhooks", {"endpoints": []})
    assert "was removed" in control.refused("POST", f"/webhooks/deliveries/{delivery['id']}/replay")
    assert "no delivery 'x'" in control.refused("POST", "/webhooks/deliveries/x/replay", status=404)


def test_the_log_is_bounded(control: Control, receiver: Receiver) -> None:
    control.listen(receiver)
    control.ask("PUT", "/webhooks", {"faults": [{"effect": {"duplicate": 10}}]})
    for _ in range(51):
        control.fire()
    control.deliveries(wait=5, after=509)
    answer = control.ask("GET", "/webhooks/deliveries", limit=500)
    assert (len(answer["deliveries"]), answer["recorded"], answer["dropped"]) == (500, 510, 10)


def test_a_reset_begins_anew(control: Control, receiver: Receiver) -> None:
    control.listen(receiver)
    control.happen()
    control.settled()
    control.ask("POST", "/reset")
    assert control.ask("GET", "/webhooks")["endpoints"] == []
    assert control.deliveries() == []
    control.listen(receiver)
    control.happen()
    control.settled()
    assert receiver.received[0] == receiver.received[1]


def test_the_same_calls_give_the_same_webhooks_on_every_server(receiver: Receiver) -> None:
    def history() -> list[Received]:
        before = len(receiver.received)
        with MockServer(now=NOW, seed=7) as server:
            control = Control(server, "key")
            control.listen(receiver)
            control.ask("PUT", "/webhooks", {"faults": [{"effect": {"duplicate": 2}, "times": {"share": 0.5}}]})
            for event in ("candidate_applies", "tag_added", "job_closes"):
                control.happen(event)
            control.happen("assessment_order", "ASSESSMENT")
            control.happen("employee_hired", "HRIS")
            control.settled(5)
            control.http.close()
        return receiver.received[before:]

    first = history()
    assert len(first) >= 5
    assert history() == first


def test_without_a_running_server_asking_for_deliveries_sends_them(receiver: Receiver) -> None:
    async def rehearse() -> list[dict[str, Any]]:
        app = create_app(Settings())
        transport = httpx.ASGITransport(app)
        headers = {"Authorization": "Bearer key"}
        async with httpx.AsyncClient(transport=transport, base_url="http://mock/_mock", headers=headers) as http:
            body = {"endpoints": [{"url": receiver.url, "retries": []}]}
            (await http.put("/webhooks", json=body)).raise_for_status()
            (await http.post("/webhooks/test", json={"type": "sync-finished"})).raise_for_status()
            assert receiver.received == []
            answer = await http.get("/webhooks/deliveries")
        app.state.store.close()
        return list(answer.json()["deliveries"])

    [delivery] = asyncio.run(rehearse())
    assert (delivery["status"], receiver.types) == ("delivered", ["sync-finished"])


# ── Events on request ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_event_on_request_is_about_the_integration_that_is_given(control: Control, receiver: Receiver) -> None:
    control.listen(receiver)
    id = control.integration("hrworks", "HRIS")
    created = control.fire("integration-created", integration_id=id)["data"]
    assert (created["id"], created["tool"], created["category"]) == (id, "hrworks", "HRIS")
    changed = control.fire("integration-state-changed", integration_id=id, data={"state": "INACTIVE"})["data"]
    assert (changed["integration_id"], changed["state"]) == (id, "INACTIVE")
    assert "tool" not in changed
    order = control.fire(ASSESSMENT, integration_id=control.integration(category="ASSESSMENT"))["data"]
    assert order["integration_id"] == control.integration(category="ASSESSMENT")
    assert order["id"] != order["integration_id"]


def test_what_nobody_knows_can_be_sent_too(control: Control, receiver: Receiver) -> None:
    control.listen(receiver)
    control.fire("moon-risen", data={"phase": "full", "id": 7}, unchecked=True)
    control.fire("data-changed", data={"changed_models": [{"name": "ats_moons"}]}, unchecked=True)
    control.settled(2)
    assert [(request.event["type"], request.event["data"]) for request in receiver.received] == [
        ("moon-risen", {"phase": "full", "id": 7}),
        ("data-changed", {"changed_models": [{"name": "ats_moons"}]}),
    ]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "$.type is required"),
        ({"type": "sync-finish"}, "did you mean 'sync-finished'"),
        ({"type": "sync-finished", "integration_id": "x"}, "$.integration_id: no integration 'x'"),
        ({"type": "sync-finished", "data": {"sync_duration_seconds": -1}}, "$.data.sync_duration_seconds"),
        ({"type": "data-changed", "data": {"changed_models": [{"name": "ats_moons"}]}}, "changed_models[0].name"),
        ({"type": "integration-created"}, "no endpoint takes integration-created"),
        ({"type": "sync-finished", "dta": {}}, "did you mean 'data'"),
    ],
)  # fmt: skip
def test_bad_requests_for_events_are_refused(control: Control, body: dict[str, Any], message: str) -> None:
    endpoints = [{"url": "http://127.0.0.1:9/", "types": ["sync-finished", "data-changed"]}]
    control.ask("PUT", "/webhooks", {"endpoints": endpoints})
    assert message in control.refused("POST", "/webhooks/test", body)
    assert control.deliveries() == []
