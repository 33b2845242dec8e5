"""Another secret for a browser whose reader got more rights."""

from litestar import Response

from hushroom_domain.identity.errors import SignInEnded
from hushroom_domain.identity.use_cases.renew_browser_sign_in import RenewBrowserSignIn
from hushroom_http.pages.cookies import set_sign_in, sign_in_secret
from hushroom_http.pages.following_secrets import following_secret
from hushroom_http.server.request import WebRequest


async def renew_sign_in(request: WebRequest, answer: Response[bytes]) -> None:
    """Gives the browser another secret for its sign-in: a secret from before does not have the new rights.

    A sign-in that ended while the request ran stays ended.
    """
    try:
        following = await following_secret(request) or None
        command = RenewBrowserSignIn.Command(sign_in_secret(request), following)
        secret = await request.application.identity.renew_browser_sign_in(command)
    except SignInEnded:
        return
    set_sign_in(request, answer, secret)
