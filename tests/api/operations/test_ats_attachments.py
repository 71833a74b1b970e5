"""Adding, listing and downloading files."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.operations.ats_client import Application, Ats, application, error, file, warnings

Tools = Callable[[str], Ats]
# Every letter that JSON can carry, which halves of surrogate pairs are not.
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(str.strip)


def applied(tool: Ats) -> dict[str, Any]:
    """Give the stored application of a live seeded candidate."""
    return tool.stored("applications")[0]


def add(tool: Ats, attachment: dict[str, Any], *, to: str = "applications", id: str | None = None) -> Any:
    """Add a file to an application or a candidate, seeded ones unless an id is given."""
    application = applied(tool)
    chosen = id or application["id" if to == "applications" else "candidate_id"]
    return tool.post(f"/ats/{to}/{chosen}/attachments", {"attachment": attachment})


def listed(tool: Ats, of: str, id: str) -> list[dict[str, Any]]:
    """Give the files of an application or a candidate as they are listed."""
    results: list[dict[str, Any]] = tool.get(f"/ats/{of}/{id}/attachments")["results"]
    return results


def test_a_file_of_an_application_is_listed_there_and_with_the_candidate(sandbox: Ats) -> None:
    application = applied(sandbox)
    response = add(sandbox, file("zeugnis.pdf", content_type="application/pdf", type="OTHER"))
    assert response.json() == {"status": "success", "data": {}, "warnings": []}
    of_application = listed(sandbox, "applications", application["id"])[-1]
    assert (of_application["file_name"], of_application["content_type"]) == ("zeugnis.pdf", "application/pdf")
    of_candidate = listed(sandbox, "candidates", application["candidate_id"])[-1]
    assert of_candidate["application_id"] == application["id"]
    assert {key: value for key, value in of_candidate.items() if key in of_application} == of_application


def test_a_file_of_a_candidate_belongs_to_no_application(sandbox: Ats) -> None:
    application = applied(sandbox)
    before = listed(sandbox, "applications", application["id"])
    assert warnings(add(sandbox, file("a.txt"), to="candidates")) == []
    assert listed(sandbox, "applications", application["id"]) == before
    added = listed(sandbox, "candidates", application["candidate_id"])[-1]
    assert (added["file_name"], added["application_id"]) == ("a.txt", None)


@pytest.fixture(scope="module")
def files() -> Any:
    """An integration that many examples share."""
    with application() as opened:
        yield opened.ats("sandbox")


@settings(max_examples=40)
@given(name=NAMES, content=st.binary(min_size=1, max_size=300), broken=st.booleans())
def test_what_was_uploaded_comes_back_byte_for_byte(files: Ats, name: str, content: bytes, broken: bool) -> None:
    data = b64encode(content).decode()
    if broken:  # as programs do that break lines at a certain width
        data = "\r\n".join(data[start : start + 20] for start in range(0, len(data), 20))
    attachment = {"name": name, "content_type": "application/x-test", "data": data, "type": "OTHER"}
    assert add(files, attachment).status_code == 200
    entry = listed(files, "applications", applied(files)["id"])[-1]
    assert (entry["file_name"], entry["content_type"]) == (name, "application/x-test")
    download = files.application.request("GET", entry["data_url"])
    assert (download.status_code, download.content) == (200, content)
    assert download.headers["content-type"] == "application/x-test"
    encoded = download.headers["content-disposition"].rpartition("''")[2]
    assert unquote(encoded) == name


@settings(max_examples=60)
@given(text=st.text(st.sampled_from("QUJD+/=-_ \n*é"), min_size=1, max_size=12))
def test_base64_is_read_by_the_book(files: Ats, text: str) -> None:
    digits = text.replace(" ", "").replace("\n", "")
    body, padding = digits.rstrip("="), len(digits) - len(digits.rstrip("="))
    right = set(body) <= set("QUJD+/") and (len(body) + padding) % 4 == 0 and padding in ((0, 1, 2) if body else (0,))
    response = add(files, {**file(), "data": text})
    if right and body:
        assert response.status_code == 200
    else:
        status, code, message = error(response)
        assert (status, code) == (400, "PLATFORM.INPUT_INVALID")
        assert message.startswith("$.attachment")


def test_the_prefix_of_a_data_url_is_a_mistake_with_a_hint(sandbox: Ats) -> None:
    message = error(add(sandbox, {**file(), "data": "data:text/plain;base64,SGVsbG8="}))[2]
    assert message.startswith("$.attachment.data must be base64 without the prefix of a data URL")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"data": ""}, "$.attachment: the file is empty."),
        ({"data": " \n"}, "$.attachment: the file is empty."),
        ({"data": None}, "$.attachment.data must be a string, not null."),
        ({"data_url": "https://example.com/cv"}, "$.attachment must have only one of"),
        ({"content_type": "text"}, "$.attachment.content_type must match"),
        ({"content_type": "text/plain; charset=utf-8"}, "$.attachment.content_type must match"),
        ({"type": "RESUME"}, "$.attachment.type must be 'CV', 'COVER_LETTER' or 'OTHER'"),
    ],
)
def test_a_file_that_does_not_fit_is_named_by_its_path(sandbox: Ats, change: dict[str, Any], expected: str) -> None:
    before = sandbox.counts()
    for to in ("applications", "candidates"):
        status, code, message = error(add(sandbox, {**file(), **change}, to=to))
        assert (status, code) == (400, "PLATFORM.INPUT_INVALID")
        assert message.startswith(expected)
    assert sandbox.counts() == before


@pytest.mark.parametrize("missing", [{"data"}, {"content_type"}, {"name"}, {"type"}])
def test_a_file_without_what_it_needs_is_refused(sandbox: Ats, missing: set[str]) -> None:
    attachment = {key: value for key, value in file().items() if key not in missing}
    assert error(add(sandbox, attachment))[:2] == (400, "PLATFORM.INPUT_INVALID")


@pytest.mark.parametrize("name", ["", "   ", "x" * 256])
def test_a_name_that_no_tool_takes_is_refused(sandbox: Ats, name: str) -> None:
    assert error(add(sandbox, file(name)))[:2] == (400, "REMOTE.INPUT_INVALID")


@pytest.mark.parametrize("to", ["applications", "candidates"])
def test_files_are_only_for_what_is_there(sandbox: Ats, to: str) -> None:
    made = sandbox.apply().json()["data"]
    id = made["id"] if to == "applications" else made["candidate_id"]
    assert error(add(sandbox, file(), to=to, id="unknown"))[:2] == (404, "PLATFORM.INPUT_INVALID")
    assert error(add(sandbox, file(), to=to, id=f"remote:{made['remote_id']}"))[0] == 404
    assert add(sandbox, file(), to=to, id=id).status_code == 200


def test_the_files_of_a_new_application_come_in_their_order(sandbox: Ats) -> None:
    files = [file(f"{number}.txt", type=kind) for number, kind in enumerate(("CV", "OTHER", "COVER_LETTER", "CV"))]
    made = sandbox.apply(attachments=files).json()["data"]
    entries = listed(sandbox, "applications", made["id"])
    shown = [(entry["file_name"], entry["type"]) for entry in entries]
    assert shown == [(sent["name"], sent["type"]) for sent in files]
    assert entries[0]["remote_created_at"] == made["remote_created_at"]


def test_a_bad_file_among_good_ones_stores_nothing(sandbox: Ats) -> None:
    before = sandbox.counts()
    message = error(sandbox.apply(attachments=[file(), file(data="%")]))[2]
    assert message.startswith("$.attachments[1].data ")
    assert sandbox.counts() == before


def test_adding_a_file_changes_nothing_else(sandbox: Ats) -> None:
    since = sandbox.apply().json()["data"]["changed_at"]
    add(sandbox, file())
    assert applied(sandbox)["id"] not in [
        record["id"] for record in sandbox.get("/ats/applications", updated_after=since)["results"]
    ]


def test_large_files_get_a_warning(sandbox: Ats) -> None:
    half = file("half.bin", b"\0" * 5_500_000)
    [warning] = warnings(sandbox.apply(attachments=[half, half]))
    assert "11000000 bytes together" in warning
    assert warnings(sandbox.apply(attachments=[half])) == []


@pytest.mark.parametrize("tool", ["erecruiter", "hrworks", "bullhorn", "teamtailor"])
def test_a_file_for_an_application_can_land_on_the_candidate(ats: Tools, tool: str) -> None:
    opened = ats(tool)
    application, attachment = applied(opened), file()
    assert add(opened, attachment).status_code == 200
    stored = opened.stored("attachments")[-1]
    assert (stored["candidate_id"], stored["application_id"]) == (application["candidate_id"], None)


def test_what_landed_on_the_candidate_is_listed_there_only(tmp_path: Any) -> None:
    document = """
