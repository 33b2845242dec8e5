"""Avatars over HTTP: sent as they are or in a form, served for ever, removed for good."""

from datetime import timedelta

import pytest

from hushroom_adapters.memory import in_memory_platform
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.system.ids import TimeOrderedIds
from hushroom_domain.identity.errors import AvatarsBusy
from hushroom_domain.identity.policy import AVATAR_MAX_BYTES
from hushroom_domain.shared.quotas import Quotas
from hushroom_http.server.uploads import MOST_AT_ONCE, MOST_BYTES, UploadPlaces
from tests.integration.http.platform_parts import Parts, parts_on_postgres
from tests.integration.http.test_middleware import OneLimit
from tests.integration.http.world import Person, World, web

PICTURE = b"picture of a face"
PNG = {"content-type": "image/png"}
ORIGIN = "http://hushroom.localhost"
FORM = "multipart/form-data; boundary=x"


def a_form(kind: bytes, *texts: bytes) -> bytes:
    """Returns a form with fields of a content type, and without a picture."""
    head = b'--x\r\nContent-Disposition: form-data; name="other"\r\nContent-Type: ' + kind + b"\r\n\r\n"
    return b"".join(head + text + b"\r\n" for text in texts) + b"--x--\r\n"


@pytest.fixture
async def ada(world: World) -> Person:
    return await world.join("ada")


async def sent(world: World, ada: Person, picture: bytes = PICTURE) -> str:
    answer = await world.ask("PUT", "/users/me/avatar", ada, content=picture, headers=PNG)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["avatarUrl"])


async def test_a_picture_is_sent_as_it_is_or_in_a_form(world: World, ada: Person) -> None:
    first = await sent(world, ada)
    assert (await world.get("/users/me", ada))["avatarUrl"] == first
    form = {"note": (None, "hello"), "avatar": ("face.png", PICTURE, "image/png")}
    answer = await world.ask("PUT", "/users/me/avatar", ada, files=form)
    assert answer.status_code == 200
    second = answer.json()["avatarUrl"]
    assert second != first
    assert (await world.http.get(second)).content == PICTURE
    assert (await world.ask("POST", "/users/me/data-export", ada)).json()["profile"]["avatarUrl"] == second


async def test_a_picture_is_served_to_be_kept_for_ever(world: World, ada: Person) -> None:
    address = await sent(world, ada)
    assert address.startswith(f"{ORIGIN}/avatars/")
    for size in (64, 256, 512):
        served = await world.http.get(address.replace("256.", f"{size}."))
        assert (served.status_code, served.content) == (200, PICTURE)
        assert served.headers["content-type"] == "image/webp"
        assert served.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert served.headers["cross-origin-resource-policy"] == "cross-origin"
        assert served.headers["x-content-type-options"] == "nosniff"
    again = await world.http.get(address, headers={"if-none-match": (await world.http.get(address)).headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await world.http.head(address)
    assert (head.status_code, head.content) == (200, b"")


async def test_what_is_no_picture_of_ours_is_not_found(world: World, ada: Person) -> None:
    address = await sent(world, ada)
    name = address.split("/")[-2]
    for path in (f"{name}/65.webp", f"{name.upper()}/64.webp", f"{'0' * 40}/64.webp", "..%2f..%2fkeys/64.webp"):
        assert (await world.http.get(f"{ORIGIN}/avatars/{path}")).status_code == 404


async def test_a_removed_picture_is_gone_from_every_address(world: World, ada: Person) -> None:
    address = await sent(world, ada)
    for _ in range(2):
        answer = await world.ask("DELETE", "/users/me/avatar", ada)
        assert (answer.status_code, answer.json()["avatarUrl"]) == (200, None)
    await world.settle()
    assert (await world.http.get(address)).status_code == 404
    assert world.parts.avatars.kept == {}


async def test_an_erased_account_leaves_no_picture(world: World, ada: Person) -> None:
    address = await sent(world, ada)
    await world.ask("DELETE", "/users/me", ada)
    world.clock.advance(timedelta(days=31))
    await world.settle()
    assert (await world.http.get(address)).status_code == 404
    assert address.split("/")[-2] not in (await world.parts.kept()).split("outbox")[0]


async def test_the_avatar_of_a_companion_is_on_the_card(world: World) -> None:
    cleo = await world.companion("cleo")
    address = await sent(world, cleo)
    assert f"'avatarUrl': '{address}'" in str(await world.get("/companions"))
    assert f"'avatarUrl': '{address}'" in str(await world.get(f"/companions/{cleo.companion_id}"))


async def test_an_own_address_may_be_sent_back_and_no_other_one_of_this_server(world: World, ada: Person) -> None:
    address = await sent(world, ada)
    assert (await world.patch("/users/me", ada, {"avatarUrl": address}))["avatarUrl"] == address
    other = await world.join("bob")
    answer = await world.ask("PATCH", "/users/me", other, json={"avatarUrl": address})
    assert (answer.status_code, answer.json()["code"]) == (400, "avatar.not_own")
    assert [one["field"] for one in answer.json()["details"]] == ["avatarUrl"]
    outside = "https://example.com/a.png"
    assert (await world.patch("/users/me", ada, {"avatarUrl": outside}))["avatarUrl"] == outside
    await world.settle()
    assert (await world.http.get(address)).status_code == 404


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"a poem", "image/png", 400, "avatar.unsupported"),
        (b"", "image/png", 400, "avatar.missing"),
        (b"picture" + bytes(AVATAR_MAX_BYTES), "image/png", 413, "avatar.too_large"),
        (b"picture" + bytes(MOST_BYTES), "image/png", 413, "avatar.too_large"),
        (PICTURE, "application/json", 415, "request.unsupported_media_type"),
        (PICTURE, "text/html", 415, "request.unsupported_media_type"),
        (PICTURE, "multipart/form-data", 400, "request.malformed_multipart"),
        (b"--x\r\n", FORM, 400, "request.malformed_multipart"),
        (
            b'--x\r\nContent-Disposition: form-data; name="other"; filename="a"\r\n\r\npicture\r\n--x--\r\n',
            FORM,
            400,
            "avatar.missing",
        ),
        (a_form(b"text/plain; charset=punycode", b"a" * 60_000), FORM, 400, "avatar.missing"),
        (a_form(b"text/plain; charset=nonsense", b"a"), FORM, 400, "avatar.missing"),
        (a_form(b"text/plain", b"\xff"), FORM, 400, "request.malformed_multipart"),
        (a_form(b"text/plain", b"a" * 40_000, b"a" * 40_000), FORM, 400, "request.malformed_multipart"),
    ],
)
async def test_a_refused_picture_has_its_code_and_changes_nothing(
    world: World, ada: Person, content: bytes, kind: str, status: int, code: str
) -> None:
    answer = await world.ask("PUT", "/users/me/avatar", ada, content=content, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await world.get("/users/me", ada))["avatarUrl"] is None
    assert world.parts.avatars.kept == {}


