"""Renders the templates of pages into responses."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Request, Response
from markupsafe import Markup
from uuid_utils import uuid4

from hushroom_domain.identity.rules.avatar_addresses import AvatarAddresses
from hushroom_domain.shared.errors import Conflict, DomainError, RuleViolated, ValidationFailed
from hushroom_http.pages.context import NO_AVATARS, ZONE_FALLBACK, PageContext, Reader, language_for
from hushroom_http.pages.forms import Form, Submission
from hushroom_http.pages.page_templates import page_templates
from hushroom_http.pages.policy import PAGE, PagePolicy
from hushroom_http.server.faults import fault_of
from hushroom_http.server.request import WebRequest

HTML: Final = "text/html"
FORM_TOKEN_STATE = "form_token"  # noqa: S105 - the name in a request's state
READER = "reader"
"""The name in a request's state of the signed-in reader."""
DONE = "done"
LONGEST_NOTICE = 40
UNPROCESSABLE = 422
RETRIED = 429
"""The first status of the errors after which the same form may be sent again."""
SEE_OTHER = 303
PUBLIC = "public, no-cache"
PERSONAL = "private, no-cache"


def show(
    request: WebRequest,
    template: str,
    *,
    status: int = 200,
    form: Form | None = None,
    policy: PagePolicy = PAGE,
    **facts: Any,
) -> Response[bytes]:
    """Returns a page: a template below `pages/templates/` with `page`, `form` and these facts."""
    return render(context_of(request), template, status=status, policy=policy, form=form, **facts)


def show_refused(
    request: WebRequest, template: str, *, form: Form, sent: Submission, refusal: DomainError, **facts: Any
) -> Response[bytes]:
    """Returns the page of a form again, with what was typed and the reasons why it was refused.

    Raises: the refusal itself, if another entry in the form cannot change it: the reader lacks a right, or the
    object of the form does not exist.
    """
    if (
        not isinstance(refusal, ValidationFailed | RuleViolated | Conflict)
        and fault_of(request, refusal).status < RETRIED
    ):
        raise refusal
    fault = fault_of(request, refusal)
    status = UNPROCESSABLE if fault.status is HTTPStatus.BAD_REQUEST else fault.status.value
    answer = show(request, template, status=status, form=form.refused(sent, refusal), **facts)
    answer.headers.update(fault.headers)
    return answer


def see_other(path: str, **query: str) -> Response[bytes]:
    """Returns a redirect that a browser follows by GET; `done=` names the message that the next page shows."""
    where = f"{path}?{urlencode(query)}" if query else path
    return Response(b"", status_code=SEE_OTHER, media_type=HTML, headers={"Location": where, "Cache-Control": PERSONAL})


def render(
    page: PageContext,
    template: str,
    *,
    status: int = 200,
    policy: PagePolicy = PAGE,
    **facts: Any,
) -> Response[bytes]:
    """Returns a page for a context that exists already."""
    html = page_templates(page.language).get_template(template).render(page=page, **facts)
    headers = {
        "Content-Language": page.language.code,
        "Content-Security-Policy": policy.with_pictures(page.avatars.cdn).header,
        "Cache-Control": PERSONAL if page.reader or page.form_token else PUBLIC,
        "Vary": "Cookie" if page.prefix else "Accept-Language, Cookie",
    }
    return Response(html.encode(), status_code=status, media_type=HTML, headers=headers)


def fragment(page: PageContext, template: str, **facts: Any) -> Markup:
    """Returns a part of a page, written by a template of its own."""
    return Markup(page_templates(page.language).get_template(template).render(page=page, **facts))  # noqa: S704 - HTML


def context_of(request: Request[Any, Any, Any]) -> PageContext:
    """Returns the facts about a request that every template reads."""
    state = request.scope["state"]
    reader: Reader | None = state.get(READER)
    return PageContext(
        language=language_for(request, reader),
        zone_key=reader.timezone if reader else ZONE_FALLBACK,
        now=_now(request),
        reader=reader,
        path=request.scope["path"],
        has_web_app=has_web_app(request),
        form_token=state.get(FORM_TOKEN_STATE, ""),
        new_form_id=str(uuid4()),
        avatars=_avatars(request),
        notice=request.query_params.get(DONE, "")[:LONGEST_NOTICE],
    )


def _now(request: Request[Any, Any, Any]) -> datetime:
    """Returns the time of the platform's clock; that of the machine for an error before the application."""
    if request.scope.get("app") is None:
        return datetime.now(UTC)
    now: datetime = request.app.state.platform.clock.now()
    return now


def _avatars(request: Request[Any, Any, Any]) -> AvatarAddresses:
    """Returns the addresses of pictures; none for an error before the application."""
    if request.scope.get("app") is None:
        return NO_AVATARS
    addresses: AvatarAddresses = request.app.state.platform.settings.http.avatar_addresses
    return addresses


def has_web_app(request: Request[Any, Any, Any]) -> bool:
    """Returns whether this server serves all pages; an error before the application is written like one of them."""
    if request.scope.get("app") is None:
        return True
    has_pages: bool = request.app.state.platform.settings.http.has_pages
    return has_pages
