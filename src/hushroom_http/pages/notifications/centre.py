"""The notification centre: what the reader was told, and which of it is unread."""

from datetime import datetime

from litestar import Response, Router

from hushroom_domain.notifications.errors import NotificationNotFound
from hushroom_domain.notifications.policy import EMAILS_LISTED, MOST_KEPT, NOTIFICATIONS_KEPT
from hushroom_domain.notifications.use_cases.read_all_notifications import ReadAllNotifications
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.ids import NotificationId
from hushroom_http.pages.forms import submission
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.notifications.rows import email_row, notice_row
from hushroom_http.pages.paging import asked_window, page_links
from hushroom_http.pages.rendering import see_other, show
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

CENTRE = "/notifications"


@get(CENTRE, guards=[require_reader])
async def show_notifications(request: WebRequest) -> Response[bytes]:
    """Returns the page with the reader's notifications, newest first."""
    listed = await request.queries.notifications.of_user(request.viewer.user_id, asked_window(request))
    links = page_links(request, listed.found.next)
    newest = listed.found.items[0].created_at.isoformat() if listed.found.items and not links.first else ""
    rows = [notice_row(one) for one in listed.found.items]
    return show(
        request,
        "notifications/centre.html",
        rows=rows,
        unread=listed.unread,
        links=links,
        newest=newest,
        most=MOST_KEPT,
        kept=NOTIFICATIONS_KEPT,
    )


@get(f"{CENTRE}/emails", guards=[require_reader])
async def show_emails(request: WebRequest) -> Response[bytes]:
    """Returns the page with the newest emails to the reader: their kinds and times."""
    found = await request.queries.notifications.emails(request.viewer.user_id)
    return show(request, "notifications/emails.html", rows=[email_row(one) for one in found], most=EMAILS_LISTED)


@post(f"{CENTRE}/{{notification_id:str}}/read", guards=[require_reader])
async def read_notification(request: WebRequest, notification_id: PathId) -> Response[bytes]:
    """Marks one notification as read. Raises: NotificationNotFound."""
    wanted = NotificationId(id_in_path(notification_id, NotificationNotFound))
    await request.application.notifications.read(request.viewer.user_id, wanted)
    return see_other(CENTRE, done="read")


@post(f"{CENTRE}/read", guards=[require_reader])
async def read_all(request: WebRequest) -> Response[bytes]:
    """Marks the notifications that the page showed, and older ones, as read. Raises: ValidationFailed."""
    sent = await submission(request)
    command = ReadAllNotifications.Command(user_id=request.viewer.user_id, until=_moment(sent.text("until")))
    await request.application.notifications.read_all(command)
    return see_other(CENTRE, done="all-read")


def _moment(text: str) -> datetime:
    """Returns the time that the page wrote into its form. Raises: ValidationFailed."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ValidationFailed("the form holds no time") from error


def routes() -> Router:
    handlers = [show_notifications, show_emails, read_notification, read_all]
    return Router("/", route_handlers=handlers, include_in_schema=False)
