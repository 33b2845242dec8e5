"""The whole platform in the memory of one process, in one call."""

from attrs import frozen

from hushroom_adapters.memory.avatars import MemoryAvatarStore, PlainAvatarEncoder
from hushroom_adapters.memory.brakes import MemoryBrakes
from hushroom_adapters.memory.broadcasts import MemoryBroadcasts
from hushroom_adapters.memory.candidates import MemoryCandidates
from hushroom_adapters.memory.clock import ManualClock
from hushroom_adapters.memory.contracts import seeded_templates
from hushroom_adapters.memory.devices import MemoryClients
from hushroom_adapters.memory.domain_names import AsciiDomainNames
from hushroom_adapters.memory.email_renderer import PlainEmailRenderer
from hushroom_adapters.memory.gateway import MemoryGateway
from hushroom_adapters.memory.ids import SequentialIds
from hushroom_adapters.memory.linked_identities import MemoryIdentityProviders
from hushroom_adapters.memory.mailer import MemoryMailer
from hushroom_adapters.memory.match_results import MemoryMatchResults
from hushroom_adapters.memory.outbox import Backlog
from hushroom_adapters.memory.passkeys import PlainPasskeyVerifier
from hushroom_adapters.memory.passwords import LengthStrengths, MemoryCommonPasswords, QuickPasswords
from hushroom_adapters.memory.push import MemoryPushSender, PlainPushRenderer
from hushroom_adapters.memory.rooms import MemoryRooms
from hushroom_adapters.memory.second_factors import OpenBox, PlainFactorCodes
from hushroom_adapters.memory.store import Store
from hushroom_adapters.memory.tokens import MemoryAccessTokens, MemoryDeviceTokens, MemoryOpaqueTokens
from hushroom_adapters.memory.verifications import MemoryIdentityProvider
from hushroom_domain.application import Application, Ports, wire
from hushroom_domain.companions.feature import CompanionPorts
from hushroom_domain.identity.feature import IdentityPorts
from hushroom_domain.identity.model import RelyingParty
from hushroom_domain.identity.policy import TRIES_AN_HOUR
from hushroom_domain.identity.ports import Braked
from hushroom_domain.identity.rules.avatar_addresses import AvatarAddresses
from hushroom_domain.matching.feature import MatchingPorts
from hushroom_domain.media.feature import MediaPorts
from hushroom_domain.moderation.feature import ModerationPorts
from hushroom_domain.moderation.policy import ReportsCount
from hushroom_domain.notifications.feature import NotificationPorts
from hushroom_domain.payments.feature import PaymentPorts
from hushroom_domain.shared.ports import Clock, Ids
from hushroom_domain.shared.quotas import QUOTAS, Quotas
from hushroom_domain.verification.feature import VerificationPorts

RELYING_PARTY = RelyingParty(id="hushroom.test", name="Hushroom", origins=("https://hushroom.test",))


@frozen(kw_only=True)
class InMemory:
    """The application and its surroundings; tests may read and disturb every part."""

    app: Application
    ports: Ports
    store: Store
    clock: Clock
    gateway: MemoryGateway
    identity_provider: MemoryIdentityProvider
    providers: MemoryIdentityProviders
    rooms: MemoryRooms
    mailer: MemoryMailer
    push_sender: MemoryPushSender
    broadcasts: MemoryBroadcasts
    clients: MemoryClients
    avatars: MemoryAvatarStore

    @property
    def outbox(self) -> Backlog:
        """Returns the reactions that committed events still cause."""
        return self.store.backlog

    async def settle(self) -> None:
        """Runs due reactions and delivers the provider's notices until none is left.

        What fails stays in `outbox.failed`, and is tried again the next time.
        """
        await self.outbox.drain(self.app)
        while self.gateway.notices:
            await self.app.payments.receive_notice(self.gateway.notices.pop(0))
            await self.outbox.drain(self.app)


def in_memory_platform(
    *,
    clock: Clock | None = None,
    ids: Ids | None = None,
    reports_count: ReportsCount = ReportsCount.MET,
    quotas: Quotas = QUOTAS,
    requires_identity: bool = False,
    requires_admin_factor: bool = False,
) -> InMemory:
    """Builds a platform with the standard contract templates and without users.

    Unless given, the clock stands still until it is advanced and the ids are the same in every run. Passwords and
    tokens are for tests, examples and simulations only.
    """
    clock = clock or ManualClock()
    store = Store(clock)
    for template in seeded_templates(clock.now()):
        store.tables.templates.put(template.id, template)
    gateway, rooms, mailer, broadcasts = MemoryGateway(clock=clock), MemoryRooms(), MemoryMailer(), MemoryBroadcasts()
    push_sender, clients, avatars = MemoryPushSender(), MemoryClients(), MemoryAvatarStore()
    identity_provider, providers = MemoryIdentityProvider(), MemoryIdentityProviders()
    ports = Ports(
        begin=store.begin,
        queries=store.queries,
        clock=clock,
        ids=ids or SequentialIds(),
        quotas=quotas,
        identity=IdentityPorts(
            passwords=QuickPasswords(),
            common_passwords=MemoryCommonPasswords(),
            password_strengths=LengthStrengths(),
            domain_names=AsciiDomainNames(),
            brakes=MemoryBrakes(dict.fromkeys(Braked, TRIES_AN_HOUR)),
            device_tokens=MemoryDeviceTokens(),
            access_tokens=MemoryAccessTokens(),
            opaque_tokens=MemoryOpaqueTokens(),
            clients=clients,
            providers=providers,
            passkey_verifier=PlainPasskeyVerifier(RELYING_PARTY),
            relying_party=RELYING_PARTY,
            factor_codes=PlainFactorCodes(),
            secret_box=OpenBox(),
            avatar_encoder=PlainAvatarEncoder(),
            avatar_store=avatars,
            avatar_addresses=AvatarAddresses("https://hushroom.test"),
            requires_admin_factor=requires_admin_factor,
        ),
        companions=CompanionPorts(requires_identity=requires_identity),
        verification=VerificationPorts(provider=identity_provider),
        matching=MatchingPorts(results=MemoryMatchResults(clock), candidates=MemoryCandidates(store.tables)),
        media=MediaPorts(rooms=rooms),
        payments=PaymentPorts(gateway=gateway),
        notifications=NotificationPorts(
            renderer=PlainEmailRenderer(),
            mailer=mailer,
            broadcasts=broadcasts,
            push_renderer=PlainPushRenderer(),
            push_sender=push_sender,
        ),
        moderation=ModerationPorts(reports_count=reports_count),
    )
    return InMemory(
        app=wire(ports),
        ports=ports,
        store=store,
        clock=clock,
        gateway=gateway,
        identity_provider=identity_provider,
        providers=providers,
        rooms=rooms,
        mailer=mailer,
        push_sender=push_sender,
        broadcasts=broadcasts,
        clients=clients,
        avatars=avatars,
    )
