"""The pages of passkeys: signing in by one, and the list of one's own; the module `js/passkey.js` sends these forms."""

from contextlib import suppress
from uuid import UUID

import msgspec
from litestar import Response, Router

from hushroom_domain.identity.errors import (
    CopiedPasskey,
    PasskeyNotFound,
    PasskeyRefused,
    RecentSignInRequired,
    WrongPasskey,
    WrongPassword,
)
from hushroom_domain.identity.model import Passkey
from hushroom_domain.identity.policy import PASSKEY_NAME, TYPED_PASSWORD
from hushroom_domain.identity.use_cases.add_passkey import AddPasskey
from hushroom_domain.identity.use_cases.begin_passkey_registration import BeginPasskeyRegistration
from hushroom_domain.identity.use_cases.rename_passkey import RenamePasskey
from hushroom_domain.identity.use_cases.sign_in_browser_by_passkey import SignInBrowserByPasskey
from hushroom_domain.shared.errors import DomainError, raise_for_fields
from hushroom_domain.shared.ids import PasskeyId
from hushroom_http.inputs.passkey_ceremonies import (
    AssertionCredential,
    AttestationCredential,
    Ceremony,
    creation_options,
    request_options,
)
from hushroom_http.pages.context import language_for
from hushroom_http.pages.cookies import device_token
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form, submission
from hushroom_http.pages.guards import optional_reader, reader_of, require_reader
from hushroom_http.pages.identity.forms import SIGN_IN
from hushroom_http.pages.identity.passkey_answers import credential_in
from hushroom_http.pages.identity.signing_in import LOGIN_PAGE, begun_page, login_facts
from hushroom_http.pages.next_paths import LOGIN, safe_path
from hushroom_http.pages.problem_words import refusal_words
from hushroom_http.pages.rendering import PERSONAL, READER, UNPROCESSABLE, see_other, show, show_refused
from hushroom_http.pages.resent_forms import unpacked
from hushroom_http.pages.translations import N_
from hushroom_http.pages.visits import show_to_stranger
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.rate_limits import require_within
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

PATH = "/account/passkeys"
LIST_PAGE, ONE_PAGE = "identity/passkeys.html", "identity/passkey.html"
NAMED = Form(
    (
        Field(
            name="name",
            label=N_("Name of the passkey"),
            hint=N_("By which you know it again: Phone, or Laptop at work"),
            limit=PASSKEY_NAME,
        ),
    )
)
ADDED = Form(
    (
        *NAMED.fields,
        Field(
            name="currentPassword",
            label=N_("Present password"),
            hint=N_("Needed if you have no second factor and logged in more than 10 minutes ago"),
            kind="password",
            limit=TYPED_PASSWORD,
            is_required=False,
            autocomplete="current-password",
        ),
    )
)


@post(f"{LOGIN}/passkey/begin", guards=[optional_reader])
async def begin_sign_in(request: WebRequest) -> Response[bytes]:
    """Returns the parameters with which the browser asks for a passkey, with a new challenge."""
    await submission(request)
    await require_within(request, "passkey")
    return _for_browser(request_options(await request.application.identity.begin_passkey_sign_in()))


@post(f"{LOGIN}/passkey", guards=[optional_reader])
async def sign_in(request: WebRequest) -> Response[bytes]:
    """Signs the browser in by the answer of a passkey; a form that came along is shown to be sent again."""
    sent = await submission(request)
    following, again = safe_path(sent.text("next"), ""), unpacked(sent)
    try:
        await require_within(request, "login")
        assertion = credential_in(AssertionCredential, sent, WrongPasskey).assertion()
        command = SignInBrowserByPasskey.Command(assertion=assertion, device_token=device_token(request))
        made = await request.application.identity.sign_in_browser_by_passkey(command)
    except (WrongPasskey, CopiedPasskey) as refusal:
        form = SIGN_IN.refused(sent, refusal)
        return show_to_stranger(request, LOGIN_PAGE, form=form, status=422, **login_facts(request, following, again))
    except DomainError as refusal:
        facts = login_facts(request, following, again)
        return show_refused(request, LOGIN_PAGE, form=SIGN_IN, sent=sent, refusal=refusal, **facts)
    return await begun_page(request, made, following, again)


@get(PATH, guards=[require_reader])
async def list_passkeys(request: WebRequest) -> Response[bytes]:
    """Returns the passkeys of the reader, and the form that adds one."""
    return show(request, LIST_PAGE, form=ADDED, passkeys=await _own(request))


