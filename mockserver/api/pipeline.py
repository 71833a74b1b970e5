"""The one way through: route, authenticate, resolve, validate, act, project, answer."""

from __future__ import annotations

from time import perf_counter_ns

import orjson

import mockserver.api.operations  # noqa: F401 - registers what acts on each operation
from mockserver.api import faults, limits
from mockserver.api.authentication import read_key
from mockserver.api.body import read_json
from mockserver.api.call import HANDLERS, Call
from mockserver.api.inputs import covered_input
from mockserver.api.lists import Lists
from mockserver.api.observing import Observer
from mockserver.api.passage import Passage
from mockserver.api.projection import Shapes
from mockserver.api.recording import Recorder
from mockserver.api.refusals import refusal
from mockserver.api.request import JSON, Answer, Delivery, Request, ascii_safe
from mockserver.api.resolution import admit, resolve
from mockserver.api.view import Views
from mockserver.description import Operation, parse_query, validate_body
from mockserver.errors import ApiError
from mockserver.state.environments import Environment
from mockserver.state.faults import SETTING as FAULTS
from mockserver.state.in_flight import InFlight
from mockserver.state.journal import Journals
from mockserver.state.limits import SETTING as LIMITS
from mockserver.state.schedule import next_due, play
from mockserver.state.store import Store

# A read that others keep writing into is given up after so many.
_ATTEMPTS = 10


