"""The pages of a reader's account: profile, languages, password, data."""

from collections.abc import Iterable
from typing import Any

from litestar import Response, Router
from litestar.response import Stream

from hushroom_domain.identity.errors import WrongPassword
from hushroom_domain.identity.model import Proficiency
from hushroom_domain.identity.policy import LANGUAGE, NAME, TYPED_PASSWORD
from hushroom_domain.identity.queries import BrowserViewer, UserProfile
from hushroom_domain.identity.services.password_change import PasswordEntries
from hushroom_domain.identity.use_cases.set_languages import SetLanguages
from hushroom_domain.identity.use_cases.update_profile import UpdateProfile
from hushroom_domain.shared.errors import DomainError, FieldProblem, ValidationFailed
from hushroom_domain.shared.time import ZONE
from hushroom_http.pages.cookies import end_sign_in_cookie, set_device, set_language, set_sign_in
from hushroom_http.pages.following_secrets import following_secret
from hushroom_http.pages.form_fields import Field, Option
from hushroom_http.pages.forms import Form, submission
from hushroom_http.pages.guards import reader_of, require_reader
from hushroom_http.pages.identity.forms import PASSWORD_HINT
from hushroom_http.pages.identity.password_advice import advice_on
from hushroom_http.pages.identity.zones import listed_zones
from hushroom_http.pages.languages import NAMES, chosen, language_of
from hushroom_http.pages.next_paths import LOGIN
from hushroom_http.pages.rendering import context_of, see_other, show, show_refused
from hushroom_http.pages.tongues import named_tongues
from hushroom_http.pages.translations import N_
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

PROFICIENCIES = {
    Proficiency.NATIVE: N_("First language"),
    Proficiency.FLUENT: N_("Fluent"),
    Proficiency.ADVANCED: N_("Good"),
    Proficiency.INTERMEDIATE: N_("Enough to talk"),
    Proficiency.BEGINNER: N_("A little"),
}
PROFILE = Form(
    (
        Field(
            name="displayName",
            label=N_("Your name"),
            hint=N_("This is how others see you"),
            limit=NAME,
            is_required=False,
            autocomplete="nickname",
        ),
        Field(name="firstName", label=N_("First name"), limit=NAME, is_required=False, autocomplete="given-name"),
        Field(name="lastName", label=N_("Last name"), limit=NAME, is_required=False, autocomplete="family-name"),
        Field(
            name="timezone",
            label=N_("Time zone"),
            kind="select",
            hint=N_("All times are shown in it"),
            limit=ZONE,
            options=tuple(Option(zone, zone.replace("_", " "), is_translated=False) for zone in listed_zones()),
            keeps_others=True,
        ),
        Field(
            name="preferredLanguage",
            label=N_("Language of pages and letters"),
            kind="select",
            options=tuple(Option(tag, name, is_translated=False) for tag, name in NAMES.items()),
        ),
    )
)
PROFILE_PAGE = "identity/profile.html"
PICTURE_FIELD = "picture"
PICTURE = Form(
    (
        Field(
            name=PICTURE_FIELD,
            label=N_("A picture of you"),
            kind="file",
            hint=N_("JPEG, PNG, WebP or GIF, at most 5 MB. Its middle is shown; where and when it was taken is not."),
            accept="image/jpeg,image/png,image/webp,image/gif",
        ),
    )
)
MORE_ROWS = 2
"""The number of empty rows under the languages that are there."""
PASSWORDS = Form(
    (
        Field(
            name="currentPassword",
            label=N_("Present password"),
            kind="password",
            limit=TYPED_PASSWORD,
            autocomplete="current-password",
        ),
        Field(
            name="newPassword",
            label=N_("New password"),
            kind="password",
            hint=PASSWORD_HINT,
            limit=TYPED_PASSWORD,
            autocomplete="new-password",
        ),
    )
)
DELETION = Form(
    (Field(name="sure", label=N_("I want my account to be deleted"), kind="checkbox"),),
)
CHANGE = "identity/password.html"
LANGUAGES_TEMPLATE = "identity/languages.html"
LANGUAGE_FORM = Form((Field(name="languages", label=N_("Languages"), limit=LANGUAGE),))


