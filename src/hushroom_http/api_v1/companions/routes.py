"""Applications, own profiles, presence, and the public search of companions."""

from collections.abc import Awaitable, Sequence
from typing import Annotated

from litestar import Router
from litestar.params import FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, UnsetType, field

from hushroom_domain.application import Queries
from hushroom_domain.availability.model import Slot
from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.companions.model import CompanionMode, CompanionTier
from hushroom_domain.companions.policy import (
    AVERAGE_RATING,
    CONCURRENT,
    SEARCHED_PRICE,
    SEARCHED_TAG,
    SEARCHED_TEXT,
    TAGS,
)
from hushroom_domain.companions.queries import CompanionCard, CompanionSearch, CompanionSort, OwnProfile
from hushroom_domain.companions.use_cases.register_companion import RegisterCompanion
from hushroom_domain.companions.use_cases.set_presence import SetPresence
from hushroom_domain.companions.use_cases.update_companion import UpdateCompanion
from hushroom_domain.identity.model import Claimant, UserRole
from hushroom_domain.sessions.policy import DEFAULT_PLANNED_MINUTES, PLANNED_MINUTES
from hushroom_domain.shared.ids import CompanionId
from hushroom_domain.shared.money import CENTS, money_of
from hushroom_domain.shared.paging import PAGE_SIZE, SKIP, Page, Position, Window
from hushroom_domain.shared.time import Period
from hushroom_http.api_v1.companions.free_at import NAME, asked_period
from hushroom_http.api_v1.companions.responses import (
    CompanionAnswer,
    CompanionPage,
    OwnCompanionAnswer,
    PresentCompanionAnswer,
    companion_answer,
    own_companion_answer,
    present_companion_answer,
)
from hushroom_http.api_v1.cursors import CURSOR, NEXT, tell_next
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.query_moments import moment_parameter
from hushroom_http.api_v1.query_params import LANGUAGE, bounded, searched
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.routing import get, patch, post
from hushroom_http.inputs.cursors import BY_COMPANION_SORT, position_in
from hushroom_http.inputs.field_types import Bio, Rate, Tag, between, items, money
from hushroom_http.inputs.free_companions import free_companions
from hushroom_http.inputs.request_bodies import Body, changes_in
from hushroom_http.server.guards import (
    optional_user,
    owned_row,
    require_owner,
    require_role,
    require_user,
)
from hushroom_http.server.path_params import PathId, id_in_path

Tags = Annotated[list[Tag], items(TAGS)]
DEFAULT_TAKE = 20
FREE_AT = moment_parameter(NAME, "Free at this time")


class CompanionApplication(Body):
    base_rate: Rate
    bio: Bio | None = None
    expertise_tags: Tags = field(default_factory=list)
    drift_enforcement: CompanionMode = CompanionMode.MODERATE


class CompanionChanges(Body):
    """Only the given fields change; null clears the bio."""

    bio: Bio | UnsetType | None = UNSET
    base_rate: Rate | UnsetType = UNSET
    expertise_tags: Tags | UnsetType = UNSET
    drift_enforcement: CompanionMode | UnsetType = UNSET
    max_concurrent: Annotated[int, between(CONCURRENT)] | UnsetType = UNSET


class Presence(Body):
    is_online: bool


@post(
    "/register",
    summary="Apply to become a companion",
    guards=[require_user],
    security=TOKEN,
    responses=with_body(401, 409),
)
async def register(request: ApiRequest, data: JSONBody[CompanionApplication]) -> OwnCompanionAnswer:
    """Creates a profile that waits for review; the caller's role becomes COMPANION."""
    command = RegisterCompanion.Command(
        user_id=request.viewer.user_id,
        base_rate=money(data.base_rate),
        bio=data.bio,
        expertise_tags=tuple(data.expertise_tags),
        drift_enforcement=data.drift_enforcement,
    )
    await request.application.companions.register(command)
    return own_companion_answer(*await _profile(request))


def _profile_of(queries: Queries, claimant: Claimant) -> Awaitable[OwnProfile | None]:
    return queries.companions.own(claimant.user_id, claimant.sign_in_id)


@get(
    "/me",
    summary="Show my companion profile",
    guards=[require_owner(_profile_of, UserRole.COMPANION)],
    security=TOKEN,
    responses=refusals(401, 403, 404),
)
async def show_mine(request: ApiRequest) -> OwnCompanionAnswer:
    """Returns the whole profile with its user and the published hours."""
    return own_companion_answer(*await _with_hours(request, owned_row(request, OwnProfile)))


