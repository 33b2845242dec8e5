"""The secrets that follow others: a form that signs a browser in, and is sent twice, gives the same cookie twice.

A browser shows the answer to the second press of a button only, and forgets the cookie in the answer to the first. So
the secret of the new sign-in is not drawn at random: it follows from the secret that the browser had and from the
whole request. A repeated request leads to the same secret, and nothing of it is stored. Only a sender who knows the
former cookie, the id of the form and every entry can derive it: the one who got the first answer.
"""

import hmac
from base64 import urlsafe_b64encode

from hushroom_domain.identity.queries import BrowserViewer
from hushroom_domain.shared.errors import Unauthenticated
from hushroom_http.pages.cookies import sign_in_secret, visit_secret
from hushroom_http.pages.forms import FORM_ID, submission
from hushroom_http.server.request import WebRequest

LABEL = b"hushroom following secret\0"
LONGEST_ID = 64
FOLLOWED = "followed"
"""The name in a request's state that says that its answer carries the following secret."""


async def form_id_of(request: WebRequest) -> str:
    """Returns the id of the form that was sent; an empty text without one. Raises: NotAForm, UnsupportedMediaType."""
    form_id = (await submission(request)).text(FORM_ID)
    return form_id if len(form_id) <= LONGEST_ID else ""


async def following_secret(request: WebRequest) -> str:
    """Returns the secret for the sign-in that this request begins; an empty text for a form without an id."""
    former = sign_in_secret(request) or visit_secret(request)
    if not former or not await form_id_of(request):
        return ""
    sent = request.scope["path"].encode() + b"\0" + await request.raw()
    request.scope["state"][FOLLOWED] = True
    return urlsafe_b64encode(hmac.digest(former.encode(), LABEL + sent, "sha256")).decode().rstrip("=")


async def repeated_sign_in(request: WebRequest) -> tuple[str, BrowserViewer] | None:
    """Returns the sign-in that the same request has begun before, and its reader; None for a request without one."""
    secret = await following_secret(request)
    if not secret:
        return None
    try:
        return secret, await request.platform.application.identity.authenticate_browser(secret)
    except Unauthenticated:
        return None