class Pipeline:
    """Answers requests; one instance serves all environments of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.views = Views(store.catalog)
        self.shapes = Shapes(store.catalog)
        self.lists = Lists()
        self.in_flight = InFlight(store)
        self.observer = Observer()
        self.journals = _journals(store)
        self.recorder = Recorder(self.journals)
        self._keys = frozenset(store.settings.api_keys)

    def answer(self, request: Request, unreadable: ApiError | None = None) -> Answer:
        """Give the answer to a request and write both down; never raises.

        `unreadable` is why the rest of the request could not be read; whoever may ask gets it as the answer.
        """
        begun = perf_counter_ns()
        passage = Passage(request)
        try:
            answer = self._answer(passage, unreadable)
        except Exception as problem:
            answer = refusal(problem, request, passage.error_class, passage.state)
        name = None if passage.operation is None else passage.operation.id
        if passage.environment is None:
            passage.environment = self._asker(request)
        if passage.environment is not None:
            answer = self._left(passage, passage.environment, answer, begun)
        self.observer.saw("unified", request, answer, name, begun, passage.integration_id, passage.struck)
        return answer

    def _left(self, passage: Passage, environment: Environment, answer: Answer, begun: int) -> Answer:
        """Let faults change an answer, tell about concurrency, and write down what happened."""
        now, operation = self.store.now(environment), passage.operation
        if passage.struck is not None:
            answer = faults.altered(passage.struck, answer, now)
        if operation is not None and operation.kind == "action":
            self._finish_action(passage, environment, answer)
        if self.journals.are_kept and not passage.request.is_look:
            self.recorder.note(passage, answer, now, (perf_counter_ns() - begun) // 1000)
        return answer

    def _answer(self, passage: Passage, unreadable: ApiError | None) -> Answer:
        """Find out what is asked and who asks; then answer, unless limits or faults come first."""
        request = passage.request
        operation, passage.path = self.store.description.match(request.method, request.path)
        passage.operation = operation
        environment = passage.environment = self.store.environment(read_key(request, self._keys))
        if (due := next_due(environment)) is not None and due <= (now := self.store.now(environment)):
            play(self.store, environment, now)
        passage.state = f"{environment.id}/{environment.revision}"
        if unreadable is not None:
            raise unreadable
        # A look uses up nothing that was set up for clients: no request of a limit, no strike of a fault.
        settings = {} if request.is_look else environment.settings
        if LIMITS in settings:
            limits.admit_request(self.store, environment, self.store.now(environment))
        if operation.kind == "action":
            limits.admit_action(self.in_flight, environment, passage.slot)
        if FAULTS in settings or faults.HEADER in request.headers:
            passage.struck = faults.meet(self.store, environment, operation, request, passage.integration_id)
            faults.refuse(passage.struck, self.store.now(environment))
        most = None if passage.struck is None else passage.struck.effect.get("short_page")
        is_usual = operation.kind == "list" and most is None
        page = self.lists.again(environment, operation, request) if is_usual else None
        if page is not None:
            answer = Answer(200, page.body, page.headers)
        else:
            answer = self._acted(passage, operation, environment, most)
        if passage.struck is not None:
            faults.fail_after(passage.struck)
        return answer

    def _asker(self, request: Request) -> Environment | None:
        """Give the environment of who asked for what does not exist; None without a key that is accepted."""
        try:
            return self.store.environment(read_key(request, self._keys))
        except Exception:
            return None

    def _call(self, passage: Passage, operation: Operation, environment: Environment) -> Call:
        request, path = passage.request, passage.path
        integration = resolve(self.store, environment, operation, request, path)
        call = passage.call = Call(
            store=self.store,
            shapes=self.shapes,
            request=request,
            operation=operation,
            environment=environment,
            path=path,
            arguments=parse_query(operation, request.query),
            connected=integration,
        )
        if integration is not None:
            call.seen_through = self.views.of(integration)
            admit(operation, integration, call.seen_through, self.store.catalog.connector(integration.tool).label)
        return call

    def _acted(self, passage: Passage, operation: Operation, environment: Environment, most: int | None) -> Answer:
        """Act on a request; what is only read is read again where another process wrote in between.

        A page takes several statements, and between two of them a world may change, or go away with a reset.
        """
        attempts = _ATTEMPTS if operation.method == "GET" and self.store.database.shared else 1
        while True:
            attempts -= 1
            try:
                answer = self._act(passage, self._call(passage, operation, environment), most)
            except Exception:
                if not attempts or self.store.is_current(environment):
                    raise
            else:
                if not attempts or self.store.is_current(environment):
                    return answer

    def _act(self, passage: Passage, call: Call, most: int | None) -> Answer:
        operation = call.operation
        if operation.kind == "list":
            page = self.lists.page(call, most)
            return Answer(200, page.body, page.headers)
        if operation.body_schema is not None:
            call.body = read_json(call.request, required=operation.body_required)
            validate_body(operation, call.body)
            passage.struck = faults.meet_in_body(call.body, call.request.body, passage.struck)
            faults.refuse(passage.struck, call.now)
            if operation.action is not None and call.connected is not None:
                call.body = covered_input(call)
        data = HANDLERS[operation.id](call)
        document = {"status": "success", "data": data}
        if operation.has_warnings:
            document["warnings"] = [{"message": message} for message in call.warnings]
        notes = [f"unknown query parameter {name!r} was ignored" for name in call.arguments.unknown]
        notes += call.explanations
        headers = [(b"x-mock-explanation", ascii_safe("; ".join(notes)))] if notes else []
        return Answer(200, orjson.dumps(document), headers)

    def _finish_action(self, passage: Passage, environment: Environment, answer: Answer) -> None:
        if answer.content_type == JSON:
            limits.show_concurrency(self.in_flight, environment, passage.slot, answer)
        delay = passage.call.delay_ms if passage.call is not None and answer.status < 400 else 0
        if delay or answer.delivery is not None:
            answer.delivery = answer.delivery or Delivery()
            answer.delivery.delay_ms += delay
            answer.delivery.slot = passage.slot


def _journals(store: Store) -> Journals:
    """Give the journals of a store: in memory, or in the database where several processes answer."""
    bounds = store.settings.journal_entries, store.settings.journal_bytes
    if not store.database.remote and store.settings.workers == 1:
        return Journals(*bounds)
    from mockserver.state.shared_journal import SharedJournals

    return SharedJournals(store.database, *bounds)
