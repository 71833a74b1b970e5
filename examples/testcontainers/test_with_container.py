"""The image in a test, started and stopped by Testcontainers: pip install testcontainers httpx kombo pytest."""

from collections.abc import Iterator

import httpx
import pytest
from kombo import Kombo
from testcontainers.core.container import DockerContainer
from testcontainers.core.waiting_utils import wait_for_logs


@pytest.fixture(scope="session")
def mock_url() -> Iterator[str]:
    container = (
        DockerContainer("mockserver").with_exposed_ports(8080).with_env("MOCKSERVER_NOW", "2025-06-02T09:00:00Z")
    )
    with container:
        wait_for_logs(container, "mockserver listens on")
        yield f"http://{container.get_container_host_ip()}:{container.get_exposed_port(8080)}"


def integration(mock_url: str, key: str, tool: str, category: str) -> str:
    asked = {"tool": tool, "category": category}
    answer = httpx.get(f"{mock_url}/_mock/integrations", params=asked, headers={"Authorization": f"Bearer {key}"})
    return answer.json()["integrations"][0]["id"]


def test_jobs(mock_url: str) -> None:
    key = "test_jobs"  # one key per test: a world of its own, so tests may run in parallel
    id = integration(mock_url, key, "careerplug", "ATS")
    with Kombo(api_key=key, server_url=f"{mock_url}/v1", integration_id=id) as kombo:
        jobs = kombo.ats.get_jobs().result.data.results
    assert len(jobs) > 10
