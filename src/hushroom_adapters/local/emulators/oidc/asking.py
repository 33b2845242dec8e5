"""The pages of the provider: a request for a sign-in, the choice of a person, and the way back to the client."""

import secrets
import time
from urllib.parse import urlencode

from aiohttp import web
from attrs import evolve
from jinja2 import Environment, PackageLoader, StrictUndefined

from hushroom_adapters.local.emulators.oidc.faults import Trouble
from hushroom_adapters.local.emulators.oidc.world import PEOPLE, Question, World

WORLD = web.AppKey("world", World)
TEMPLATES = Environment(
    loader=PackageLoader("hushroom_adapters.local.emulators.oidc"), autoescape=True, undefined=StrictUndefined
)
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


async def authorise(request: web.Request) -> web.Response:
    """Shows the people to choose from. A request that could not be answered safely is refused on the page itself."""
    world, query = request.app[WORLD], request.query
    dialect = request.match_info.get("dialect", "oidc")
    wrong = _wrong(world, dialect, request)
    if wrong is not None:
        return web.Response(text=f"{wrong}\n", status=400)
    number = secrets.token_urlsafe(16)
    world.questions[number] = Question(
        dialect=dialect,
        client_id=query["client_id"],
        redirect_uri=query["redirect_uri"],
        state=query["state"],
        nonce=query.get("nonce", ""),
        challenge=query["code_challenge"],
        scope=query.get("scope", ""),
        asked_at=time.time(),
    )
    return _page("choose.html", question=number, people=PEOPLE, client_id=query["client_id"], dialect=dialect)


async def choose(request: web.Request) -> web.StreamResponse:
    """Goes back to the client with a code for the chosen person, or with the refusal of the person."""
    world, form = request.app[WORLD], await request.post()
    question = world.questions.pop(str(form.get("question", "")), None)
    person = next((one for one in PEOPLE if one.subject == form.get("person")), None)
    if question is None:
        return web.Response(text="This question was answered before.\n", status=400)
    if person is None:
        return _answered(world, question, {"error": "access_denied"})
    fields = {"code": _code(world, evolve(question, person=person, asked_at=time.time()))}
    if question.dialect == "apple" and person.subject not in world.known_to_apple:
        world.known_to_apple.add(person.subject)
        fields["user"] = f'{{"name":{{"firstName":"{person.given_name}","lastName":"{person.family_name}"}}}}'
    return _answered(world, question, fields)


def _code(world: World, question: Question) -> str:
    if world.plan.take(Trouble.REPLAYED_CODE):
        return world.used_codes[-1]
    code = secrets.token_urlsafe(24)
    world.codes[code] = question
    return code


def _answered(world: World, question: Question, fields: dict[str, str]) -> web.Response:
    swapped = world.plan.take(Trouble.SWAPPED_STATE)
    fields = {**fields, "state": secrets.token_urlsafe(32) if swapped else question.state}
    if question.dialect == "oidc" and not world.plan.take(Trouble.NO_ISSUER_PARAMETER):
        wrong = world.plan.take(Trouble.WRONG_ISSUER_PARAMETER)
        fields["iss"] = "https://evil.example.com" if wrong else world.issuer(question.dialect)
    if question.dialect == "apple":
        return _page("post.html", action=question.redirect_uri, fields=fields)
    return web.Response(status=303, headers={"Location": f"{question.redirect_uri}?{urlencode(fields)}"})


def _wrong(world: World, dialect: str, request: web.Request) -> str | None:
    query = request.query
    must = {"code_challenge_method": "S256"}
    if dialect != "github":
        must["response_type"] = "code"
    if dialect == "apple":
        must["response_mode"] = "form_post"
    if query.get("client_id") != world.client_id:
        return "This client is not known."
    if query.get("redirect_uri") not in world.redirect_uris:
        return "This redirect URI is not registered."
    if any(query.get(name) != value for name, value in must.items()):
        return f"The request must have {urlencode(must)}."
    needed = ("state", "code_challenge", *(() if dialect == "github" else ("nonce", "scope")))
    missing = [name for name in needed if not query.get(name)]
    return f"The request lacks {', '.join(missing)}." if missing else None


def _page(name: str, **values: object) -> web.Response:
    text = TEMPLATES.get_template(name).render(**values)
    return web.Response(text=text, content_type="text/html", headers=PAGE_HEADERS)
