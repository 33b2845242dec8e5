"""Sign-ins by providers against the local one: what is proved, and each attack."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from attrs import define, evolve

from hushroom_adapters.local.emulators.oidc.faults import Trouble
from hushroom_adapters.oidc import Dialect, OidcProviders
from hushroom_adapters.oidc.documents import LASTS, PAUSE, UNKNOWN_KEY_PAUSE
from hushroom_adapters.outgoing import OutgoingClient
from hushroom_domain.identity.errors import (
    ProviderDeclined,
    ProviderProofInvalid,
    SignInProviderUnavailable,
    UnknownProvider,
)
from hushroom_domain.identity.model import ProvedIdentity, ProviderId
from tests.support.oidc_provider import (
    APPLE_KEY,
    CLIENT_SECRET,
    NEWCOMER,
    UNVERIFIED,
    USER,
    LocalProvider,
    an_attempt,
    local_provider,
)

ATTACKS_ON_TOKENS = [
    Trouble.WRONG_ISSUER,
    Trouble.WRONG_AUDIENCE,
    Trouble.MANY_AUDIENCES,
    Trouble.WRONG_NONCE,
    Trouble.NO_NONCE,
    Trouble.EXPIRED_TOKEN,
    Trouble.FUTURE_TOKEN,
    Trouble.ALG_NONE,
    Trouble.ALG_HS256,
    Trouble.FOREIGN_KEY,
    Trouble.UNKNOWN_KEY,
    Trouble.CHANGED_CLAIMS,
    Trouble.DEEP_HEAD,
    Trouble.NO_SUBJECT,
    Trouble.NO_ID_TOKEN,
]
DIALECTS = list(Dialect)
OPENID = [Dialect.OIDC, Dialect.APPLE]


@define
class Watch:
    """A clock that is moved by hand, from the real time on, which the provider has too."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
async def provider() -> AsyncIterator[LocalProvider]:
    async with local_provider() as provider:
        yield provider


@pytest.fixture
def clock() -> Watch:
    return Watch()


@pytest.fixture
async def outgoing() -> AsyncIterator[OutgoingClient]:
    async with OutgoingClient(takes_loopback=True) as client:
        yield client


@pytest.fixture
def providers(provider: LocalProvider, outgoing: OutgoingClient, clock: Watch) -> OidcProviders:
    return OidcProviders([provider.client(dialect) for dialect in Dialect], outgoing, clock)


async def sign_in(
    providers: OidcProviders, provider: LocalProvider, dialect: Dialect = Dialect.OIDC, person: str = USER
) -> ProvedIdentity:
    attempt = an_attempt(dialect)
    return await providers.identity(attempt, await provider.visit(await providers.address_of(attempt), person))