@post(f"{PATH}/begin", guards=[require_reader])
async def begin_registration(request: WebRequest) -> Response[bytes]:
    """Returns the parameters with which the browser makes a passkey, with a new challenge.

    A missing or wrong password is answered in words, which the page shows beside what was typed.
    """
    sent, reader = await submission(request), reader_of(request)
    command = BeginPasskeyRegistration.Command(
        user_id=reader.user_id, sign_in_id=reader.sign_in_id, password=sent.typed("currentPassword") or None
    )
    try:
        options = await request.application.identity.begin_passkey_registration(command)
    except (RecentSignInRequired, WrongPassword) as refusal:
        words = refusal_words(refusal, language_for(request, request.scope["state"].get(READER)))
        return _as_json({"problem": words}, UNPROCESSABLE)
    return _for_browser(creation_options(options))


@post(PATH, guards=[require_reader])
async def add_passkey(request: WebRequest) -> Response[bytes]:
    """Adds the passkey that the browser has made."""
    sent = await submission(request)
    try:
        raise_for_fields(
            PASSKEY_NAME.problem("name", sent.text("name")),
            TYPED_PASSWORD.problem("currentPassword", sent.typed("currentPassword")),
        )
        attestation = credential_in(AttestationCredential, sent, PasskeyRefused).attestation()
        reader = reader_of(request)
        command = AddPasskey.Command(
            user_id=reader.user_id, sign_in_id=reader.sign_in_id, name=sent.text("name"), attestation=attestation
        )
        await request.application.identity.add_passkey(command)
    except DomainError as refusal:
        facts = {"passkeys": await _own(request)}
        return show_refused(request, LIST_PAGE, form=ADDED, sent=sent, refusal=refusal, **facts)
    return see_other(PATH, done="added")


@get(f"{PATH}/{{passkey_id:str}}", guards=[require_reader])
async def show_passkey(request: WebRequest, passkey_id: PathId) -> Response[bytes]:
    """Returns the form of a passkey's name, and the button that removes it."""
    passkey = await _one(request, passkey_id)
    return show(request, ONE_PAGE, form=NAMED.filled(name=passkey.name), passkey=passkey)


@post(f"{PATH}/{{passkey_id:str}}", guards=[require_reader])
async def rename_passkey(request: WebRequest, passkey_id: PathId) -> Response[bytes]:
    """Renames a passkey of the reader."""
    sent, passkey = await submission(request), await _one(request, passkey_id)
    try:
        command = RenamePasskey.Command(user_id=request.viewer.user_id, passkey_id=passkey.id, name=sent.text("name"))
        await request.application.identity.rename_passkey(command)
    except DomainError as refusal:
        return show_refused(request, ONE_PAGE, form=NAMED, sent=sent, refusal=refusal, passkey=passkey)
    return see_other(PATH, done="renamed")


@post(f"{PATH}/{{passkey_id:str}}/remove", guards=[require_reader])
async def remove_passkey(request: WebRequest, passkey_id: PathId) -> Response[bytes]:
    """Removes a passkey of the reader; one that was removed meanwhile is no error."""
    sent = await submission(request)
    wanted, reader = PasskeyId(id_in_path(passkey_id, PasskeyNotFound)), reader_of(request)
    try:
        with suppress(PasskeyNotFound):
            await request.application.identity.remove_passkey(reader.user_id, wanted, reader.sign_in_id)
    except DomainError as refusal:
        facts = {"passkeys": await _own(request)}
        return show_refused(request, LIST_PAGE, form=ADDED, sent=sent, refusal=refusal, **facts)
    return see_other(PATH, done="removed")


def routes() -> Router:
    handlers = [
        begin_sign_in, sign_in,
        list_passkeys, begin_registration, add_passkey, show_passkey, rename_passkey, remove_passkey,
    ]  # fmt: skip
    return Router("/", route_handlers=handlers, include_in_schema=False)


async def _own(request: WebRequest) -> tuple[Passkey, ...]:
    return await request.queries.users.passkeys(request.viewer.user_id)


async def _one(request: WebRequest, passkey_id: str) -> Passkey:
    """Returns a passkey of the reader. Raises: PasskeyNotFound."""
    wanted: UUID = id_in_path(passkey_id, PasskeyNotFound)
    found = next((one for one in await _own(request) if one.id == wanted), None)
    if found is None:
        raise PasskeyNotFound
    return found


def _for_browser(options: Ceremony) -> Response[bytes]:
    return _as_json({"publicKey": options})


def _as_json(answer: object, status: int = 200) -> Response[bytes]:
    body = msgspec.json.encode(answer)
    return Response(body, status_code=status, media_type="application/json", headers={"Cache-Control": PERSONAL})
