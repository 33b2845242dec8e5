"""The published and blocked hours of companions."""

from typing import Annotated

from litestar import Router
from litestar.params import JSONBody

from hushroom_domain.availability.errors import BlockNotFound
from hushroom_domain.availability.model import LAST_MINUTE, MIDNIGHT, Weekday
from hushroom_domain.availability.policy import SLOTS
from hushroom_domain.availability.use_cases.block_time import BlockTime
from hushroom_domain.availability.use_cases.set_availability import SetAvailability
from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.identity.model import UserRole
from hushroom_domain.shared.ids import CompanionId, SlotId
from hushroom_http.api_v1.availability.responses import SlotAnswer, slot_answer, slot_answers
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.routing import delete, get, post, put
from hushroom_http.inputs.field_types import ClockTime, Day, EndTime, TimeZone, day_of, end_of, items, time_of
from hushroom_http.inputs.request_bodies import Body
from hushroom_http.server.guards import require_role
from hushroom_http.server.path_params import PathId, id_in_path

COMPANIONS = [require_role(UserRole.COMPANION)]


class Hours(Body):
    day_of_week: Weekday
    start_time: ClockTime
    end_time: EndTime
    timezone: TimeZone | None = None
    is_recurring: bool = True
    specific_date: Day | None = None


class Schedule(Body):
    slots: Annotated[list[Hours], items(SLOTS)]


class Block(Body):
    """Without times the whole day is blocked."""

    date: Day
    start_time: ClockTime | None = None
    end_time: EndTime | None = None


@get(
    "/me",
    summary="List my hours and blocks",
    guards=COMPANIONS,
    security=TOKEN,
    responses=refusals(401, 403, 404),
)
async def show_mine(request: ApiRequest) -> list[SlotAnswer]:
    """Returns the caller's slots in order of date, weekday and start."""
    slots = await request.queries.availability.of_user(request.viewer.user_id)
    if slots is None:
        raise CompanionNotFound
    return slot_answers(slots)


@put("/me", summary="Replace my hours", guards=COMPANIONS, security=TOKEN, responses=with_body(401, 403, 404))
async def replace_mine(request: ApiRequest, data: JSONBody[Schedule]) -> list[SlotAnswer]:
    """Replaces all published slots; blocks stay."""
    slots = tuple(_hours(hours) for hours in data.slots)
    command = SetAvailability.Command(request.viewer.user_id, slots)
    return slot_answers(await request.application.availability.set_hours(command))


@get("/{companion_id:str}", summary="List a companion's hours and blocks", responses=refusals(404))
async def show(request: ApiRequest, companion_id: PathId) -> list[SlotAnswer]:
    """Returns the slots of an approved companion in order of date, weekday and start."""
    wanted = CompanionId(id_in_path(companion_id, CompanionNotFound))
    slots = await request.queries.availability.of_companion(wanted)
    if slots is None:
        raise CompanionNotFound
    return slot_answers(slots)


@post(
    "/me/block",
    summary="Take hours back",
    guards=COMPANIONS,
    security=TOKEN,
    responses=with_body(401, 403, 404),
)
async def block(request: ApiRequest, data: JSONBody[Block]) -> SlotAnswer:
    """Blocks a day or some hours of it in the caller's time zone; existing bookings stay."""
    command = BlockTime.Command(
        user_id=request.viewer.user_id,
        date=day_of(data.date),
        start_time=time_of(data.start_time) if data.start_time else MIDNIGHT,
        end_time=end_of(data.end_time) if data.end_time else LAST_MINUTE,
    )
    return slot_answer(await request.application.availability.block(command))


@delete(
    "/me/block/{block_id:str}",
    status_code=200,
    summary="Give blocked hours free again",
    guards=COMPANIONS,
    security=TOKEN,
    responses=refusals(401, 403, 404),
)
async def unblock(request: ApiRequest, block_id: PathId) -> SlotAnswer:
    """Removes one of the caller's blocks and returns the block."""
    wanted = SlotId(id_in_path(block_id, BlockNotFound))
    return slot_answer(await request.application.availability.unblock(request.viewer.user_id, wanted))


def _hours(hours: Hours) -> SetAvailability.Hours:
    return SetAvailability.Hours(
        day_of_week=hours.day_of_week,
        start_time=time_of(hours.start_time),
        end_time=end_of(hours.end_time),
        timezone=hours.timezone,
        is_recurring=hours.is_recurring,
        specific_date=day_of(hours.specific_date) if hours.specific_date else None,
    )


def routes() -> Router:
    handlers = [show_mine, replace_mine, show, block, unblock]
    return Router("/availability", route_handlers=handlers, tags=["availability"])