async def test_an_outage_of_the_storage_says_when_to_come_back(world: World, ada: Person) -> None:
    address = await sent(world, ada)
    world.parts.avatars.is_down = True
    for answer in (
        await world.ask("PUT", "/users/me/avatar", ada, content=PICTURE, headers=PNG),
        await world.http.get(address),
    ):
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
    assert (await world.get("/users/me", ada))["avatarUrl"] == address


async def test_only_so_many_pictures_are_received_at_a_time(world: World, ada: Person) -> None:
    app = web(world.platform.settings.http)
    before = app.state.upload_places
    app.state.upload_places = UploadPlaces(0)
    try:
        answer = await world.ask("PUT", "/users/me/avatar", ada, content=PICTURE, headers=PNG)
        assert (answer.status_code, answer.json()["code"]) == (503, "avatar.busy")
        assert int(answer.headers["retry-after"]) > 0
    finally:
        app.state.upload_places = before
    for _ in range(MOST_AT_ONCE + 1):
        await world.ask("PUT", "/users/me/avatar", ada, content=b"", headers=PNG)
    await sent(world, ada)


def test_one_user_leaves_places_to_the_others() -> None:
    places = UploadPlaces(3, 2)
    with places.taken("ada"), places.taken("ada"):
        with pytest.raises(AvatarsBusy), places.taken("ada"):
            pass
        with places.taken("sam"), pytest.raises(AvatarsBusy), places.taken("cleo"):
            pass
    with places.taken("ada"):
        pass


async def test_pictures_have_a_quota_by_the_day(database: Database) -> None:
    memory = in_memory_platform(ids=TimeOrderedIds(), quotas=Quotas(avatars=1))
    world = World.new(parts_on_postgres(database, memory))
    async with world.http:
        ada = await world.join("ada")
        await sent(world, ada)
        answer = await world.ask("PUT", "/users/me/avatar", ada, content=PICTURE, headers=PNG)
        assert (answer.status_code, answer.json()["code"]) == (400, "avatar.quota_reached")


async def test_a_server_without_pages_serves_pictures(world: World, ada: Person) -> None:
    address = await sent(world, ada)
    bare = World.new(world.parts, has_pages=False)
    async with bare.http:
        assert (await bare.http.get(address)).content == PICTURE
        assert (await bare.http.get(f"{ORIGIN}/avatars/{'0' * 40}/64.webp")).status_code == 404


async def test_pictures_are_counted_by_themselves(parts: Parts) -> None:
    limits = OneLimit(limit=10)
    world = World.new(parts, limits)
    limits.counts["avatars", "127.0.0.1"] = 9
    address = f"{ORIGIN}/avatars/{'0' * 40}/64.webp"
    assert (await world.http.get(address)).status_code == 404
    refused = await world.http.get(address)
    assert (refused.status_code, refused.headers["ratelimit-policy"]) == (429, '"avatars";q=10;w=60')
    assert limits.counts == {("avatars", "127.0.0.1"): 11}
