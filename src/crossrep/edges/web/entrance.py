"""What somebody without the cookie meets: a page without a word of health, that can take a secret.

The secret stands behind the # of the address, which browsers do not send; the script below sends
it once in the body of a request and gets the cookie for it.
"""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from crossrep.edges.web.door import Door

ENTER, SCRIPT, STYLE = "/enter", "/enter.js", "/enter.css"
LONGEST_SECRET = 256

_PAGE = f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>CrossRep</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{STYLE}"><link rel="icon" href="data:,">
<main><h1>CrossRep</h1>
<p>Open the address, or the square code, that stands on the computer with the sensors.</p>
<p lang="de">Bitte die Adresse oder das Code-Quadrat öffnen, das am Computer mit den Sensoren
steht.</p></main>
<script src="{SCRIPT}"></script></html>
"""
_STYLE_SHEET = """body{margin:0;background:#F7F5F0;color:#14202A;font:500 28px/1.3 sans-serif}
main{max-width:22em;margin:0 auto;padding:12vh 24px}h1{font-size:56px;margin:0}
main{visibility:hidden}.shut main{visibility:visible}
"""
_ENTER_SCRIPT = """const secret = location.hash.slice(1);
const shut = () => document.documentElement.classList.add('shut');
if (secret) {
  history.replaceState(null, '', location.pathname + location.search);
  fetch('/enter', {method: 'POST', body: secret})
    .then(answer => answer.ok ? location.reload() : shut(), shut);
} else shut();
"""


def outside(path: str) -> Response:
    """Nothing but the way in."""
    if path == SCRIPT:
        return Response(_ENTER_SCRIPT, media_type="text/javascript")
    if path == STYLE:
        return Response(_STYLE_SHEET, media_type="text/css")
    return Response(_PAGE, 401, media_type="text/html")


async def enter(door: Door, scope: Scope, receive: Receive, send: Send) -> None:
    """The cookie for the secret."""
    if scope["method"] != "POST":
        await PlainTextResponse("", 405)(scope, receive, send)
        return
    body = b""
    async for chunk in Request(scope, receive).stream():
        body += chunk
        if len(body) > LONGEST_SECRET:
            break
    if door.opens(body):
        answer = Response(status_code=204, headers={"set-cookie": door.set_cookie()})
    else:
        answer = PlainTextResponse("", 403)
    await answer(scope, receive, send)
