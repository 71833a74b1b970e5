import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mockserver import resources
from mockserver.description import Description, load
from mockserver.errors import InputInvalid, MethodNotAllowed, NotFound


@pytest.mark.parametrize(
    ("method", "path", "operation", "values"),
    [
        ("GET", "/ats/jobs", "GetAtsJobs", {}),
        ("HEAD", "/ats/jobs", "GetAtsJobs", {}),
        ("POST", "/ats/jobs/abc/applications", "CreateApplication", {"job_id": "abc"}),
        ("POST", "/ats/jobs/remote%3A1%2F2/applications", "CreateApplication", {"job_id": "remote:1/2"}),
        ("POST", "/ats/jobs/%C3%A9/applications", "CreateApplication", {"job_id": "é"}),
        ("POST", "/ats/jobs/%FF/applications", "CreateApplication", {"job_id": "\ufffd"}),
        ("POST", "/ats/jobs/a%ZZ/applications", "CreateApplication", {"job_id": "a%ZZ"}),
        ("POST", "/ats/jobs/\ud800/applications", "CreateApplication", {"job_id": "?"}),
        ("GET", "/ats/j%6Fbs", "GetAtsJobs", {}),
        ("GET", "/ats/jobs/open/stages", "GetOpenStages", {}),
        # A word that leads nowhere is a value.
        ("POST", "/ats/jobs/open/applications", "CreateApplication", {"job_id": "open"}),
        ("DELETE", "/ats/jobs/x/stages", "DeleteStages", {"job_id": "x"}),
    ],
)
def test_request_finds_its_operation(
    description: Description, method: str, path: str, operation: str, values: dict[str, str]
) -> None:
    found, given = description.match(method, path)
    assert (found.id, given) == (operation, values)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "ats/jobs",
        "/ats/jobs/",
        "//ats/jobs",
        "/ats//jobs",
        "/ats/jobs//applications",
        "/ats/jobs/a%00b/applications",
        "/ats/jobs/abc",
        "/ats/jobs/abc/applications/",
        "/ats/jobs/a/b/applications",
        "/v1/ats/jobs",
        "/" + "a/" * 10_000,
    ],
)
def test_path_that_is_not_described_is_not_found(description: Description, path: str) -> None:
    with pytest.raises(NotFound, match="is not imitated by this server"):
        description.match("GET", path)


def test_not_found_names_the_nearest_path(description: Description) -> None:
    with pytest.raises(NotFound) as caught:
        description.match("GET", "/ats/jobs/")
    assert str(caught.value) == "'/ats/jobs/' is not imitated by this server, did you mean '/ats/jobs'?"


def test_wrong_method_lists_the_right_ones(description: Description) -> None:
    with pytest.raises(MethodNotAllowed, match="'PUT' is not allowed here, only GET, HEAD") as caught:
        description.match("PUT", "/ats/jobs")
    assert caught.value.headers == {"Allow": "GET, HEAD"}
    with pytest.raises(MethodNotAllowed) as caught:
        description.match("HEAD", "/ats/jobs/abc/applications")
    assert caught.value.headers == {"Allow": "POST"}


def test_word_in_the_path_must_be_a_described_one(directory: Path, change: Callable[[str, str, str], None]) -> None:
    change(
        "jobs.yaml", "in: path, required: true, schema: {type: string}", "in: path, required: true, schema: {enum: [a]}"
    )
    description = load(directory, [])
    assert description.match("POST", "/ats/jobs/a/applications")[1] == {"job_id": "a"}
    with pytest.raises(InputInvalid, match="job_id in the path must be 'a', not 'b'") as caught:
        description.match("POST", "/ats/jobs/b/applications")
    assert caught.value.status == 400


def test_a_path_that_is_left_out_is_no_id() -> None:
    description = load()
    assert description.match("PATCH", "/hris/employees/from")[1] == {"employee_id": "from"}
    for method in ("GET", "POST", "PATCH"):
        with pytest.raises(NotFound, match="is not imitated by this server"):
            description.match(method, "/hris/employees/form")


def test_values_of_one_match_are_not_those_of_the_next(description: Description) -> None:
    _, first = description.match("GET", "/ats/jobs")
    first["changed"] = "yes"
    assert description.match("GET", "/ats/jobs")[1] == {}


def test_component_is_given_with_what_it_refers_to(description: Description) -> None:
    job = description.schema("Job")
    assert job["properties"]["id"] == {"type": "string", "description": "The job's own."}
    assert job["properties"]["location"]["properties"]["country"] == {"type": "string"}
    assert description.schema("Job") is job
    with pytest.raises(KeyError):
        description.schema("Nothing")


def test_compiled_form_gives_the_same(directory: Path, tmp_path: Path) -> None:
    first, second = (load(directory, [tmp_path / "compiled"]) for _ in range(2))
    assert first.document() == second.document()
    assert list(first.operations) == list(second.operations)


def test_loading_the_compiled_form_imports_nothing_heavy(directory: Path, tmp_path: Path) -> None:
    place = tmp_path / "compiled"
    load(directory, [place])
    program = f"""
import sys
from pathlib import Path
from mockserver.description import load, parse_query
description = load(Path({str(directory)!r}), [Path({str(place)!r})])
operation, _ = description.match("GET", "/ats/jobs")
parse_query(operation, b"page_size=5")
print(sorted({{"yaml", "jsonschema", "difflib", "tempfile", "importlib.metadata"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=resources.PACKAGE.parent
    )
    assert done.stdout == "[]\n"
