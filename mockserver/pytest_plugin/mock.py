"""KomboMock: one private environment of the mock, and everything that a test does with it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from mockserver.errors import ConfigurationError
from mockserver.pytest_plugin import clients, faults
from mockserver.pytest_plugin.beginning import beginning
from mockserver.pytest_plugin.clock import Clock
from mockserver.pytest_plugin.control import segment
from mockserver.pytest_plugin.faults import Fault
from mockserver.pytest_plugin.inbox import Inbox
from mockserver.pytest_plugin.recorded import Requests
from mockserver.pytest_plugin.servers import OwnServer, Server
from mockserver.pytest_plugin.snapshot import Snapshot
from mockserver.pytest_plugin.webhooks import Webhooks

if TYPE_CHECKING:
    import httpx
    from kombo import Kombo


# A refused call is shown where the test made it, not where that was noticed.
__tracebackhide__ = True


class _Listener(Protocol):
    def __call__(self, mock: KomboMock, *, failed: bool) -> None: ...


class KomboMock:
    """A private environment: what happens here, no other key can see.

    Where an integration is asked for, the name of its tool is enough; of several categories that is the
    first of ATS, HRIS and ASSESSMENT unless `category` says another. One that was added is named by its id, one of the
    scenario by its name there.
    """

    def __init__(self, server: Server, api_key: str, *, on_close: _Listener | None = None) -> None:
        self._server = server
        self._on_close = on_close
        self._opened = ExitStack()
        self._is_open = True
        self.url = server.url
        self.api_key = api_key
        self.control = server.control(api_key)
        # The scenario that it began with: `name`, `integrations` by name, `moments` that are ready to be called.
        self.scenario: dict[str, Any] = {"name": None, "integrations": {}, "moments": []}
        self.clock = Clock(self.control)
        self.requests = Requests(self.control)
        self.webhooks = Webhooks(self.control, close_at_end=self._close_at_end)

    # Integrations

    def integration(self, tool: str, category: str | None = None) -> str:
        """Give the id of an integration; ConfigurationError, naming the choices, if there is none."""
        if category is None and tool in self.scenario["integrations"]:
            return str(self.scenario["integrations"][tool])
        return tool if ":" in tool else self._server.integration_id(tool, category)

    def add_integration(self, tool: str, category: str | None = None, **values: Any) -> str:
        """Add an integration and give its id; `seed`, `size`, `profile` and `company` are its own if given."""
        named = {} if category is None else {"category": category}
        return str(self.control.post("/integrations", {"tool": tool, **named, **values})["id"])

    def change_integration(self, tool: str, category: str | None = None, **changes: Any) -> dict[str, Any]:
        """Change an integration, with the words of the control API such as `credentials="broken"`, and give it."""
        changed: dict[str, Any] = self.control.patch(self._place(tool, category), changes)
        return changed

    def records(self, tool: str, model: str, category: str | None = None) -> list[dict[str, Any]]:
        """Give the stored records of a model, deleted ones too, complete: no connector's gaps, nothing hidden."""
        found: list[dict[str, Any]] = []
        after: int | None = 0
        while after is not None:
            page = self.control.get(
                f"{self._place(tool, category)}/records/{segment(model)}", after=after, limit=10_000
            )
            found += page["records"]
            after = page["next"]
        return found

    def sync(self, tool: str, category: str | None = None, **values: Any) -> dict[str, Any]:
        """Run a sync from start to end and tell what it did."""
        done: dict[str, Any] = self.control.post(f"{self._place(tool, category)}/sync", values)
        return done

    def upstream(self, tool: str, event: str, category: str | None = None, **values: Any) -> dict[str, Any]:
        """Let something happen in the customer's own system, such as `candidate_hired`, and give what changed."""
        happened: dict[str, Any] = self.control.post(
            f"{self._place(tool, category)}/upstream", {"event": event, **values}
        )
        return happened

    # Clients

    def client(self, tool: str | None = None, category: str | None = None, **options: Any) -> httpx.Client:
        """Give an httpx client with key and integration, its paths relative to /v1; closed with the environment.

        ModuleNotFoundError, naming the extra, without httpx. `options` are those of httpx.
        """
        made = clients.http_client(self.url, self.api_key, self._chosen(tool, category), options)
        # Not entered, so that a test may do that itself.
        self._opened.callback(made.close)
        return made

    def async_client(self, tool: str | None = None, category: str | None = None, **options: Any) -> httpx.AsyncClient:
        """Give the same for async code: `async with kombo_mock.async_client(tool) as client:`."""
        return clients.async_client(self.url, self.api_key, self._chosen(tool, category), options)

    def sdk(self, tool: str | None = None, category: str | None = None, **options: Any) -> Kombo:
        """Give the official SDK with key and integration; its async methods work as well.

        ModuleNotFoundError, naming the extra, without kombo. `options` are those of the SDK.
        """
        made = clients.sdk_client(self.url, self.api_key, self._chosen(tool, category), options)
        client = made.sdk_configuration.client
        if "client" not in options and client is not None:
            self._opened.callback(client.close)
        return made

    def asgi_transport(self) -> httpx.AsyncBaseTransport:
        """Give a way in without a socket: `httpx.AsyncClient(transport=kombo_mock.asgi_transport())`.

        The client sends key and integration itself; see `headers`. ConfigurationError with --mockserver-url.
        """
        clients.needed("httpx", "kombo_mock.asgi_transport")
        from mockserver.pytest_plugin.in_process import InProcessTransport

        server = self._server
        if not isinstance(server, OwnServer) or server.application is None or server.loop is None:
            raise ConfigurationError(f"the server at {self.url} runs elsewhere; only over a socket can it be reached")
        return InProcessTransport(server.application, server.loop)

    def headers(self, tool: str | None = None, category: str | None = None) -> dict[str, str]:
        """Give the headers that any client has to send: the key, and the integration if a tool is named."""
        return clients.headers(self.api_key, self._chosen(tool, category))

    # The environment

    def fail(self, what: str | None = None, *, times: int | None = None, **given: Any) -> Fault:
        """Let requests fail: `fail("rate-limited", times=2)`, `fail("ATS.JOB_CLOSED", operation=…)`.

        `what` is the name of a preset or an error code of the vendor. Which requests: `operation`, `method`, `path`,
        `tool`, `category`, `integration_id`, `body`; how many: the next `times`, `every` so manieth or a `share`, else
        all until the rule is removed. Everything else is an effect of the control API, such as `latency_ms=200`.
        """
        return faults.arm(self.control, what, times, given)

    def begin_with(self, scenario: str | Path | None = None, **customer: Any) -> None:
        """Begin the environment anew with a story pack, a scenario file, or none, for a customer of your choice.

        `customer` may have `company`, `locale` and `headcount`. Resets begin in the same way from then on. ControlError
        tells what cannot be used.
        """
        self.scenario = self.control.put("/scenario", beginning(scenario, customer))
        self._server.settle(self.control)

    def snapshot(self, name: str | None = None) -> Snapshot:
        """Save the environment as it is; `restore()` puts it back, and so does the end of a `with` block."""
        return Snapshot(self.control, self.control.post("/snapshots", {"name": name}))

    def reset(self) -> None:
        """Put the environment back to how the test found it: records, clock, faults, webhooks, requests."""
        self.control.post("/reset")
        self._server.settle(self.control)

    def close(self, *, failed: bool = False) -> None:
        """Close clients and receivers, and put an environment of our own server back; harmless when repeated."""
        if not self._is_open:
            return
        self._is_open = False
        with self._opened:
            if self._on_close is not None:
                self._on_close(self, failed=failed)
            # A changed world takes memory, and a session has many tests.
            if self._server.is_own:
                Snapshot.remove_all(self.control)
                # Without its scenario, too: the next one with this key may have another.
                self.control.put("/scenario", {"name": None})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(failed=problem is not None)

    def __repr__(self) -> str:
        return f"<KomboMock {self.api_key} at {self.url}>"

    def _chosen(self, tool: str | None, category: str | None) -> str | None:
        return None if tool is None else self.integration(tool, category)

    def _place(self, tool: str, category: str | None) -> str:
        return f"/integrations/{segment(self.integration(tool, category))}"

    def _close_at_end(self, inbox: Inbox) -> None:
        self._opened.callback(inbox.close)
