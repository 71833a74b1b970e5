"""Control calls: what is refused and who does not answer is told in words."""

from __future__ import annotations

import pytest

from mockserver.pytest_plugin.control import Control, ControlError, segment
from mockserver.pytest_plugin.mock import KomboMock
from mockserver.server.sockets import listen


def test_a_refusal_names_the_call_the_status_and_the_reason(mock: KomboMock) -> None:
    with pytest.raises(ControlError, match=r"POST /_mock/clock/advance was refused \(400\): .*P3X"):
        mock.control.post("/clock/advance", {"by": "P3X"})


def test_nobody_at_the_address_is_told(mock: KomboMock) -> None:
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    listener.close()
    with pytest.raises(ControlError, match=f"no answer from the mock server at 127.0.0.1:{port}: .*refused"):
        Control(f"http://127.0.0.1:{port}", "key").get("/clock")


def test_somebody_who_does_not_answer_is_given_up() -> None:
    listener = listen("127.0.0.1", 0)
    try:
        silent = Control(f"http://127.0.0.1:{listener.getsockname()[1]}", "key")
        with pytest.raises(ControlError, match="timed out"):
            silent.call("GET", "/clock", patience=0.1)
    finally:
        listener.close()


@pytest.mark.parametrize("address", ["localhost:8080", "ftp://localhost", "http://", ""])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(ControlError, match="is no address of a server"):
        Control(address, "key")


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/"])
def test_the_address_may_be_that_of_the_api(mock: KomboMock, ending: str) -> None:
    assert Control(mock.url + ending, mock.api_key).get("/clock")["mode"] == "frozen"


def test_an_id_becomes_one_segment_of_a_path() -> None:
    assert segment("tool:a/b?c") == "tool:a%2Fb%3Fc"
