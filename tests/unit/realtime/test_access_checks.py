"""The repeated access check of connections: without a database all stay, and a removed client is told the reason."""

from typing import Any, cast

import pytest
from attrs import define, field, frozen

from hushroom_adapters.bootstrap import RequestOrigin
from hushroom_domain.identity.errors import SignInEnded
from hushroom_domain.identity.model import UserRole, Viewer
from hushroom_domain.shared.errors import Unavailable
from hushroom_http.realtime.namespace import Namespace, Server
from hushroom_http.realtime.visitors import Socket, Visitor
from hushroom_http.server.ports import Platform
from tests.support.builders import an_id


@define
class FakeAuthenticate:
    """Raises the error that is set for a token."""

    troubles: dict[str, Exception] = field(factory=dict)
    asked: list[str] = field(factory=list)

    async def __call__(self, token: str) -> None:
        self.asked.append(token)
        if token in self.troubles:
            raise self.troubles[token]


@frozen
class PartialPlatform:
    """The part of a platform that the namespace reads."""

    identity: Any = None
    application: Any = None
    authenticate: Any = None
    sockets: Any = None


@define
class FakeSockets:
    """The part of `Sockets` that the end of a connection calls."""

    sockets: list[str] = field(factory=list)

    async def release(self, user_id: Any, socket_id: str) -> None:  # noqa: ARG002 - nothing is kept by person
        self.sockets.append(socket_id)


@define
class FakeServer:
    """Disconnects a client by calling the namespace, as python-socketio does."""

    namespace: Any = None
    told: list[Any] = field(factory=list)

    async def emit(self, event: str, data: Any, **_: Any) -> None:
        self.told.append((event, data["message"]))

    async def disconnect(self, sid: str, **_: Any) -> None:
        await self.namespace.disconnect(sid, "server disconnect")


@pytest.fixture
def authenticating() -> FakeAuthenticate:
    return FakeAuthenticate()


@pytest.fixture
def namespace(authenticating: FakeAuthenticate) -> Namespace:
    application = PartialPlatform(identity=PartialPlatform(authenticate=authenticating))
    server = FakeServer()
    platform = PartialPlatform(application=application, sockets=FakeSockets())
    found = Namespace(
        "/ws/session",
        cast("Server", server),
        lambda: cast("Platform", platform),
        lambda _: RequestOrigin(None, None),
    )
    server.namespace = found
    return found


def enter(namespace: Namespace, token: str, user_id: Any) -> None:
    origin = RequestOrigin(None, None)
    socket = Socket(token, user_id)
    viewer = Viewer(user_id, UserRole.USER)
    visitor = Visitor(connection_id=token, viewer=viewer, token=token, origin=origin, socket=socket)
    namespace.visitors[token] = visitor


async def test_one_user_is_looked_at_or_all_are(namespace: Namespace, authenticating: FakeAuthenticate) -> None:
    ada, ben = an_id(), an_id()
    for token, user_id in (("ada here", ada), ("ada there", ada), ("ben", ben)):
        enter(namespace, token, user_id)
    await namespace.look_again(ada)
    assert sorted(authenticating.asked) == ["ada here", "ada there"]
    await namespace.look_again()
    assert sorted(authenticating.asked) == sorted(["ada here", "ada there"] * 2 + ["ben"])
    assert set(namespace.visitors) == {"ada here", "ada there", "ben"}


async def test_whoever_may_not_stay_is_told_and_sent_away(
    namespace: Namespace, authenticating: FakeAuthenticate
) -> None:
    ada = an_id()
    authenticating.troubles["dead"] = SignInEnded()
    for token in ("dead", "live"):
        enter(namespace, token, ada)
    await namespace.look_again(ada)
    assert set(namespace.visitors) == {"live"}
    assert cast("FakeServer", namespace.server).told == [("error", SignInEnded.message)]
    assert namespace.platform().sockets.sockets == ["dead"]  # type: ignore[attr-defined]  # the fake notes it


async def test_without_a_database_nobody_is_sent_away(namespace: Namespace, authenticating: FakeAuthenticate) -> None:
    ada = an_id()
    authenticating.troubles["one"] = Unavailable()
    enter(namespace, "one", ada)
    await namespace.look_again(ada)
    assert set(namespace.visitors) == {"one"}


async def test_a_thousand_connections_are_all_looked_at(namespace: Namespace, authenticating: FakeAuthenticate) -> None:
    for number in range(1_001):
        enter(namespace, str(number), an_id())
    authenticating.troubles["1000"] = SignInEnded()
    await namespace.look_again()
    assert len(authenticating.asked) == 1_001
    assert len(namespace.visitors) == 1_000
