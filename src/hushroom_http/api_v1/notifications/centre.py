"""The notification centre of a user."""

from typing import Annotated

from litestar import Router
from litestar.params import JSONBody

from hushroom_domain.notifications.errors import NotificationNotFound
from hushroom_domain.notifications.policy import EMAILS_LISTED, LISTED, MOST_KEPT, NOTIFICATIONS_KEPT
from hushroom_domain.notifications.use_cases.read_all_notifications import ReadAllNotifications
from hushroom_domain.shared.ids import NotificationId
from hushroom_domain.shared.paging import Window
from hushroom_http.api_v1.cursors import CURSOR, NEXT, tell_next
from hushroom_http.api_v1.notifications.responses import (
    EmailsAnswer,
    NotificationAnswer,
    NotificationListAnswer,
    ReadNotificationsAnswer,
    letter_answer,
    notification_answer,
)
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.query_params import DEFAULT_LIMIT, bounded
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.routing import get, post
from hushroom_http.inputs.cursors import BY_AGE, position_in
from hushroom_http.inputs.field_types import Moment
from hushroom_http.inputs.request_bodies import Body, Nothing
from hushroom_http.server.guards import require_user
from hushroom_http.server.path_params import PathId, id_in_path

KEPT = f"The newest {MOST_KEPT} are kept, for {NOTIFICATIONS_KEPT.days} days."


class ReadUntil(Body):
    """With `until`, the `createdAt` of the newest notification that was shown, later ones stay unread."""

    until: Moment | None = None


@get(
    "/",
    summary="List my notifications",
    description=f"Returns the caller's notifications, newest first. {KEPT}",
    responses=refusals(401),
    response_headers=NEXT,
)
async def list_mine(
    request: ApiRequest,
    cursor: Annotated[str | None, CURSOR] = None,
    limit: Annotated[int, bounded(LISTED)] = DEFAULT_LIMIT,
) -> NotificationListAnswer:
    """Returns the caller's notifications, newest first."""
    window = Window(limit, after=position_in(cursor, BY_AGE))
    listed = await request.queries.notifications.of_user(request.viewer.user_id, window)
    tell_next(request.scope, listed.found.next)
    return NotificationListAnswer(
        notifications=[notification_answer(one) for one in listed.found.items], unread=listed.unread
    )


@get(
    "/emails",
    summary="List the emails to me",
    description=f"Returns the newest {EMAILS_LISTED} emails to the caller: kinds and times, never contents.",
    responses=refusals(401),
)
async def list_emails(request: ApiRequest) -> EmailsAnswer:
    """Returns the newest emails to the caller."""
    found = await request.queries.notifications.emails(request.viewer.user_id)
    return EmailsAnswer(emails=list(map(letter_answer, found)))


@post("/{notification_id:str}/read", summary="Mark a notification as read", responses=with_body(401, 404))
async def read(request: ApiRequest, notification_id: PathId, data: JSONBody[Nothing]) -> NotificationAnswer:  # noqa: ARG001 - a bad body is refused
    """Marks a notification of the caller as read; a repetition changes nothing."""
    wanted = NotificationId(id_in_path(notification_id, NotificationNotFound))
    return notification_answer(await request.application.notifications.read(request.viewer.user_id, wanted))


@post("/read", summary="Mark all notifications as read", responses=with_body(401))
async def read_all(request: ApiRequest, data: JSONBody[ReadUntil]) -> ReadNotificationsAnswer:
    """Marks the caller's unread notifications as read, those until a time or all."""
    command = ReadAllNotifications.Command(user_id=request.viewer.user_id, until=data.until)
    return ReadNotificationsAnswer(read=await request.application.notifications.read_all(command))


def routes() -> Router:
    handlers = [list_mine, list_emails, read, read_all]
    return Router(
        "/notifications", route_handlers=handlers, guards=[require_user], security=TOKEN, tags=["notifications"]
    )