@patch(
    "/me",
    summary="Change my companion profile",
    guards=[require_role(UserRole.COMPANION)],
    security=TOKEN,
    responses=with_body(401, 403, 404),
)
async def change_mine(request: ApiRequest, data: JSONBody[CompanionChanges]) -> OwnCompanionAnswer:
    """Changes the given fields only; paid sessions keep their price."""
    changes = changes_in(data)
    if "base_rate" in changes:
        changes["base_rate"] = money(changes["base_rate"])
    if "expertise_tags" in changes:
        changes["expertise_tags"] = tuple(changes["expertise_tags"])
    await request.application.companions.update(UpdateCompanion.Command(user_id=request.viewer.user_id, **changes))
    return own_companion_answer(*await _profile(request))


@patch(
    "/me/online",
    summary="Go online or offline",
    guards=[require_role(UserRole.COMPANION)],
    security=TOKEN,
    responses=with_body(401, 403, 404),
)
async def set_presence(request: ApiRequest, data: JSONBody[Presence]) -> PresentCompanionAnswer:
    """Sets the presence of the caller."""
    await request.application.companions.set_presence(SetPresence.Command(request.viewer.user_id, data.is_online))
    return present_companion_answer(*await _profile(request))


@get("/", summary="Search companions", responses=refusals(), response_headers=NEXT)
async def search(
    request: ApiRequest,
    type: FromQuery[CompanionTier | None] = None,  # noqa: A002 - the parameter's name in API v1
    min_rating: Annotated[float | None, bounded(AVERAGE_RATING, name="minRating")] = None,
    language: Annotated[str | None, LANGUAGE] = None,
    expertise_tag: Annotated[str | None, searched(SEARCHED_TAG, name="expertiseTag")] = None,
    is_online: Annotated[bool | None, QueryParameter(name="isOnline")] = None,
    max_price: Annotated[
        float | None, QueryParameter(name="maxPrice", ge=0, le=SEARCHED_PRICE.max.minor // CENTS)
    ] = None,
    free_at: Annotated[str | None, FREE_AT] = None,
    minutes: Annotated[int, bounded(PLANNED_MINUTES)] = DEFAULT_PLANNED_MINUTES,
    sort: FromQuery[CompanionSort] = CompanionSort.RANK,
    q: Annotated[str | None, searched(SEARCHED_TEXT, description="Words to look for")] = None,
    take: Annotated[int, bounded(PAGE_SIZE)] = DEFAULT_TAKE,
    skip: Annotated[int, bounded(SKIP)] = 0,
    cursor: Annotated[str | None, CURSOR] = None,
) -> CompanionPage:
    """Returns approved and active companions: those online first, then by reputation; or the cheapest first.

    With `freeAt` those are left out who are not free for so many `minutes`; `total` counts them nevertheless.
    """
    time = asked_period(free_at, minutes, request.platform.clock.now())
    wanted = CompanionSearch(
        type=type,
        min_rating=min_rating,
        language=language or None,
        expertise_tag=expertise_tag or None,
        is_online=is_online,
        max_price=None if max_price is None else money_of(max_price, "maxPrice"),
        sort=sort,
        text=(q or "").strip() or None,
    )
    window = Window(take, skip, position_in(cursor, BY_COMPANION_SORT[sort]))
    found, cards, following = await _found(request, wanted, window, time)
    tell_next(request.scope, following)
    return CompanionPage(
        data=[companion_answer(card) for card in cards],
        total=found.total,
        total_is_capped=found.is_total_capped,
        total_is_estimate=found.is_total_estimate,
        take=take,
        skip=skip,
    )


async def _found(
    request: ApiRequest, wanted: CompanionSearch, window: Window, time: Period | None
) -> tuple[Page[CompanionCard], Sequence[CompanionCard], Position | None]:
    """Returns the page that is counted, the companions to show, and the position behind them."""
    if time is None:
        found = await request.queries.companions.search(wanted, window)
        return found, found.items, found.next
    free = await free_companions(request.application, request.queries, wanted, window, time)
    return free.counted, free.cards, free.next


@get("/{companion_id:str}", summary="Show a companion", guards=[optional_user], responses=refusals(404))
async def show(request: ApiRequest, companion_id: PathId) -> CompanionAnswer:
    """Returns the public profile of an approved companion; its owner and administrators also see others."""
    wanted = CompanionId(id_in_path(companion_id, CompanionNotFound))
    card = await request.queries.companions.card(wanted, request.scope.get("user"))
    if card is None:
        raise CompanionNotFound
    return companion_answer(card)


async def _profile(request: ApiRequest) -> tuple[OwnProfile, tuple[Slot, ...]]:
    return await _with_hours(request, await request.queries.companions.own(request.viewer.user_id))


async def _with_hours(request: ApiRequest, profile: OwnProfile | None) -> tuple[OwnProfile, tuple[Slot, ...]]:
    if profile is None:
        raise CompanionNotFound
    hours = await request.queries.availability.of_user(request.viewer.user_id)
    return profile, hours or ()


def routes() -> Router:
    handlers = [register, show_mine, change_mine, set_presence, search, show]
    return Router("/companions", route_handlers=handlers, tags=["companions"])