def test_the_configured_providers_are_offered_in_their_order(providers: OidcProviders) -> None:
    assert [(one.id, one.name) for one in providers.offered] == [
        ("oidc", "Oidc"),
        ("github", "Github"),
        ("apple", "Apple"),
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_person_is_proved_with_a_verified_address(
    providers: OidcProviders, provider: LocalProvider, dialect: Dialect
) -> None:
    proved = await sign_in(providers, provider, dialect)
    assert (str(proved.provider), proved.subject, proved.email, proved.is_email_verified) == (
        str(dialect),
        USER,
        "user1@hushroom.com",
        True,
    )


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_an_address_that_the_provider_did_not_verify_is_told_as_such(
    providers: OidcProviders, provider: LocalProvider, dialect: Dialect
) -> None:
    proved = await sign_in(providers, provider, dialect, UNVERIFIED)
    assert (proved.email, proved.is_email_verified) == ("user2@hushroom.com", False)
    provider.order(Trouble.UNVERIFIED_ADDRESS)
    assert not (await sign_in(providers, provider, dialect)).is_email_verified


async def test_a_person_without_an_address_is_asked_for_with_the_access_token(
    providers: OidcProviders, provider: LocalProvider
) -> None:
    provider.order(Trouble.NO_ADDRESS)
    proved = await sign_in(providers, provider)
    assert (proved.email, proved.is_email_verified) == ("user1@hushroom.com", True)


async def test_the_word_about_another_document_does_not_verify_an_address(
    providers: OidcProviders, provider: LocalProvider
) -> None:
    provider.order(Trouble.TWO_DOCUMENTS)
    proved = await sign_in(providers, provider)
    assert (proved.email, proved.is_email_verified) == ("user1@hushroom.com", False)


@pytest.mark.parametrize("dialect", [Dialect.GITHUB, Dialect.APPLE])
async def test_an_address_may_be_missing(providers: OidcProviders, provider: LocalProvider, dialect: Dialect) -> None:
    provider.order(Trouble.NO_ADDRESS)
    proved = await sign_in(providers, provider, dialect)
    assert (proved.subject, proved.email, proved.is_email_verified) == (USER, None, False)


async def test_apple_tells_the_name_the_first_time_only(providers: OidcProviders, provider: LocalProvider) -> None:
    names = [
        (one.first_name, one.last_name)
        for one in [await sign_in(providers, provider, Dialect.APPLE, NEWCOMER) for _ in range(2)]
    ]
    assert names == [("New", "Comer"), (None, None)]


@pytest.mark.parametrize(
    "profile",
    [
        "{",
        "[]",
        "1",
        '{"name":[]}',
        '{"name":{"firstName":1}}',
        "x" * 5_000,
        "[" * 4_000,
        '{"name":{"firstName":"\\ud800","lastName":"\\u0000"}}',
    ],
)
async def test_what_comes_as_a_name_from_apple_may_be_anything(
    providers: OidcProviders, provider: LocalProvider, profile: str
) -> None:
    attempt = an_attempt(Dialect.APPLE)
    answer = await provider.visit(await providers.address_of(attempt))
    proved = await providers.identity(attempt, evolve(answer, profile=profile))
    assert (proved.subject, proved.first_name, proved.last_name) == (USER, None, None)


@pytest.mark.parametrize("trouble", ATTACKS_ON_TOKENS)
@pytest.mark.parametrize("dialect", OPENID)
async def test_an_id_token_that_does_not_hold_is_refused(
    providers: OidcProviders, provider: LocalProvider, dialect: Dialect, trouble: Trouble
) -> None:
    provider.order(trouble)
    with pytest.raises(ProviderProofInvalid):
        await sign_in(providers, provider, dialect)
    assert provider.world.plan.due == []
    assert (await sign_in(providers, provider, dialect)).subject == USER


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_the_answer_to_another_attempt_is_refused_before_its_code_is_used(
    providers: OidcProviders, provider: LocalProvider, dialect: Dialect
) -> None:
    provider.order(Trouble.SWAPPED_STATE)
    with pytest.raises(ProviderProofInvalid):
        await sign_in(providers, provider, dialect)
    assert provider.world.used_codes == []


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_code_that_was_asked_for_in_another_browser_is_refused(
    providers: OidcProviders, provider: LocalProvider, dialect: Dialect
) -> None:
    """The victim's browser is sent back with a code of the attacker's attempt: PKCE and the nonce tell them apart."""
    of_attacker, of_victim = an_attempt(dialect, "a"), an_attempt(dialect, "v")
    code = (await provider.visit(await providers.address_of(of_attacker))).code
    answer = await provider.visit(await providers.address_of(of_victim))
    with pytest.raises(ProviderProofInvalid):
        await providers.identity(of_victim, evolve(answer, code=code))


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_code_works_once(providers: OidcProviders, provider: LocalProvider, dialect: Dialect) -> None:
    attempt = an_attempt(dialect)
    answer = await provider.visit(await providers.address_of(attempt))
    await providers.identity(attempt, answer)
    with pytest.raises(ProviderProofInvalid):
        await providers.identity(attempt, answer)
    provider.order(Trouble.REPLAYED_CODE)
    with pytest.raises(ProviderProofInvalid):
        await sign_in(providers, provider, dialect)


@pytest.mark.parametrize("trouble", [Trouble.WRONG_ISSUER_PARAMETER, Trouble.NO_ISSUER_PARAMETER])
async def test_an_answer_of_another_provider_is_refused_before_its_code_is_used(
    providers: OidcProviders, provider: LocalProvider, trouble: Trouble
) -> None:
    provider.order(trouble)
    with pytest.raises(ProviderProofInvalid):
        await sign_in(providers, provider)
    assert provider.world.used_codes == []


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_an_issuer_that_is_named_is_always_compared(
    providers: OidcProviders, provider: LocalProvider, dialect: Dialect
) -> None:
    attempt = an_attempt(dialect)
    answer = await provider.visit(await providers.address_of(attempt))
    with pytest.raises(ProviderProofInvalid):
        await providers.identity(attempt, evolve(answer, issuer="https://evil.example.com"))


@pytest.mark.parametrize("text", ["", "\ud800", "é", "\0", "x" * 5_000])
async def test_what_comes_back_with_the_browser_may_be_anything(
    providers: OidcProviders, provider: LocalProvider, text: str
) -> None:
    attempt = an_attempt(Dialect.OIDC)
    answer = await provider.visit(await providers.address_of(attempt))
    for changed in (evolve(answer, state=text), evolve(answer, code=text), evolve(answer, issuer=text)):
        with pytest.raises(ProviderProofInvalid):
            await providers.identity(attempt, changed)
    assert (await providers.identity(attempt, answer)).subject == USER


async def test_a_person_of_whom_two_tokens_disagree_is_refused(
    providers: OidcProviders, provider: LocalProvider
) -> None:
    provider.order(Trouble.OTHER_SUBJECT)
    with pytest.raises(ProviderProofInvalid):
        await sign_in(providers, provider)


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_person_who_cancels_is_not_signed_in(
    providers: OidcProviders, provider: LocalProvider, dialect: Dialect
) -> None:
    with pytest.raises(ProviderDeclined):
        await sign_in(providers, provider, dialect, person="")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("trouble", [Trouble.TOKEN_FAILS, Trouble.TOKEN_REDIRECTS, Trouble.TOKEN_IS_NO_JSON])
async def test_a_provider_that_does_not_answer_is_unavailable(
    providers: OidcProviders, provider: LocalProvider, dialect: Dialect, trouble: Trouble
) -> None:
    provider.order(trouble)
    with pytest.raises(SignInProviderUnavailable):
        await sign_in(providers, provider, dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_the_secret_of_the_client_is_proved(
    provider: LocalProvider, outgoing: OutgoingClient, clock: Watch, dialect: Dialect
) -> None:
    client = evolve(
        provider.client(dialect), client_secret="another", apple_key=None if dialect is not Dialect.APPLE else APPLE_KEY
    )
    client = evolve(client, client_id="another") if dialect is Dialect.APPLE else client
    providers = OidcProviders([client], outgoing, clock)
    attempt = an_attempt(dialect)
    known = OidcProviders([provider.client(dialect)], outgoing, clock)
    answer = await provider.visit(await known.address_of(attempt))
    with pytest.raises(ProviderProofInvalid):
        await providers.identity(attempt, answer)


async def test_no_secret_is_shown(provider: LocalProvider) -> None:
    shown = repr([provider.client(dialect) for dialect in Dialect]) + repr(an_attempt("oidc"))
    assert CLIENT_SECRET not in shown
    assert "PRIVATE" not in shown
    assert not any(secret in shown for secret in ("state-1", "nonce-1", "v1v1"))


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_the_provider_goes_back_to_the_one_address_that_it_knows(
    providers: OidcProviders, provider: LocalProvider, dialect: Dialect
) -> None:
    address = await providers.address_of(an_attempt(dialect))
    query = parse_qs(urlsplit(address).query)
    assert query["redirect_uri"] == [provider.client(dialect).redirect_uri]
    assert query["code_challenge_method"] == ["S256"]
    assert "v1v1" not in address
    for change in ("/done", "/done/", "/done?x=1", "/../done", "/done%2f"):
        other = address.replace("%2Fdone", change.replace("/", "%2F").replace("?", "%3F")) + "&a=1"
        async with aiohttp.ClientSession() as browser, browser.get(other) as page:
            assert page.status == (200 if change == "/done" else 400)


async def test_an_unknown_provider_is_refused(providers: OidcProviders) -> None:
    with pytest.raises(UnknownProvider):
        await providers.address_of(an_attempt("nobody"))


async def test_documents_are_fetched_once_an_hour(
    providers: OidcProviders, provider: LocalProvider, clock: Watch
) -> None:
    for _ in range(3):
        await sign_in(providers, provider)
    assert (provider.world.counts["discovery"], provider.world.counts["jwks"]) == (1, 1)
    clock.ahead = LASTS
    await providers.address_of(an_attempt("oidc"))
    assert provider.world.counts["discovery"] == 2


async def test_a_new_key_is_found_and_made_up_ones_cause_one_look_a_minute(
    providers: OidcProviders, provider: LocalProvider, clock: Watch
) -> None:
    await sign_in(providers, provider)
    provider.world.rotate()
    with pytest.raises(ProviderProofInvalid):  # within a minute of the last look
        await sign_in(providers, provider)
    clock.ahead = UNKNOWN_KEY_PAUSE
    assert (await sign_in(providers, provider)).subject == USER
    assert provider.world.counts["jwks"] == 2
    for _ in range(5):
        provider.order(Trouble.UNKNOWN_KEY)
        with pytest.raises(ProviderProofInvalid):
            await sign_in(providers, provider)
    assert provider.world.counts["jwks"] == 2


async def test_the_description_of_another_issuer_is_refused_and_not_asked_for_again_at_once(
    provider: LocalProvider, outgoing: OutgoingClient, clock: Watch
) -> None:
    client = provider.client(Dialect.OIDC, issuer=f"{provider.world.url}/")
    providers = OidcProviders([client], outgoing, clock)
    for _ in range(3):
        with pytest.raises(SignInProviderUnavailable):
            await providers.address_of(an_attempt("oidc"))
    assert provider.world.counts["discovery"] == 1
    clock.ahead = PAUSE
    with pytest.raises(SignInProviderUnavailable):
        await providers.address_of(an_attempt("oidc"))
    assert provider.world.counts["discovery"] == 2


@pytest.mark.parametrize(
    "issuer", ["http://10.0.0.1", "https://169.254.169.254", "https://db.internal", "file:///etc", "http://[::1]:1"]
)
async def test_a_provider_inside_of_a_private_network_is_not_called(clock: Watch, issuer: str) -> None:
    async with local_provider() as provider, OutgoingClient() as outgoing:
        client = evolve(provider.client(Dialect.OIDC), issuer=issuer, id=ProviderId("inside"))
        with pytest.raises(SignInProviderUnavailable):
            await OidcProviders([client], outgoing, clock).address_of(an_attempt("inside"))
        with pytest.raises(SignInProviderUnavailable):
            await OidcProviders([provider.client(Dialect.OIDC)], outgoing, clock).address_of(an_attempt("oidc"))
        assert provider.world.counts == {}
