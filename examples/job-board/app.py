"""A job board that lists the jobs of a connected ATS and lets people apply, through the official SDK.

It talks to whatever KOMBO_URL says; only that and the key tell the mock from production. See README.md beside it.
"""

from __future__ import annotations

import os
from html import escape
from pathlib import Path
from typing import Any

from kombo import Kombo
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse
from starlette.routing import Route

HERE = Path(__file__).resolve().parent
CONNECT = HERE / "node_modules" / "@kombo-api" / "connect" / "dist" / "index.js"
_JOB = """<li><h2>{name}</h2><form data-job="{id}">
<label>First name <input name="first_name" required></label>
<label>Last name <input name="last_name" required></label>
<label>E-mail <input name="email" type="email" required></label>
<label>CV <input name="cv" type="file" accept="application/pdf" required></label>
<button>Apply for {name}</button></form></li>"""


class JobBoard:
    """The board of one company: `integration_id` is None until its ATS is connected."""

    def __init__(self, url: str, key: str) -> None:
        self._url, self._key = url, key
        self.integration_id: str | None = None

    async def page(self, _: Request) -> HTMLResponse:
        """Show the open jobs, or the button that connects an ATS."""
        page = (HERE / "page.html").read_text(encoding="utf-8")
        return HTMLResponse(page.replace("{jobs}", await self._jobs()))

    async def link(self, _: Request) -> JSONResponse:
        """Give a link into the connection flow."""
        async with self._kombo() as kombo:
            answer = await kombo.connect.create_connection_link_async(
                end_user_email="hr@example.com",
                end_user_organization_name="Example Company",
                integration_category="ATS",
            )
        return JSONResponse({"link": answer.data.link})

    async def connected(self, request: Request) -> JSONResponse:
        """Take the token that the flow ended with and remember the integration."""
        token: str = (await request.json())["token"]
        async with self._kombo() as kombo:
            answer = await kombo.connect.get_integration_by_token_async(token=token)
        self.integration_id = answer.data.id
        return JSONResponse({"tool": answer.data.tool})

    async def apply(self, request: Request) -> JSONResponse:
        """Send an application with its CV to the ATS."""
        form: dict[str, Any] = await request.json()
        async with self._kombo() as kombo:
            answer = await kombo.ats.create_application_async(
                job_id=form["job_id"],
                candidate={
                    "first_name": form["first_name"],
                    "last_name": form["last_name"],
                    "email_address": form["email"],
                },
                attachments=[
                    {
                        "name": form["cv"]["name"],
                        "content_type": "application/pdf",
                        "type": "CV",
                        "data": form["cv"]["data"],
                    }
                ],
            )
        return JSONResponse({"id": answer.data.id})

    async def _jobs(self) -> str:
        if self.integration_id is None:
            return '<button id="connect">Connect your ATS</button>'
        async with self._kombo() as kombo:
            page = await kombo.ats.get_jobs_async(statuses=["OPEN"], page_size=10)
        jobs = page.result.data.results if page is not None else []
        return (
            "<ul>" + "".join(_JOB.format(id=escape(job.id), name=escape(job.name or "A job")) for job in jobs) + "</ul>"
        )

    def _kombo(self) -> Kombo:
        return Kombo(api_key=self._key, server_url=self._url, integration_id=self.integration_id)


def create_app(url: str | None = None, key: str | None = None, connect: Path = CONNECT) -> Starlette:
    """Give the application; `connect` is the script of the package @kombo-api/connect."""
    url = url or os.environ.get("KOMBO_URL", "http://127.0.0.1:8080/v1")
    board = JobBoard(url, key or os.environ.get("KOMBO_API_KEY", "demo"))
    return Starlette(
        routes=[
            Route("/", board.page),
            Route("/link", board.link, methods=["POST"]),
            Route("/connected", board.connected, methods=["POST"]),
            Route("/apply", board.apply, methods=["POST"]),
            Route("/board.js", lambda _: FileResponse(HERE / "board.js")),
            Route("/connect.js", lambda _: FileResponse(connect)),
        ]
    )


app = create_app()
