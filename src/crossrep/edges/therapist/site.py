"""The therapist's page: the history in a browser. Every answer is a whole page, without scripts.

Who may enter, from where, and how much may be sent is decided before (`crossrep.edges.web`); a
form of another site never arrives here.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from crossrep.edges.history import History
from crossrep.edges.therapist import changing, reading
from crossrep.edges.therapist.changing import Therapist
from crossrep.errors import BadInputError
from crossrep.report.page import message_page

MOST_FIELDS = 400

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages need.

    Attributes:
        path: the history.
        name: opaque name put on what is saved.
        now: the moment, in the zone whose days are meant.
    """

    path: Path
    name: str
    now: Callable[[], datetime]

    def therapist(self) -> Therapist:
        """Who acts, and when."""
        return Therapist(self.name, self.now())


def pages(site: Site) -> Starlette:
    """The pages as an application; put a `Guard` before it."""
    shown = _Pages(site)
    person = "/person/{person}"
    return Starlette(
        routes=[
            Route("/", shown.persons),
            Route(person, shown.report),
            Route(person + "/report.html", shown.download),
            Route(person + "/session/{n:int}", shown.session),
            Route(person + "/prescription", shown.prescription, methods=["GET", "POST"]),
            Route(person + "/assessments", shown.assessments, methods=["GET", "POST"]),
            Route(person + "/proposal/{proposal}", shown.decide, methods=["POST"]),
        ],
        exception_handlers={404: _not_found, 405: _not_found},
    )


Work = Callable[[History], str]


class _Pages:
    """One method a page."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def _read(self, work: Work) -> Response:
        return await self._answer(work, write=False)

    async def _answer(self, work: Work, *, write: bool) -> Response:
        """A page out of the history, or one sentence on why there is none."""

        def opened() -> str:
            with History(self._site.path, write=write) as history:
                return work(history)

        try:
            return _page(await run_in_threadpool(opened))
        except BadInputError as error:
            return _page(message_page(str(error)), 400)

    async def persons(self, request: Request) -> Response:
        """Everybody, the most urgent first."""
        find, now = request.query_params.get("find", "")[:64], self._site.now()
        return await self._read(lambda history: reading.persons(history, now, find))

    async def report(self, request: Request) -> Response:
        """One person's timeline."""
        person, now = request.path_params["person"], self._site.now()
        return await self._read(lambda history: reading.report(history, person, now))

    async def download(self, request: Request) -> Response:
        """The report as a file of its own."""
        person, now = request.path_params["person"], self._site.now()
        answer = await self._read(lambda history: reading.whole_report(history, person, now))
        if answer.status_code == 200:
            name = quote(f"crossrep-{person}-{now:%Y-%m-%d}.html", safe="")
            answer.headers["content-disposition"] = f"attachment; filename*=UTF-8''{name}"
        return answer

    async def session(self, request: Request) -> Response:
        """The sets of one session."""
        person, n = request.path_params["person"], request.path_params["n"]
        now = self._site.now()
        return await self._read(lambda history: reading.session(history, person, n, now))

    async def prescription(self, request: Request) -> Response:
        """Look at it, change it, confirm it."""
        person, who = request.path_params["person"], self._site.therapist()
        if request.method == "GET":
            said = request.query_params.get("said", "")
            return await self._read(lambda h: changing.prescription(h, person, who, said))
        form = await _form(request)
        return await self._change(
            lambda h: changing.save_prescription(h, person, form, who),
            f"/person/{quote(person, safe='')}/prescription?said=saved",
        )

    async def assessments(self, request: Request) -> Response:
        """What people measured; another value."""
        person, who = request.path_params["person"], self._site.therapist()
        if request.method == "GET":
            said = request.query_params.get("said", "")
            return await self._read(lambda h: changing.assessments(h, person, who, said))
        form = await _form(request)
        return await self._change(
            lambda h: changing.save_assessment(h, person, form, who),
            f"/person/{quote(person, safe='')}/assessments?said=saved",
        )

    async def decide(self, request: Request) -> Response:
        """Confirm or refuse a proposal."""
        person, proposal = request.path_params["person"], request.path_params["proposal"]
        form, who = await _form(request), self._site.therapist()
        return await self._change(
            lambda h: changing.decide_proposal(h, person, proposal, form, who),
            f"/person/{quote(person, safe='')}",
        )

    async def _change(self, work: Work, afterwards: str) -> Response:
        """Change something; an empty page means it is done, and the browser goes on."""
        answer = await self._answer(work, write=True)
        if answer.status_code == 200 and not answer.body:
            return RedirectResponse(afterwards, 303)
        if answer.status_code == 200:
            answer.status_code = 422
        return answer


async def _form(request: Request) -> dict[str, list[str]]:
    """What a form sent."""
    body = (await request.body()).decode(errors="replace")
    return parse_qs(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)


async def _not_found(request: Request, error: Exception) -> Response:
    del request, error
    return _page(message_page("There is no such page here."), 404)


def _page(html: str, status: int = 200) -> Response:
    """A page. Its forms must say where they come from, which the strictest policy forbids."""
    return HTMLResponse(html, status, {"referrer-policy": "same-origin"})