tool: fallback
label: Fallback
categories:
  ATS: {models: all, actions: all, rules: {attachment_fallback: candidate}}
"""
    (tmp_path / "fallback.yaml").write_text(document, encoding="utf-8")
    with application(connectors=tmp_path) as opened:
        tool = opened.ats("fallback")
        made = tool.apply(attachments=[file()]).json()["data"]
        add(tool, file("later.txt"), id=made["id"])
        assert listed(tool, "applications", made["id"]) == []
        entries = listed(tool, "candidates", made["candidate_id"])
        assert [(entry["file_name"], entry["application_id"]) for entry in entries] == [
            ("cv.txt", None),
            ("later.txt", None),
        ]


def test_ukgpro_takes_no_address_when_a_file_is_added(ats: Tools) -> None:
    tool = ats("ukgpro")
    before = tool.counts()
    attachment = {"name": "cv.pdf", "data_url": "https://example.com/cv.pdf", "type": "CV"}
    response = add(tool, attachment)
    assert warnings(response) == ["attachment.data_url is not supported by this integration and was ignored."]
    assert "nothing to store" in response.headers["X-Mock-Explanation"]
    assert tool.counts() == before
    assert warnings(add(tool, file())) == []
    assert tool.counts()["attachments"] == before["attachments"] + 1


def test_careerplug_takes_no_further_files(ats: Tools) -> None:
    tool = ats("careerplug")
    for to in ("applications", "candidates"):
        assert error(add(tool, file(), to=to))[:2] == (400, "INTEGRATION.ACTION_NOT_AVAILABLE")


def test_a_cv_that_comes_later_can_be_kept_as_something_else(ats: Tools) -> None:
    tool = ats("teamtailor")
    for to in ("applications", "candidates"):
        add(tool, file(), to=to)
        assert tool.stored("attachments")[-1]["type"] == "OTHER"
    add(tool, file(type="COVER_LETTER"))
    assert tool.stored("attachments")[-1]["type"] == "COVER_LETTER"


@pytest.mark.parametrize(
    ("attachment", "rule"),
    [
        (file("a.pdf"), "CV are not accepted: is_supported is false"),
        (file("a.pdf", type="OTHER"), "accepted_mime_types of OTHER are application/pdf"),
        (
            file("a.pdf", b"x" * 2049, type="OTHER", content_type="application/pdf"),
            "max_file_size_bytes of OTHER is 2048",
        ),
    ],
)
def test_restrictions_hold_for_adding_too(ats: Tools, attachment: dict[str, Any], rule: str) -> None:
    tool = ats("strictats")
    before = tool.counts()
    status, code, message = error(add(tool, attachment, to="candidates"))
    assert (status, code) == (400, "REMOTE.INPUT_INVALID")
    assert rule in message
    assert tool.counts() == before
    # What the connector restricts on one action is free on another.
    assert add(tool, attachment).status_code == 200
    fitting = file("a.pdf", type="OTHER", content_type="application/pdf")
    assert add(tool, fitting, to="candidates").status_code == 200


ACTIONS = (
    "ats_create_application",
    "ats_create_candidate",
    "ats_add_application_attachment",
    "ats_add_candidate_attachment",
)


def test_what_is_enforced_is_what_is_published(ats: Tools) -> None:
    careerplug, strict = ats("careerplug"), ats("strictats")
    one_cv = {
        "is_supported": True,
        "min_amount": 1,
        "max_amount": 1,
        "max_file_size_bytes": None,
        "accepted_mime_types": None,
    }
    types = {"CV": one_cv, "COVER_LETTER": {"is_supported": False}, "OTHER": {"is_supported": False}}
    published = {"attachment_restrictions": {"total_size_bytes": None, "types": types}}
    for action in ACTIONS[:2]:
        assert careerplug.get(f"/ats/actions/{action}") == published
    for action in ACTIONS[2:]:
        response = careerplug.request("GET", f"/v1/ats/actions/{action}")
        assert error(response)[:2] == (400, "INTEGRATION.ACTION_NOT_AVAILABLE")
    other = strict.get("/ats/actions/ats_add_candidate_attachment")["attachment_restrictions"]["types"]["OTHER"]
    assert other == {"is_supported": True, "max_file_size_bytes": 2048, "accepted_mime_types": ["application/pdf"]}


@pytest.mark.parametrize("action", ACTIONS)
def test_restrictions_that_nobody_documents_are_null(sandbox: Ats, action: str) -> None:
    assert sandbox.get(f"/ats/actions/{action}") == {"attachment_restrictions": None}


def test_what_was_uploaded_is_gone_after_a_reset_and_back_after_a_restore(ats_application: Application) -> None:
    tool = ats_application.ats("sandbox")
    made = tool.apply(attachments=[file(content=b"kept")]).json()["data"]
    link = listed(tool, "applications", made["id"])[0]["data_url"]
    assert ats_application.request("GET", link).content == b"kept"
    snapshot = tool.request("POST", "/_mock/snapshots", {}).json()
    tool.request("POST", "/_mock/reset")
    assert ats_application.request("GET", link).status_code == 404
    tool.request("POST", f"/_mock/snapshots/{snapshot['id']}/restore")
    link = listed(tool, "applications", made["id"])[0]["data_url"]
    assert ats_application.request("GET", link).content == b"kept"
