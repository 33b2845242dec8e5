"""A companion's week of hours, single days, and blocks."""

from datetime import date, datetime
from typing import Any

from litestar import Response, Router

from hushroom_domain.availability.errors import BlockNotFound
from hushroom_domain.availability.model import LAST_MINUTE, MIDNIGHT, Slot
from hushroom_domain.availability.use_cases.block_time import BlockTime
from hushroom_domain.availability.use_cases.set_availability import SetAvailability
from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.ids import SlotId
from hushroom_domain.shared.time import zone_of
from hushroom_http.pages.availability.forms import (
    BLOCK,
    LABELS,
    FilledRow,
    at_rows,
    end_of,
    filled_rows,
    sent_form,
    week_form,
)
from hushroom_http.pages.availability.rows import block_rows
from hushroom_http.pages.forms import Form, Submission, submission
from hushroom_http.pages.guards import reader_of, require_reader
from hushroom_http.pages.rendering import see_other, show, show_refused
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

PATH, BLOCKS = "/companion/hours", "/companion/hours/blocks"
TEMPLATE = "availability/hours.html"


@get(PATH, guards=[require_reader])
async def show_hours(request: WebRequest) -> Response[bytes]:
    """Returns the week of the companion, with the blocks that are not over."""
    return show(request, TEMPLATE, **await _facts(request))


@post(PATH, guards=[require_reader])
async def save_hours(request: WebRequest) -> Response[bytes]:
    """Replaces the published hours by those of the form; single days that are over are left out."""
    sent = await submission(request)
    rows: tuple[FilledRow, ...] = ()
    try:
        rows = filled_rows(sent)
        command = SetAvailability.Command(request.viewer.user_id, tuple(row.hours for row in rows))
        await request.application.availability.set_hours(command)
    except DomainError as refusal:
        facts = await _facts(request) | {"week": sent_form(sent).refused(sent, at_rows(refusal, rows))}
        return _refused(request, sent_form(sent), sent, at_rows(refusal, rows), facts)
    return see_other(PATH, done="saved")


@post(BLOCKS, guards=[require_reader])
async def block(request: WebRequest) -> Response[bytes]:
    """Blocks a day, or hours of it."""
    sent = await submission(request)
    try:
        await request.application.availability.block(_block(request, sent))
    except DomainError as refusal:
        facts = await _facts(request) | {"block": BLOCK.refused(sent, refusal)}
        return _refused(request, BLOCK, sent, refusal, facts)
    return see_other(PATH, done="blocked")


@post("/companion/hours/blocks/{block_id:str}/remove", guards=[require_reader])
async def unblock(request: WebRequest, block_id: PathId) -> Response[bytes]:
    """Removes a block."""
    wanted = SlotId(id_in_path(block_id, BlockNotFound))
    await request.application.availability.unblock(request.viewer.user_id, wanted)
    return see_other(PATH, done="unblocked")


async def _facts(request: WebRequest) -> dict[str, Any]:
    """Returns the facts of the page as stored. Raises: CompanionNotFound."""
    slots = await request.queries.availability.of_user(request.viewer.user_id)
    if slots is None:
        raise CompanionNotFound
    zone = reader_of(request).timezone
    kept = [slot for slot in slots if not _is_over(slot, request.platform.clock.now())]
    hours = [slot for slot in kept if not slot.is_blocked]
    return {"week": week_form(hours, zone), "block": BLOCK, "blocks": block_rows(kept), "groups": LABELS}


def _is_over(slot: Slot, now: datetime) -> bool:
    """Returns whether the slot is for one day, and that day is over in the slot's zone."""
    return slot.specific_date is not None and slot.specific_date < _today(slot, now)


def _today(slot: Slot, now: datetime) -> date:
    return now.astimezone(zone_of(slot.timezone)).date()


def _block(request: WebRequest, sent: Submission) -> BlockTime.Command:
    """Returns the command of the form. Raises: ValidationFailed."""
    return BlockTime.Command(
        user_id=request.viewer.user_id,
        date=sent.day("date"),
        start_time=sent.clock("startTime") if sent.text("startTime") else MIDNIGHT,
        end_time=end_of(sent.clock("endTime")) if sent.text("endTime") else LAST_MINUTE,
    )


def _refused(
    request: WebRequest, form: Form, sent: Submission, refusal: DomainError, facts: dict[str, Any]
) -> Response[bytes]:
    return show_refused(request, TEMPLATE, form=form, sent=sent, refusal=refusal, **facts)


def routes() -> Router:
    return Router("/", route_handlers=[show_hours, save_hours, block, unblock], include_in_schema=False)
