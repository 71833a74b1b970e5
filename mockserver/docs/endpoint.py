"""The ASGI side of the documentation: the page, its assets, and the description as JSON and YAML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from pathlib import Path

import orjson

from mockserver.api.asgi import Receive, Scope, Send, send_answer
from mockserver.api.refusals import refusal
from mockserver.api.request import Answer, Request
from mockserver.description import Description
from mockserver.errors import ApiError, MethodNotAllowed, NotFound
from mockserver.ids import integration_id
from mockserver.settings import Settings

_HERE = Path(__file__).resolve().parent
# Copied into the package when it is installed or built, see hatch_build.py.
SWAGGER_UI = _HERE / "swagger_ui"
_SCRIPT, _STYLE = b"text/javascript; charset=utf-8", b"text/css; charset=utf-8"
_ASSETS: Mapping[str, tuple[Path, bytes]] = {
    "/docs/docs.js": (_HERE / "assets" / "docs.js", _SCRIPT),
    "/docs/docs.css": (_HERE / "assets" / "docs.css", _STYLE),
    "/docs/swagger-ui-bundle.js": (SWAGGER_UI / "swagger-ui-bundle.js", _SCRIPT),
    "/docs/swagger-ui.css": (SWAGGER_UI / "swagger-ui.css", _STYLE),
}
# Swagger UI sets the style of single elements; scripts that are not files of ours never run.
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    b"img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = [
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
# What a request that is tried out says, unless somebody types another: a key, and the integration of the category.
EXAMPLE_KEY = "demo"
EXAMPLE_TOOL = "sandbox"


class DocsEndpoint:
    """Serves the page under /docs, and /openapi.json and /openapi.yaml."""

    def __init__(self, description: Description, settings: Settings) -> None:
        self._description = description
        self._settings = settings
        self._answers: dict[str, Callable[[], Answer]] = {
            "/docs": self._page,
            "/docs/": self._page,
            "/openapi.json": self._json,
            "/openapi.yaml": self._yaml,
            **{path: self._asset(*asset) for path, asset in _ASSETS.items()},
        }

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        request = Request(scope["method"], scope["path"])
        try:
            answer = self._answer(request)
        except ApiError as problem:
            answer = refusal(problem, request)
        answer.headers = [*answer.headers, *_HEADERS]
        await send_answer(send, answer, request.method)

    def _answer(self, request: Request) -> Answer:
        make = self._answers.get(request.path)
        if make is None:
            raise NotFound(f"There is nothing at {request.path[:200]}.")
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed("Only GET and HEAD are allowed here.", headers={"Allow": "GET, HEAD"})
        return make()

    def _page(self) -> Answer:
        settings = self._settings
        ids = {name: integration_id(settings.seed, EXAMPLE_TOOL, name) for name in ("HRIS", "ATS", "ASSESSMENT")}
        values = {
            # Where keys are chosen by the operator, a page that anybody may open names none.
            "KEY": "" if settings.api_keys else EXAMPLE_KEY,
            "INTEGRATIONS": orjson.dumps(ids).decode(),
        }
        page = (_HERE / "assets" / "page.html").read_text(encoding="utf-8")
        for name, text in values.items():
            page = page.replace(f"{{{name}}}", escape(text))
        return Answer(200, page.encode(), content_type=b"text/html; charset=utf-8")

    def _json(self) -> Answer:
        return Answer.json(200, self._description.document())

    def _yaml(self) -> Answer:
        return Answer(200, _as_yaml(self._description), content_type=b"application/yaml")

    def _asset(self, file: Path, kind: bytes) -> Callable[[], Answer]:
        def answer() -> Answer:
            try:
                content = _content(file)
            except FileNotFoundError:
                raise NotFound(
                    "Swagger UI is not part of this installation: it is put in when the package is built."
                ) from None
            return Answer(200, content, [(b"cache-control", b"no-cache")], kind)

        return answer


@cache
def _content(file: Path) -> bytes:
    return file.read_bytes()


@cache
def _as_yaml(description: Description) -> bytes:
    import yaml

    # Taken apart and put together, nothing is shared any more that YAML would write as a reference.
    document = orjson.loads(orjson.dumps(description.document()))
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: str = yaml.dump(document, Dumper=dumper, sort_keys=False, allow_unicode=True, width=120)
    return text.encode()
