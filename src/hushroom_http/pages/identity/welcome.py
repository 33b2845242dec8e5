"""The onboarding: three short steps after registering, which can be skipped and found again."""

from attrs import frozen
from litestar import Response, Router

from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.rendering import show
from hushroom_http.pages.translations import N_
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get


@frozen
class WelcomeStep:
    """One step: its name in the list of steps, its title, text, and the page that it leads to."""

    name: str
    title: str
    text: str
    path: str
    link: str


STEPS = (
    WelcomeStep(
        N_("You"),
        N_("Welcome"),
        N_("Check your time zone and language first, so that everybody means the same hour."),
        "/account/profile",
        N_("Look at my profile"),
    ),
    WelcomeStep(
        N_("How it goes"),
        N_("One thing, one person, one agreement"),
        N_("You say what you want to get done. Somebody keeps you company, by an agreement. No camera."),
        "/how-it-works",
        N_("See how a session goes"),
    ),
    WelcomeStep(
        N_("Begin"),
        N_("Your first session"),
        N_("Half an hour is a good start. Money is held when you book, and taken only after the session."),
        "/sessions/new",
        N_("New session"),
    ),
)


@get("/welcome", guards=[require_reader])
async def show_welcome(request: WebRequest) -> Response[bytes]:
    """Returns one step of the onboarding; the address names it."""
    asked = request.query_params.get("step", "1")
    number = int(asked) if asked in {"1", "2", "3"} else 1
    step = STEPS[number - 1]
    return show(
        request,
        "identity/welcome.html",
        step=number,
        steps=[one.name for one in STEPS],
        title=step.title,
        text=step.text,
        path=step.path,
        link=step.link,
    )


def routes() -> Router:
    return Router("/", route_handlers=[show_welcome], include_in_schema=False)
