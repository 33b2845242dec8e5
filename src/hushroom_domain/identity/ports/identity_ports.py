"""The ports of identity beyond the shared ones."""

from attrs import frozen

from hushroom_domain.identity.model import RelyingParty
from hushroom_domain.identity.ports.attempts import Brakes, DeviceTokens
from hushroom_domain.identity.ports.avatars import AvatarEncoder, AvatarStore
from hushroom_domain.identity.ports.outside import Clients, DomainNames, IdentityProviders
from hushroom_domain.identity.ports.passkeys import PasskeyVerifier
from hushroom_domain.identity.ports.passwords import CommonPasswords, Passwords, PasswordStrengths
from hushroom_domain.identity.ports.second_factors import FactorCodes, SecretBox
from hushroom_domain.identity.ports.tokens import AccessTokens, OpaqueTokens
from hushroom_domain.identity.rules.avatar_addresses import AvatarAddresses


@frozen(kw_only=True)
class IdentityPorts:
    """The ports of identity beyond the shared ones."""

    passwords: Passwords
    common_passwords: CommonPasswords
    password_strengths: PasswordStrengths
    domain_names: DomainNames
    brakes: Brakes
    device_tokens: DeviceTokens
    access_tokens: AccessTokens
    opaque_tokens: OpaqueTokens
    clients: Clients
    providers: IdentityProviders
    passkey_verifier: PasskeyVerifier
    relying_party: RelyingParty
    factor_codes: FactorCodes
    secret_box: SecretBox
    avatar_encoder: AvatarEncoder
    avatar_store: AvatarStore
    avatar_addresses: AvatarAddresses
    takes_outside_avatars: bool = True
    """False refuses addresses of other websites as avatars."""
    requires_admin_factor: bool = False
    """True demands a second factor of administrators."""
