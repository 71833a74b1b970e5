"""A test with a scenario of its own."""

from pathlib import Path

from kombo import Kombo

from mockserver.server import MockServer


def test_ada_is_found() -> None:
    scenario = Path(__file__).with_name("this-job.yaml")
    with MockServer(scenario=scenario, now="2025-06-02T09:00:00Z") as mock:
        recruiting = mock.integration_id("greenhouse", "ATS")
        with Kombo(api_key="any", server_url=f"{mock.url}/v1", integration_id=recruiting) as kombo:
            found = kombo.ats.get_candidates(email="ada.okafor@example.org").result.data.results
    assert [candidate.last_name for candidate in found] == ["Okafor"]