@get("/account", guards=[require_reader])
async def show_account(request: WebRequest) -> Response[bytes]:
    """Returns the list of the pages of the account."""
    return show(request, "identity/account.html", person=(await _profile(request)).user)


@get("/account/profile", guards=[require_reader])
async def show_profile(request: WebRequest) -> Response[bytes]:
    """Returns the form of the reader's names, zone and language."""
    return show(
        request, PROFILE_PAGE, form=filled_profile(reader_of(request)), **profile_facts(request, picture=PICTURE)
    )


@post("/account/profile", guards=[require_reader])
async def save_profile(request: WebRequest) -> Response[bytes]:
    """Changes the reader's names, zone and language."""
    sent = await submission(request)
    language = language_of(sent.text("preferredLanguage"))
    try:
        await request.application.identity.update_profile(
            UpdateProfile.Command(
                user_id=request.viewer.user_id,
                display_name=sent.optional("displayName"),
                first_name=sent.optional("firstName"),
                last_name=sent.optional("lastName"),
                timezone=sent.text("timezone"),
                preferred_language=language.tag if language else "",
            )
        )
    except DomainError as refusal:
        facts = profile_facts(request, picture=PICTURE)
        return show_refused(request, PROFILE_PAGE, form=PROFILE, sent=sent, refusal=refusal, **facts)
    answer = see_other("/account/profile", done="saved")
    if language:
        set_language(request, answer, language.tag)
    return answer


@get("/account/languages", guards=[require_reader])
async def show_languages(request: WebRequest) -> Response[bytes]:
    """Returns the form of the languages that the reader speaks."""
    spoken = (await _profile(request)).languages
    rows = [(one.language, one.proficiency.value) for one in spoken]
    return show(request, LANGUAGES_TEMPLATE, form=LANGUAGE_FORM, **_row_facts(request, rows))


@post("/account/languages", guards=[require_reader])
async def save_languages(request: WebRequest) -> Response[bytes]:
    """Replaces the languages that the reader speaks; empty rows are left out."""
    sent = await submission(request)
    given = zip(sent.values.get("language", ()), sent.values.get("proficiency", ()), strict=False)
    rows = [(language.strip(), level) for language, level in given if language.strip()]
    try:
        await request.application.identity.set_languages(_spoken(request, rows))
    except DomainError as refusal:
        facts = _row_facts(request, rows)
        return show_refused(request, LANGUAGES_TEMPLATE, form=LANGUAGE_FORM, sent=sent, refusal=refusal, **facts)
    return see_other("/account/languages", done="saved")


@get("/account/password", guards=[require_reader])
async def show_password(request: WebRequest) -> Response[bytes]:
    """Returns the form of another password."""
    return show(request, CHANGE, form=PASSWORDS, advice=())


@post("/account/password", guards=[require_reader])
async def change_password(request: WebRequest) -> Response[bytes]:
    """Changes the password; this browser stays signed in, with a new secret, and all others do not."""
    sent = await submission(request)
    try:
        reader = reader_of(request)
        typed = sent.typed("currentPassword"), sent.typed("newPassword")
        entries = PasswordEntries(reader.user_id, *typed, sign_in_id=reader.sign_in_id)
        stays = await request.application.identity.change_password_in_browser(entries, await following_secret(request))
    except WrongPassword as refusal:
        named = _at_field(refusal, "currentPassword")
        return show_refused(request, CHANGE, form=PASSWORDS, sent=sent, refusal=named, advice=())
    except DomainError as refusal:
        advice = await advice_on(request, sent.typed("newPassword"), refusal, "newPassword")
        return show_refused(request, CHANGE, form=PASSWORDS, sent=sent, refusal=refusal, advice=advice)
    answer = see_other("/account/password", done="saved")
    set_sign_in(request, answer, stays.secret)
    set_device(request, answer, stays.device_token)
    return answer


