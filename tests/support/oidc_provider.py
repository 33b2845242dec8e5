"""The local provider of sign-ins in the process of a test, and a browser that chooses a person there."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from aiohttp import web
from attrs import frozen
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from hushroom_adapters.local.emulators.oidc.faults import Trouble
from hushroom_adapters.local.emulators.oidc.server import application
from hushroom_adapters.local.emulators.oidc.world import SigningKey, World
from hushroom_adapters.oidc import AppleKey, Dialect, ProviderClient
from hushroom_domain.identity.model import ProviderAnswer, ProviderAttempt, ProviderId

CLIENT_ID, CLIENT_SECRET = "hushroom-local", "a-secret-of-the-local-client"
RETURN_TO = "http://localhost:8000/login/by/{}/done"
USER, NEWCOMER, UNVERIFIED = "1001", "1003", "1004"
_FIELD = re.compile(r'name="([^"]*)" value="([^"]*)"')
KEY = SigningKey("key-1")
_APPLE = ec.generate_private_key(ec.SECP256R1())
APPLE_KEY = AppleKey(
    team="TEAM123456",
    key_id="apple-1",
    private=_APPLE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
)
APPLE_PUBLIC = _APPLE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@frozen
class LocalProvider:
    """A running provider: its state, and its clients in each dialect."""

    world: World

    def client(self, dialect: Dialect, issuer: str | None = None) -> ProviderClient:
        url = self.world.url
        issuers = {
            Dialect.OIDC: url,
            Dialect.APPLE: f"{url}/apple",
            Dialect.GITHUB: f"{url}/github/login/oauth",
        }
        return ProviderClient(
            id=ProviderId(dialect),
            name=dialect.title(),
            dialect=dialect,
            issuer=issuer or issuers[dialect],
            client_id=CLIENT_ID,
            client_secret="" if dialect is Dialect.APPLE else CLIENT_SECRET,
            apple_key=APPLE_KEY if dialect is Dialect.APPLE else None,
            redirect_uri=RETURN_TO.format(dialect),
            api=f"{url}/github",
        )

    def order(self, *troubles: Trouble) -> None:
        self.world.plan.due.extend(troubles)

    async def visit(self, address: str, person: str = USER) -> ProviderAnswer:
        """Follows an attempt to the provider, chooses a person, and returns what the browser comes back with."""
        async with aiohttp.ClientSession() as browser:
            async with browser.get(address) as page:
                text = await page.text()
                assert page.status == 200, text
            question = dict(_FIELD.findall(text))["question"]
            form = {"question": question, "person": person}
            async with browser.post(f"{self.world.url}/choose", data=form, allow_redirects=False) as back:
                if "Location" in back.headers:
                    return answer_of(dict(parse_qsl(urlsplit(back.headers["Location"]).query)))
                return answer_of({name: html.unescape(value) for name, value in _FIELD.findall(await back.text())})


def answer_of(fields: dict[str, str]) -> ProviderAnswer:
    return ProviderAnswer(
        state=fields.get("state", ""),
        code=fields.get("code", ""),
        issuer=fields.get("iss", ""),
        error=fields.get("error", ""),
        profile=fields.get("user", ""),
    )


def answer_fields(answer: ProviderAnswer) -> dict[str, str]:
    """Returns what the browser comes back with, under the names of the protocol."""
    return {
        "state": answer.state,
        "code": answer.code,
        "iss": answer.issuer,
        "error": answer.error,
        "user": answer.profile,
    }


def an_attempt(provider: str, mark: str = "1") -> ProviderAttempt:
    return ProviderAttempt(
        provider=ProviderId(provider), state=f"state-{mark}" * 6, nonce=f"nonce-{mark}" * 6, verifier=f"v{mark}" * 32
    )


@asynccontextmanager
async def local_provider() -> AsyncIterator[LocalProvider]:
    world = World(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        redirect_uris=frozenset(RETURN_TO.format(dialect) for dialect in Dialect),
        apple_key=APPLE_PUBLIC,
        keys=[KEY],
    )
    runner = web.AppRunner(application(world), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    world.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield LocalProvider(world)
    finally:
        await runner.cleanup()
