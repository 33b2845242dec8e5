"""The watch fails a test whose response discloses data of another person, and passes all other responses."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from attrs import define, field
from jose import jwt

from tests.support.leak_rules import Leak
from tests.support.watch import LeakWatch

ADA, BO, ROOT = ("0199a1c2-7d3e-7b10-9f4a-2c5d8e6f7a0" + end for end in "123")
BORN = "1991-07-08"
BCRYPT = "$2b$12$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuuabcdefgh0"
JWT = jwt.encode({"sub": ADA}, "key", algorithm="HS256")
LETTER = "Set a new password: https://example.com/reset-password?token=" + "m" * 43


@define
class Server:
    """Returns the configured response to every request."""

    status: int = 200
    says: Any = field(factory=dict)

    def __call__(self, _: httpx.Request) -> httpx.Response:
        return httpx.Response(self.status, content=json.dumps(self.says).encode())


Ask = Callable[..., httpx.Response]


def user(user_id: str, name: str, role: str = "USER") -> dict[str, Any]:
    return {"id": user_id, "email": f"{name}@example.com", "role": role, "dateOfBirth": f"{BORN}T00:00:00.000Z"}


@pytest.fixture
def watch() -> LeakWatch:
    return LeakWatch()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def client(server: Server, watch: LeakWatch) -> Iterator[httpx.Client]:
    base = "http://server.test/api/v1"
    with httpx.Client(transport=httpx.MockTransport(server), base_url=base, event_hooks=watch.hooks) as made:
        yield made


@pytest.fixture
def ask(client: httpx.Client, server: Server) -> Ask:
    def send(method: str, path: str, says: Any, by: str = "", status: int = 200, body: Any = None) -> httpx.Response:
        server.status, server.says = status, says
        return client.request(method, path, json=body, headers={"Authorization": f"Bearer access-token-of-{by}"})

    return send


@pytest.fixture
def known(ask: Ask) -> Ask:
    """Returns a watch that knows Ada, Bo and an administrator."""
    for user_id, name, role in ((ADA, "ada", "USER"), (BO, "bo", "USER"), (ROOT, "root", "ADMIN")):
        body = {"email": f"{name}@example.com", "password": "Password123!", "dateOfBirth": BORN}
        ask("POST", "/auth/register", signed_in(user_id, name, role), status=201, body=body)
    return ask


def signed_in(user_id: str, name: str, role: str = "USER") -> dict[str, Any]:
    tokens = {"accessToken": f"access-token-of-{name}", "refreshToken": f"refresh-token-of-{name}"}
    return {"user": user(user_id, name, role), **tokens}


FITTING = [
    ("GET", "/users/me", {**user(ADA, "ada"), "languagePreferences": []}, "ada"),
    ("GET", "/sessions", [{"id": BO, "scheduledAt": f"{BORN}T00:00:00.000Z", "goal": {"title": "Write"}}], "ada"),
    ("GET", f"/payments/{ADA}", {"userId": ADA, "clientSecret": "pi_1_secret_1"}, "ada"),
    ("GET", f"/media/token/{ADA}", {"token": JWT, "roomName": "session"}, "ada"),
    ("GET", "/admin/users", {"users": [user(BO, "bo")]}, "root"),
    ("PATCH", f"/admin/users/{BO}", user(BO, "bo"), "root"),
    ("GET", "/admin/companions/pending", [{"user": {"email": "bo@example.com"}}], "root"),
    ("GET", "/admin/audit-logs", {"logs": [{"user": {"email": "bo@example.com"}}]}, "root"),
]


@pytest.mark.parametrize(("method", "path", "says", "by"), FITTING)
def test_what_is_ones_own_or_for_administrators_passes(known: Ask, method: str, path: str, says: Any, by: str) -> None:
    assert known(method, path, says, by).json() == says


LEAKS = [
    ("a hash", "GET", "/users/me", {**user(ADA, "ada"), "extra": BCRYPT}, "ada"),
    ("a hash", "GET", "/users/me", {**user(ADA, "ada"), "extra": f"sha256:{BCRYPT}"}, "ada"),
    ("a hash", "GET", "/admin/users", {"users": [{**user(BO, "bo"), "extra": "0" * 16 + ":" + "a" * 64}]}, "root"),
    ("a hash", "GET", "/users/me/languages", [{"extra": "0123456789abcdef" * 4}], "ada"),
    ("a secret", "GET", "/users/me", {**user(ADA, "ada"), "passwordHash": "anything"}, "ada"),
    ("a secret", "POST", "/auth/forgot-password", {"message": "Sent", "resetToken": "n" * 43}, ""),
    ("a secret", "GET", "/payments", [{"userId": ADA, "clientSecret": "pi_1_secret_1"}], "ada"),
    ("a secret", "GET", "/admin/payments", {"payments": [{"userId": ROOT, "clientSecret": "pi_1"}]}, "root"),
    ("a token", "GET", "/sessions", [{"note": "refresh-token-of-bo"}], "ada"),
    ("a token", "GET", "/sessions", [{"note": "it is refresh-token-of-ada, yes"}], "ada"),
    ("a token", "GET", "/sessions", [{"note": JWT}], "ada"),
    ("a token", "POST", "/auth/forgot-password", {"message": "m" * 43}, ""),
    ("a token", "POST", "/auth/verify-email", {"message": "Unknown: " + "m" * 43}, ""),
    ("somebody else's token", "GET", f"/payments/{ADA}", {"userId": ADA, "clientSecret": "pi_1_secret_1"}, "bo"),
    ("somebody else's token", "GET", f"/media/token/{ADA}", {"token": "refresh-token-of-bo"}, "ada"),
    ("somebody else's token", "GET", f"/media/token/{ADA}", {"token": JWT}, "bo"),
    ("somebody else's token", "GET", f"/media/token/{ADA}", {"token": f"room:session:{ADA}"}, "bo"),
    ("somebody else's token", "GET", f"/media/token/{ADA}", {"token": JWT}, ""),
    ("somebody else's address", "GET", f"/sessions/{ADA}", {"companion": {"user": {"email": "bo@example.com"}}}, "ada"),
    ("somebody else's address", "GET", "/companions", {"data": [{"bio": "Write to BO@Example.com!"}]}, ""),
    ("somebody else's address", "GET", "/health/dependencies", {"services": {"stranger@elsewhere.org": "ok"}}, ""),
    ("somebody else's address", "GET", "/admin/users", {"users": [user(BO, "bo")]}, "ada"),
    ("somebody else's address", "GET", "/admin/sessions", {"sessions": [{"email": "bo@example.com"}]}, "root"),
    ("somebody else's address", "GET", f"/companions/{BO}", {"user": {"email": "bo@example.com"}}, "root"),
    ("somebody else's date of birth", "GET", f"/companions/{BO}", {"id": BO, "dateOfBirth": "1970-01-01"}, "ada"),
    ("somebody else's date of birth", "GET", f"/companions/{BO}", {"id": BO, "birthday": "1970-01-01"}, ""),
    ("a date of birth", "GET", f"/companions/{BO}", {"id": BO, "since": f"{BORN}T00:00:00.000Z"}, "ada"),
    ("a date of birth", "POST", "/auth/login", {"message": f"{BORN} is too late"}, ""),
]


@pytest.mark.parametrize(("kind", "method", "path", "says", "by"), LEAKS)
def test_an_answer_that_leaks_fails_its_request(
    watch: LeakWatch, known: Ask, kind: str, method: str, path: str, says: Any, by: str
) -> None:
    watch.read_letter(LETTER)
    with pytest.raises(Leak, match=f"shows {kind} at"):
        known(method, path, says, by, status=200 if method == "GET" else 400)


CREDENTIALS = {"email": "ada@example.com", "password": "Password123!"}


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("/auth/login", CREDENTIALS, signed_in(BO, "bo")),
        ("/auth/login", CREDENTIALS, {**signed_in(ADA, "ada"), "refreshToken": "refresh-token-of-bo"}),
        ("/auth/refresh", {"refreshToken": "refresh-token-of-ada"}, {"accessToken": "access-token-of-bo"}),
        ("/auth/refresh", {"refreshToken": "never-given-out"}, {"accessToken": "a", "refreshToken": "b"}),
    ],
)
def test_whoever_signs_in_gets_their_own_tokens(known: Ask, path: str, body: Any, says: Any) -> None:
    with pytest.raises(Leak, match="somebody else's token"):
        known("POST", path, {"refreshToken": "fresh", **says}, status=201, body=body)


def test_a_rotated_token_belongs_to_whom_its_forerunner_did(known: Ask) -> None:
    again = {"accessToken": "access-token-of-ada-again", "refreshToken": "refresh-token-of-ada-again"}
    known("POST", "/auth/refresh", again, status=201, body={"refreshToken": "refresh-token-of-ada"})
    known("GET", "/users/me", user(ADA, "ada"), "ada-again")
    with pytest.raises(Leak, match="a token"):
        known("GET", "/sessions", [{"note": "refresh-token-of-ada-again"}], "bo")


def test_whom_nobody_knows_owns_nothing(ask: Ask) -> None:
    with pytest.raises(Leak, match="somebody else's address"):
        ask("GET", "/users/me", user(ADA, "ada"), "made-up")


async def test_the_hook_of_an_awaiting_client_fails_as_well(watch: LeakWatch) -> None:
    transport = httpx.MockTransport(Server(says={"email": "ada@example.com"}))
    base = "http://server.test/api/v1"
    async with httpx.AsyncClient(transport=transport, base_url=base, event_hooks=watch.async_hooks) as client:
        with pytest.raises(Leak, match="somebody else's address"):
            await client.get("/companions")


def test_what_is_not_of_the_api_is_not_watched(ask: Ask, watch: LeakWatch) -> None:
    ask("GET", "http://server.test/docs", "Write to ada@example.com")
    assert watch.exchanges == 0
