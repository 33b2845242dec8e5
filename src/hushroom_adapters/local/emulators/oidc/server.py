"""The routes of the provider: what programs ask, and the routes that order faults."""

import secrets
import time
from typing import Any

from aiohttp import web
from jose import JWTError, jwt

from hushroom_adapters.local.emulators.oidc.asking import WORLD, authorise, choose
from hushroom_adapters.local.emulators.oidc.faults import Trouble
from hushroom_adapters.local.emulators.oidc.tokens import id_token
from hushroom_adapters.local.emulators.oidc.world import Question, World


def application(world: World) -> web.Application:
    app = web.Application()
    app[WORLD] = world
    app.add_routes(
        [
            web.get("/.well-known/openid-configuration", discovery),
            web.get("/{dialect:apple}/.well-known/openid-configuration", discovery),
            web.get("/authorize", authorise),
            web.get("/{dialect:apple}/authorize", authorise),
            web.get("/{dialect:github}/login/oauth/authorize", authorise),
            web.post("/choose", choose),
            web.post("/token", token),
            web.post("/{dialect:apple}/token", token),
            web.post("/{dialect:github}/login/oauth/access_token", token),
            web.get("/userinfo", user_info),
            web.get("/github/user", github_user),
            web.get("/github/user/emails", github_emails),
            web.get("/jwks", jwks),
            web.get("/_sandbox/health", health),
            web.get("/_sandbox/counts", counts),
            web.post("/_sandbox/faults", order_fault),
            web.delete("/_sandbox/faults", forget_faults),
            web.post("/_sandbox/rotate", rotate),
        ]
    )
    return app


async def discovery(request: web.Request) -> web.Response:
    world, dialect = request.app[WORLD], request.match_info.get("dialect", "oidc")
    world.count("discovery")
    issuer = world.issuer(dialect)
    own = {"userinfo_endpoint": f"{issuer}/userinfo", "authorization_response_iss_parameter_supported": True}
    return web.json_response(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{world.url}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            **(own if dialect == "oidc" else {}),
        }
    )


async def jwks(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    world.count("jwks")
    return web.json_response({"keys": [key.shown() for key in world.keys]})


async def token(request: web.Request) -> web.Response:
    world, dialect = request.app[WORLD], request.match_info.get("dialect", "oidc")
    world.count("token")
    trouble = world.plan.take(Trouble.TOKEN_FAILS, Trouble.TOKEN_REDIRECTS, Trouble.TOKEN_IS_NO_JSON)
    if trouble is not None:
        return _broken(trouble)
    form = {name: str(value) for name, value in (await request.post()).items()}
    if not _is_client(world, dialect, form):
        return _refused(dialect, "invalid_client", 401)
    question = world.redeemed(form.get("code", ""))
    if question is None or not _fits(question, dialect, form):
        return _refused(dialect, "bad_verification_code" if dialect == "github" else "invalid_grant", 400)
    return web.json_response(_granted(world, question))


async def user_info(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    question = _question_of(request)
    if question.person is None:
        raise web.HTTPUnauthorized
    person = question.person
    claims = {
        "sub": person.subject,
        "email": person.email,
        "email_verified": person.is_verified,
        "given_name": person.given_name,
        "family_name": person.family_name,
    }
    match world.plan.take(Trouble.OTHER_SUBJECT, Trouble.TWO_DOCUMENTS):
        case Trouble.OTHER_SUBJECT:
            claims["sub"] = "9999"
        case Trouble.TWO_DOCUMENTS:
            del claims["email_verified"]
    return web.json_response(claims)


async def github_user(request: web.Request) -> web.Response:
    person = _question_of(request).person
    if person is None:
        raise web.HTTPUnauthorized
    return web.json_response({"id": int(person.subject), "login": person.given_name.lower(), "email": None})


async def github_emails(request: web.Request) -> web.Response:
    world, question = request.app[WORLD], _question_of(request)
    if question.person is None or "user:email" not in question.scope.split():
        raise web.HTTPNotFound
    if world.plan.take(Trouble.NO_ADDRESS):
        return web.json_response([])
    verified = question.person.is_verified and not world.plan.take(Trouble.UNVERIFIED_ADDRESS)
    other = {"email": "other@example.com", "primary": False, "verified": True, "visibility": None}
    return web.json_response([other, {**other, "email": question.person.email, "primary": True, "verified": verified}])


async def health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def counts(request: web.Request) -> web.Response:
    return web.json_response(request.app[WORLD].counts)


async def order_fault(request: web.Request) -> web.Response:
    try:
        trouble = Trouble((await request.json())["trouble"])
    except (KeyError, TypeError, ValueError):
        return web.json_response({"troubles": list(Trouble)}, status=400)
    request.app[WORLD].plan.due.append(trouble)
    return web.json_response({"trouble": trouble}, status=201)


async def forget_faults(request: web.Request) -> web.Response:
    request.app[WORLD].plan.due.clear()
    return web.json_response([])


async def rotate(request: web.Request) -> web.Response:
    return web.json_response({"kid": request.app[WORLD].rotate()})


def _granted(world: World, question: Question) -> dict[str, Any]:
    access_token = secrets.token_urlsafe(24)
    world.access_tokens[access_token] = question
    granted = {"access_token": access_token, "token_type": "bearer", "scope": question.scope}
    if question.dialect == "github" or world.plan.take(Trouble.NO_ID_TOKEN):
        return granted
    return {**granted, "expires_in": 600, "id_token": id_token(world, question)}


def _fits(question: Question, dialect: str, form: dict[str, str]) -> bool:
    return (
        question.dialect == dialect
        and question.client_id == form.get("client_id")
        and question.redirect_uri == form.get("redirect_uri")
        and form.get("grant_type", "authorization_code") == "authorization_code"
        and question.is_proved_by(form.get("code_verifier", ""))
    )


def _is_client(world: World, dialect: str, form: dict[str, str]) -> bool:
    """Returns whether the secret is right: at Apple a token of a minute, signed with the private key of the client."""
    secret = form.get("client_secret", "")
    if form.get("client_id") != world.client_id:
        return False
    if dialect != "apple":
        return secrets.compare_digest(secret, world.client_secret)
    try:
        claims = jwt.decode(secret, world.apple_key, ["ES256"], audience=world.issuer("apple"))
    except JWTError:
        return False
    return bool(claims["sub"] == world.client_id and claims["exp"] > time.time() and claims["iss"])


def _refused(dialect: str, error: str, status: int) -> web.Response:
    """Returns the refusal; GitHub refuses with the status 200."""
    return web.json_response({"error": error}, status=200 if dialect == "github" else status)


def _broken(trouble: Trouble) -> web.Response:
    match trouble:
        case Trouble.TOKEN_REDIRECTS:
            return web.Response(status=307, headers={"Location": "/_sandbox/health"})
        case Trouble.TOKEN_IS_NO_JSON:
            return web.Response(text="<!doctype html>")
    return web.Response(status=503)


def _question_of(request: web.Request) -> Question:
    """Returns what the access token stands for. Raises: HTTPUnauthorized."""
    _, _, token = request.headers.get("Authorization", "").partition(" ")
    question = request.app[WORLD].access_tokens.get(token)
    if question is None:
        raise web.HTTPUnauthorized
    return question
