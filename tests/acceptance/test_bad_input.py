"""Bad input of every kind, over a real socket: a clear refusal in the vendor's envelope, and nothing stored."""

from __future__ import annotations

import gzip
import http.client
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from kombo.errors.komboatserror import KomboAtsErrorData
from kombo.errors.kombogeneralerror import KomboGeneralErrorData
from kombo.errors.kombohriserror import KomboHrisErrorData

from mockserver.server import MockServer
from tests.acceptance.actions import found, live
from tests.acceptance.actions_ats import ATS
from tests.acceptance.actions_hris import HRIS
from tests.acceptance.described import Tool

SDK_ERRORS: dict[str, Any] = {"ats": KomboAtsErrorData, "assessment": KomboAtsErrorData, "hris": KomboHrisErrorData}
INVALID = "PLATFORM.INPUT_INVALID"
PERSON = {"first_name": "Frida", "last_name": "Okafor", "email_address": "frida@example.com"}
NOBODY = "26vafvWSRmbhNcxJYqjCzuJg"
JSON = {"content-type": "application/json"}


def check_refusal(answer: httpx.Response, status: int, code: str | None, told: str = "") -> None:
    """Demand a refusal as the vendor writes it, that the SDK can read, with the full reason in a header."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    document = answer.json()
    assert document.keys() == {"status", "error"}
    assert document["error"].keys() == {"code", "title", "message", "log_url"}
    assert (document["status"], document["error"]["code"]) == ("error", code), answer.text
    assert told in document["error"]["message"]
    head = answer.request.url.path.removeprefix("/v1").lstrip("/").partition("/")[0]
    SDK_ERRORS.get(head, KomboGeneralErrorData).model_validate_json(answer.content)
    explanation = answer.headers["x-mock-explanation"]
    assert explanation.isascii()
    assert explanation.isprintable()
    assert "Traceback" not in answer.text + explanation


@pytest.fixture
def ats(connect: Callable[..., Tool]) -> Tool:
    return connect("sandbox")


@pytest.fixture(scope="module")
def narrow() -> Iterator[MockServer]:
    """A server that takes bodies of a megabyte at most."""
    with MockServer(body_limit="1MB") as server:
        yield server


def sizes(tool: Tool) -> dict[str, int]:
    return {model: len(tool.stored(model)) for model in ("candidates", "applications", "attachments", "notes")}


# ── bodies ───────────────────────────────────────────────────────────────────


def person(**parts: Any) -> dict[str, Any]:
    return {"candidate": {**PERSON, **parts}}


def text(body: Any) -> bytes:
    return json.dumps(body).encode()


GOOD = text(person())
DEEP = b'{"candidate":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
BODIES = {
    "nothing": (b"", "$: a JSON body is required"),
    "white space": (b" \r\n\t", "$: the body is not valid JSON"),
    "half of it": (GOOD[:-5], "$: the body is not valid JSON"),
    "no JSON at all": (b"first_name=Frida", "$: the body is not valid JSON"),
    "single quotes": (GOOD.replace(b'"', b"'"), "$: the body is not valid JSON"),
    "something after it": (GOOD + b"{}", "$: the body is not valid JSON"),
    "null": (b"null", "$ must be"),
    "a list": (b"[]", "$ must be"),
    "a text": (b'"text"', "$ must be"),
    "a number": (b"17", "$ must be"),
    "NaN": (b'{"candidate": NaN}', "$: the body is not valid JSON"),
    "infinity": (b'{"candidate": -Infinity}', "$: the body is not valid JSON"),
    "a number beyond all": (b'{"candidate": 1e999}', "$"),
    "a very long integer": (b'{"candidate": ' + b"9" * 5000 + b"}", "$"),
    "a lone surrogate": (GOOD.replace(b"Frida", rb"\ud83d"), "$: the body is not valid JSON"),
    "a pair the wrong way round": (GOOD.replace(b"Frida", rb"\udc00\ud83d"), "$: the body is not valid JSON"),
    "no UTF-8": (GOOD.replace(b"Frida", b"\xff\xfe"), "$: the body is not valid JSON"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "$: the body is not valid JSON"),
    "a byte order mark": (b"\xef\xbb\xbf" + GOOD, "$: the body is not valid JSON"),
    "deep nesting": (DEEP, "$"),
    "nesting that can still be read": (b'{"candidate":' + b"[" * 500 + b"]" * 500 + b"}", "nested deeper"),
    "an escaped NUL in a key": (rb'{"candidate": {"\u0000": 1}}', "$.candidate.first_name is required"),
    "nothing that is required": (b"{}", "$.candidate is required"),
    "null for an object": (b'{"candidate": null}', "$.candidate must be"),
    "a list for an object": (b'{"candidate": []}', "$.candidate must be"),
    "a number for a text": (text(person(first_name=17)), "$.candidate.first_name must be"),
    "a text for a number": (
        text(person(salary_expectations={"amount": "17", "period": "YEAR"})),
        "$.candidate.salary_expectations.amount must be",
    ),
    "no e-mail address": (text(person(email_address="frida@")), "$.candidate.email_address"),
    "a word that is not listed": (text(person(gender="female")), "$.candidate.gender must be"),
    "no date": (text(person(availability_date="2025-02-30")), "$.candidate.availability_date"),
    "an object for a list": (text(person() | {"attachments": {}}), "$.attachments must be"),
    "neither data nor its address": (
        text(person() | {"attachments": [{"name": "cv.txt", "type": "CV"}]}),
        "$.attachments[0]",
    ),
    "both data and its address": (
        text(person() | {"attachments": [{"name": "cv", "type": "CV", "content_type": "text/plain", "data": "SGk=",
                                          "data_url": "https://example.com/cv"}]}),
        "$.attachments[0]",
    ),
    "no base64": (
        text(person() | {"attachments": [{"name": "c", "type": "CV", "content_type": "text/plain", "data": "SGk"}]}),
        "$.attachments[0].data must be base64",
    ),
    "an empty file": (
        text(person() | {"attachments": [{"name": "c", "type": "CV", "content_type": "text/plain", "data": ""}]}),
        "$.attachments[0]",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_bad_bodies_are_refused_and_leave_nothing(name: str, ats: Tool) -> None:
    body, told = BODIES[name]
    path = f"/ats/jobs/{live(ats, 'jobs', status='OPEN')['id']}/applications"
    before = sizes(ats)
    check_refusal(ats.http.post(path, content=body, headers=JSON), 400, INVALID, told)
    assert sizes(ats) == before


@pytest.mark.parametrize("path", ["/hris/employees", "/connect/create-link", "/force-sync", "/assessment/packages"])
def test_other_classes_refuse_with_their_own_errors(path: str, connect: Callable[..., Tool]) -> None:
    category = {"hris": "HRIS", "assessment": "ASSESSMENT"}.get(path.split("/")[1], "ATS")
    tool = connect("sandbox", category)
    method = "PUT" if category == "ASSESSMENT" else "POST"
    for body in (b"[", b"[]", DEEP, b'"\\ud800"', b"NaN"):
        check_refusal(tool.http.request(method, path, content=body, headers=JSON), 400, INVALID, "$")


def test_only_nothing_is_no_body(ats: Tool) -> None:
    assert ats.http.post("/force-sync", headers=JSON).status_code == 200
    for blank in (b" ", b"\n", b"\x0c", b"\0"):
        answer = ats.http.post("/force-sync", content=blank, headers=JSON)
        check_refusal(answer, 400, INVALID, "$: the body is not valid JSON")


def test_all_problems_are_told_in_the_header(ats: Tool) -> None:
    body = {"candidate": {"first_name": 1, "last_name": 2, "gender": "x"}, "attachments": 17, "stage_id": {}}
    answer = ats.http.post(f"/ats/jobs/{NOBODY}/applications", json=body)
    check_refusal(answer, 400, INVALID, "$.")
    for place in ("first_name", "last_name", "gender", "email_address", "$.attachments", "$.stage_id"):
        assert place in answer.headers["x-mock-explanation"]


def test_the_last_of_equal_keys_counts(ats: Tool) -> None:
    job = live(ats, "jobs", status="OPEN")["id"]
    body = b'{"candidate": {"first_name": "No"}, ' + GOOD[1:]
    answer = ats.http.post(f"/ats/jobs/{job}/applications", content=body, headers=JSON)
    assert answer.json()["data"]["candidate"]["first_name"] == "Frida"


def test_unknown_keys_are_accepted_and_never_warned_about(ats: Tool) -> None:
    job = live(ats, "jobs", status="OPEN")["id"]
    more = {"job_id": job, "remote_fields": {"sandbox": {"anything": [1, None]}}, "x": {"y": []}}
    body = {**person(shoe_size=44), **more}
    answer = ats.http.post(f"/ats/jobs/{job}/applications", json=body)
    assert (answer.status_code, answer.json()["warnings"]) == (200, [])


HARD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    3.5,
    10**30,
    1e308,
    "",
    " ",
    "\x00",
    "\u2028",
    "x" * 100_000,
    [],
    [[]],
    {},
    {"": {}},
    [None],
)


@pytest.mark.parametrize(("category", "label"), [("ATS", "Create application"), ("HRIS", "Create employee")])
def test_any_value_in_any_place_is_taken_or_refused(category: str, label: str, connect: Callable[..., Tool]) -> None:
    tool, action = connect("sandbox", category), {"ATS": ATS, "HRIS": HRIS}[category][label]
    values = action.variants[0].of(action.values(tool))
    for name in sorted(values.keys() - set(action.in_path)):
        for value in HARD:
            # Answers of an undeclared status or form fail inside the client; 500 is declared.
            answer = tool.http.post(action.address(values), json=action.body({**values, name: value}))
            assert answer.status_code < 500, (name, value, answer.text)
            if answer.status_code != 200:
                problem = answer.json()["error"]
                assert problem["code"] != "PLATFORM.UNKNOWN_ERROR"
                check_refusal(answer, answer.status_code, problem["code"])


# ── how a body is sent ───────────────────────────────────────────────────────

SENT = {
    "gzip": ({"content-encoding": "gzip"}, gzip.compress(GOOD), 200),
    "GZIP": ({"content-encoding": "GZIP"}, gzip.compress(GOOD), 200),
    "deflate": ({"content-encoding": "deflate"}, zlib.compress(GOOD), 200),
    "identity": ({"content-encoding": "identity"}, GOOD, 200),
    "gzip that is none": ({"content-encoding": "gzip"}, GOOD, 400),
    "gzip that ends too early": ({"content-encoding": "gzip"}, gzip.compress(GOOD)[:-9], 400),
    "gzip of nothing": ({"content-encoding": "gzip"}, gzip.compress(b""), 400),
    "brotli": ({"content-encoding": "br"}, GOOD, 400),
    "gzip twice": ({"content-encoding": "gzip, gzip"}, gzip.compress(gzip.compress(GOOD)), 400),
    "utf-8": ({"content-type": "application/json; charset=utf-8"}, GOOD, 200),
    "UTF-8 in quotes": ({"content-type": 'application/json;charset="UTF-8"'}, GOOD, 200),
    "another parameter": ({"content-type": "application/json; profile=x; charset=utf-8"}, GOOD, 200),
    "upper case": ({"content-type": "Application/JSON"}, GOOD, 200),
    "a kind of JSON": ({"content-type": "application/vnd.api+json"}, GOOD, 200),
    "no type": ({"content-type": ""}, GOOD, 200),
    "latin-1": ({"content-type": "application/json; charset=latin-1"}, GOOD, 400),
    "UTF-16": ({"content-type": "application/json; charset=utf-16"}, GOOD.decode().encode("utf-16"), 400),
    "a form": ({"content-type": "application/x-www-form-urlencoded"}, GOOD, 400),
    "several parts": ({"content-type": "multipart/form-data; boundary=x"}, GOOD, 400),
    "a text": ({"content-type": "text/plain"}, GOOD, 400),
    "no type at all": ({"content-type": "\xe4\xf6"}, GOOD, 400),
}


@pytest.mark.parametrize("name", SENT)
def test_a_body_is_read_or_the_header_that_is_wrong_is_named(name: str, ats: Tool) -> None:
    headers, body, status = SENT[name]
    job = live(ats, "jobs", status="OPEN")["id"]
    request = {key.encode(): value.encode("latin-1") for key, value in (JSON | headers).items()}
    answer = ats.http.post(f"/ats/jobs/{job}/applications", content=body, headers=request)
    if status == 200:
        assert answer.status_code == 200, answer.text
    else:
        told = "Content-Type" if "content-type" in headers else "Content-Encoding"
        if name == "gzip of nothing":
            told = "$: a JSON body is required"
        check_refusal(answer, status, INVALID, told)


def test_thirty_megabytes_are_read(ats: Tool) -> None:
    application = live(ats, "applications")["id"]
    body = {"content": "x" * 30_000_000, "content_type": "PLAIN_TEXT"}
    assert ats.http.post(f"/ats/applications/{application}/notes", json=body).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"content-encoding": "gzip"}, {"transfer-encoding": "chunked"}])
def test_more_than_the_limit_is_413(narrow: MockServer, headers: dict[str, str]) -> None:
    body = text({"content": "x" * 30_000_000})
    sent = gzip.compress(body, 1) if "content-encoding" in headers else body
    content: Any = iter([sent[:5_000_000], sent[5_000_000:]]) if "transfer-encoding" in headers else sent
    own = {"authorization": "Bearer x", "x-integration-id": narrow.integration_id("sandbox", "ATS"), **JSON, **headers}
    address = f"{narrow.url}/v1/ats/applications/{NOBODY}/notes"
    with httpx.Client(trust_env=False, timeout=30) as client:
        check_refusal(client.post(address, content=content, headers=own), 413, INVALID, "1000000")
        assert client.get(f"{narrow.url}/v1/ats/jobs", headers=own).status_code == 200


# ── parameters ───────────────────────────────────────────────────────────────

QUERIES = {
    "page_size=0": "page_size", "page_size=251": "page_size", "page_size=ten": "page_size", "page_size=": "page_size",
    "page_size=1e2": "page_size", "page_size=%2B5": "page_size", "page_size=5.0": "page_size",
    "page_size=%D9%A3": "page_size", "page_size=99999999999999999999": "page_size",
    "page_size=5&page_size=5": "page_size", "cursor=x": "cursor", "cursor=%00": "cursor", "cursor=%FF": "cursor",
    "cursor=eyJwYWdlIjoxMn0=": "cursor", "cursor=" + "A" * 5000: "cursor", "include_deleted=maybe": "include_deleted",
    "include_deleted=TRUE": "include_deleted", "include_deleted=true&include_deleted=true": "include_deleted",
    "updated_after=yesterday": "updated_after", "updated_after=2025-02-30": "updated_after",
    "updated_after=99999-01-01": "updated_after", "updated_after=1748854800": "updated_after",
    "ignore_unsupported_filters=1": "ignore_unsupported_filters", "ids=%FF": "ids", "remote_ids=a%00b": "remote_ids",
    "outcome=HIRED&outcome=HIRED": "outcome", "outcome=hired": "outcome",
    "remote_created_after=2025-06-31": "remote_created_after",
}  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:40])
def test_a_bad_parameter_is_named(query: str, ats: Tool) -> None:
    check_refusal(ats.http.get(f"/ats/applications?{query}"), 400, INVALID, QUERIES[query])


def test_all_bad_parameters_are_told_in_the_header(ats: Tool) -> None:
    answer = ats.http.get("/ats/applications?page_size=0&include_deleted=x&updated_after=x&outcome=x")
    for name in ("page_size", "include_deleted", "updated_after", "outcome"):
        assert f"'{name}'" in answer.headers["x-mock-explanation"]


def test_lists_that_are_repeated_are_joined(ats: Tool) -> None:
    one, other = [record["id"] for record in ats.results("/ats/applications")[:2]]
    answer = ats.http.get(f"/ats/applications?ids={one}&ids={other},{NOBODY}&ids=")
    assert [record["id"] for record in answer.json()["data"]["results"]] == [one, other]


def test_what_is_unknown_is_ignored_and_told(ats: Tool) -> None:
    answer = ats.http.get("/ats/applications?page_size=1&shoe%0Asize=44&%FF=1&=x&&ids[]=1")
    assert answer.status_code == 200
    explanation = answer.headers["x-mock-explanation"]
    assert "shoe" in explanation
    assert "ids[]" in explanation
    assert explanation.isascii()
    assert explanation.isprintable()


def test_a_cursor_goes_on_only_where_it_came_from(connect: Callable[..., Tool]) -> None:
    ats = connect("sandbox")
    cursor = ats.look_up("/ats/applications", page_size=1, outcomes="PENDING")["next"]
    assert ats.http.get("/ats/applications", params={"cursor": cursor, "outcomes": "PENDING"}).status_code == 200
    others: dict[str, dict[str, str]] = {
        "/ats/applications": {"outcomes": "HIRED"},
        "/ats/candidates": {"outcomes": "PENDING"},
        "/ats/jobs": {},
    }
    for path, query in [*others.items(), ("/ats/applications", {})]:
        check_refusal(ats.http.get(path, params={"cursor": cursor, **query}), 400, INVALID, "cursor")
    elsewhere = connect("ukgpro")
    answer = elsewhere.http.get("/ats/applications", params={"cursor": cursor, "outcomes": "PENDING"})
    check_refusal(answer, 400, INVALID, "cursor")


# ── who asks, and for what ───────────────────────────────────────────────────


@pytest.mark.parametrize(
    "key", [None, "", "Bearer", "Basic ZGVtbzpkZW1v", "demo", "Bearer " + "k" * 5000, "Token demo"]
)
@pytest.mark.parametrize("path", ["/ats/jobs", "/hris/employees", "/check-api-key", "/assessment/orders"])
def test_without_a_key_nobody_is_let_in(mock_server: MockServer, key: str | None, path: str) -> None:
    headers = {"x-integration-id": mock_server.integration_id("sandbox", "ATS")}
    headers |= {} if key is None else {"authorization": key}
    answer = httpx.get(f"{mock_server.url}/v1{path}", headers=headers, trust_env=False)
    check_refusal(answer, 401, "PLATFORM.AUTHENTICATION_INVALID")


INTEGRATIONS = {
    "": (400, INVALID), "nobody": (404, "PLATFORM.INTEGRATION_NOT_FOUND"),
    f"sandbox:{NOBODY}": (404, "PLATFORM.INTEGRATION_NOT_FOUND"), "\xe4": (404, "PLATFORM.INTEGRATION_NOT_FOUND"),
    "x" * 5000: (404, "PLATFORM.INTEGRATION_NOT_FOUND"),
}  # fmt: skip


@pytest.mark.parametrize("id", INTEGRATIONS, ids=lambda id: id[:20])
@pytest.mark.parametrize("path", ["/ats/jobs", "/hris/employees", "/assessment/orders", "/custom/datev/data-pushes"])
def test_the_integration_has_to_exist(ats: Tool, id: str, path: str) -> None:
    answer = ats.http.get(path, headers={b"x-integration-id": id.encode("latin-1")})
    check_refusal(answer, *INTEGRATIONS[id])


def test_the_integration_has_to_be_named(mock_server: MockServer) -> None:
    answer = httpx.get(f"{mock_server.url}/v1/ats/jobs", headers={"authorization": "Bearer x"}, trust_env=False)
    check_refusal(answer, 400, INVALID, "X-Integration-Id")


def test_an_integration_of_another_category_has_neither_models_nor_actions(ats: Tool) -> None:
    check_refusal(ats.http.get("/hris/employees"), 400, "INTEGRATION.MODEL_NOT_AVAILABLE")
    check_refusal(ats.http.get("/assessment/packages"), 400, "INTEGRATION.MODEL_NOT_AVAILABLE")
    check_refusal(ats.http.post("/hris/absences", json={}), 400, "INTEGRATION.ACTION_NOT_AVAILABLE")
    # General operations know no such code: they name tool and action.
    check_refusal(ats.http.get("/custom/datev/data-pushes"), 400, INVALID, "datev_read_data_pushes")


@pytest.mark.parametrize(
    "id", [NOBODY, "x", "remote:0", "%00", "%0A", "%FF", "%E2%82%AC", "x" * 5000, "%2e%2e", "a%20b"]
)
def test_unknown_ids_in_the_path_are_not_found(ats: Tool, id: str) -> None:
    note = {"content": "A good talk.", "content_type": "PLAIN_TEXT"}
    target = f"{ats.server.url}/v1/ats/applications/{id}/notes"
    with httpx.Client(headers=ats.http.headers, trust_env=False) as plain:
        check_refusal(plain.post(target, json=note), 404, INVALID)
        check_refusal(plain.get(target.replace("notes", "attachments")), 404, INVALID)


def test_unknown_ids_in_the_body_are_named_by_their_place(connect: Callable[..., Tool]) -> None:
    ats = connect("sandbox")
    application = live(ats, "applications", outcome="PENDING")
    path = f"/ats/applications/{application['id']}"
    check_refusal(ats.http.put(f"{path}/stage", json={"stage_id": NOBODY}), 400, INVALID, "$.stage_id")
    body = {"rejection_reason_id": NOBODY}
    check_refusal(ats.http.post(f"{path}/reject", json=body), 400, INVALID, "$.rejection_reason_id")
    own = set(found(ats.stored_one("jobs", application["job_id"]), "stages.stage_id"))
    foreign = next(id for job in ats.stored("jobs") for id in found(job, "stages.stage_id") if id not in own)
    check_refusal(ats.http.put(f"{path}/stage", json={"stage_id": foreign}), 400, "REMOTE.INPUT_INVALID", "$.stage_id")
    hris = connect("sandbox", "HRIS")
    absence = {"employee_id": NOBODY, "absence_type_id": NOBODY, "start_date": "2025-06-10", "end_date": "2025-06-10"}
    answer = hris.http.post("/hris/absences", json={**absence, "employee_note": None})
    check_refusal(answer, 400, INVALID, "$.employee_id")


# ── paths and methods ────────────────────────────────────────────────────────


def raw(server: MockServer, method: str, target: str, headers: dict[str, str] | None = None) -> httpx.Response:
    """Send a target as it is; clients put them in order."""
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)
    connection.putrequest(method, target, skip_accept_encoding=True)
    for name, value in {"authorization": "Bearer x", **(headers or {})}.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    request = httpx.Request(method, f"{server.url}{target}")
    response = httpx.Response(answer.status, headers=answer.getheaders(), content=answer.read(), request=request)
    connection.close()
    return response


PATHS = (
    "/v1", "/v1/", "/v1/nothing", "/v1/ats", "/v1/ats/", "/v1/ats/jobs/", "/v1//ats/jobs", "/v1/ats//jobs",
    "/v1/ATS/jobs", "/v1/ats/jobs%2F", "/v1/ats%2Fjobs", "/v1/ats/jobs/../candidates", "/v1/./ats/jobs",
    "/v1/ats/jobs;x=1", "/v1/ats/jobs%00", "/v1/ats/jobs%0A", "/v1/%FF%FE", "/v1/ats/applications//notes",
    "/v1/v1/ats/jobs", "/ats/scorecards", "/hris/pay-runs", "/" + "x" * 5000, "/v1/ats/actions/ats_create_nothing",
    "/%2e%2e/%2e%2e/etc/passwd",
)  # fmt: skip


@pytest.mark.parametrize("target", ["/v1/tools/ATS", "/v1/tools/crm"])
def test_a_word_in_a_path_is_input_like_any_other(mock_server: MockServer, target: str) -> None:
    check_refusal(raw(mock_server, "GET", target), 400, INVALID)


@pytest.mark.parametrize("target", PATHS, ids=lambda target: target[:40])
def test_a_path_that_is_none_is_not_found(mock_server: MockServer, target: str) -> None:
    check_refusal(raw(mock_server, "GET", target), 404, INVALID)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/ats/jobs", "GET, HEAD"),
        ("DELETE", "/ats/candidates", "GET, HEAD, POST"),
        ("PATCH", "/hris/absences/x", "DELETE"),
        ("GET", "/ats/jobs/x/applications", "POST"),
        ("TRACE", "/check-api-key", "GET, HEAD"),
        ("OPTIONS", "/force-sync", "POST"),
    ],
)
def test_other_methods_are_told_which_are_allowed(
    mock_server: MockServer, method: str, path: str, allowed: str
) -> None:
    answer = raw(mock_server, method, f"/v1{path}")
    check_refusal(answer, 405, INVALID)
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize("method", ["BREW", "get", "GETT"])
def test_methods_that_nobody_knows_are_refused_too(mock_server: MockServer, method: str) -> None:
    answer = raw(mock_server, method, "/v1/ats/jobs")
    assert answer.status_code in (400, 405)
    assert answer.json()["error"]["code"] == INVALID


@pytest.mark.parametrize("name", ["x-long", "x-integration-id", "cookie"])
def test_headers_that_are_too_long_are_refused(ats: Tool, name: str) -> None:
    check_refusal(ats.http.get("/ats/jobs", headers={name: "x" * 40_000}), 400, INVALID, "32768")


def test_a_query_that_is_very_long_is_read(ats: Tool) -> None:
    ids = ",".join([NOBODY] * 1500)
    assert ats.look_up("/ats/applications", ids=ids) == {"next": None, "results": []}