@get("/account/data", guards=[require_reader])
async def show_data(request: WebRequest) -> Response[bytes]:
    """Returns the page on which a reader takes their data along, or deletes the account."""
    return show(request, "identity/data.html", form=DELETION)


@post("/account/data/export", guards=[require_reader])
async def export_data(request: WebRequest) -> Stream:
    """Returns all stored data of the reader as a file."""
    answer: Stream = await request.app.state.write_export(request, reader_of(request).sign_in_id)
    answer.headers["Content-Disposition"] = 'attachment; filename="hushroom.json"'
    return answer


@post("/account/data/delete", guards=[require_reader])
async def delete_account(request: WebRequest) -> Response[bytes]:
    """Deletes the account; the box must be ticked."""
    sent = await submission(request)
    if not sent.has("sure"):
        problem = FieldProblem("sure", "must be chosen")
        refusal = ValidationFailed(problem.message, problems=(problem,))
        return show_refused(request, "identity/data.html", form=DELETION, sent=sent, refusal=refusal)
    reader = reader_of(request)
    await request.application.identity.delete(reader.user_id, reader.sign_in_id)
    answer = see_other(LOGIN, done="deleted")
    end_sign_in_cookie(request, answer)
    return answer


def routes() -> Router:
    handlers = [
        show_account,
        show_profile,
        save_profile,
        show_languages,
        save_languages,
        show_password,
        change_password,
        show_data,
        export_data,
        delete_account,
    ]
    return Router("/", route_handlers=handlers, include_in_schema=False)


async def _profile(request: WebRequest) -> UserProfile:
    profile = await request.queries.users.profile(request.viewer.user_id)
    assert profile is not None, "the guard has found the reader"
    return profile


def profile_facts(request: WebRequest, *, names: Form | None = None, picture: Form | None = None) -> dict[str, Any]:
    """Returns the facts of the page of the profile: the picture that is shown, and the form that was not sent."""
    return {"avatar_url": reader_of(request).avatar_url, "names": names, "picture": picture}


def filled_profile(reader: BrowserViewer) -> Form:
    """Returns the form of the reader's names, zone and language with what is stored."""
    return PROFILE.filled(
        displayName=reader.display_name,
        firstName=reader.first_name,
        lastName=reader.last_name,
        timezone=reader.timezone,
        preferredLanguage=chosen(reader.language).tag,
    )


def _row_facts(request: WebRequest, rows: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Returns the facts of the page of languages: the rows with empty ones below them, and the choices."""
    return {
        "tongues": dict(named_tongues(context_of(request).language)),
        "rows": [*rows, *[("", Proficiency.NATIVE.value)] * MORE_ROWS],
        "proficiencies": PROFICIENCIES,
        "first_level": Proficiency.NATIVE.value,
        "longest": LANGUAGE.max,
    }


def _spoken(request: WebRequest, rows: Iterable[tuple[str, str]]) -> SetLanguages.Command:
    languages = tuple(
        SetLanguages.Language(language, _proficiency(position, level), is_preferred=position == 0)
        for position, (language, level) in enumerate(rows)
    )
    return SetLanguages.Command(request.viewer.user_id, languages)


def _proficiency(position: int, level: str) -> Proficiency:
    """Returns the proficiency of a row. Raises: ValidationFailed."""
    try:
        return Proficiency(level)
    except ValueError as error:
        problem = FieldProblem(f"languages.{position}.proficiency", "is not one of the choices")
        raise ValidationFailed(problem.message, problems=(problem,)) from error


def _at_field(refusal: DomainError, name: str) -> ValidationFailed:
    return ValidationFailed(refusal.text, problems=(FieldProblem(name, refusal.text),))
