"""The use cases of identity, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.identity.ports import AccessTokens, Brakes, DomainNames, IdentityWork, OpaqueTokens, Passwords
from hushroom_domain.identity.queries import UserQueries, ViewerQueries
from hushroom_domain.identity.services.passwords import NormalizedPasswords
from hushroom_domain.identity.services.token_issuer import TokenIssuer
from hushroom_domain.identity.use_cases.authenticate import Authenticate
from hushroom_domain.identity.use_cases.change_password import ChangePassword
from hushroom_domain.identity.use_cases.delete_expired_tokens import DeleteExpiredTokens
from hushroom_domain.identity.use_cases.delete_user import DeleteUser
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.log_out import LogOut
from hushroom_domain.identity.use_cases.make_admin import MakeAdmin
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.identity.use_cases.reset_password import ResetPassword
from hushroom_domain.identity.use_cases.set_languages import SetLanguages
from hushroom_domain.identity.use_cases.update_profile import UpdateProfile
from hushroom_domain.identity.use_cases.verify_age import VerifyAge
from hushroom_domain.identity.use_cases.verify_email import VerifyEmail
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["IdentityPorts", "IdentityUseCases", "IdentityWork", "UserQueries", "ViewerQueries"]


@frozen(kw_only=True)
class IdentityPorts:
    """The ports of identity beyond the shared ones."""

    passwords: Passwords
    domain_names: DomainNames
    brakes: Brakes
    access_tokens: AccessTokens
    opaque_tokens: OpaqueTokens


@frozen(kw_only=True)
class IdentityUseCases:
    """The use cases of identity."""

    register: RegisterUser
    log_in: LogIn
    refresh: RefreshTokenPair
    log_out: LogOut
    authenticate: Authenticate
    update_profile: UpdateProfile
    delete: DeleteUser
    set_languages: SetLanguages
    make_admin: MakeAdmin
    verify_email: VerifyEmail
    request_password_reset: RequestPasswordReset
    reset_password: ResetPassword
    change_password: ChangePassword
    verify_age: VerifyAge
    delete_expired_tokens: DeleteExpiredTokens

    @classmethod
    def of(cls, ports: SharedPorts[IdentityWork], own: IdentityPorts, queries: ViewerQueries) -> Self:
        """Builds the use cases on these ports."""
        signing_in = TokenIssuer(ports.clock, ports.ids, own.access_tokens, own.opaque_tokens)
        passwords = NormalizedPasswords(own.passwords)
        return cls(
            register=RegisterUser(ports.begin, ports.clock, ports.ids, passwords, own.domain_names, signing_in),
            log_in=LogIn(ports.begin, passwords, own.domain_names, signing_in, own.brakes),
            refresh=RefreshTokenPair(ports.begin, ports.clock, own.opaque_tokens, signing_in),
            log_out=LogOut(ports.begin, ports.clock, own.opaque_tokens),
            authenticate=Authenticate(ports.clock, own.access_tokens, queries),
            update_profile=UpdateProfile(ports.begin, ports.clock),
            delete=DeleteUser(ports.begin, ports.clock),
            set_languages=SetLanguages(ports.begin, ports.ids),
            make_admin=MakeAdmin(ports.begin, ports.clock, own.domain_names),
            verify_email=VerifyEmail(ports.begin, ports.clock, own.opaque_tokens),
            request_password_reset=RequestPasswordReset(
                ports.begin, ports.clock, ports.ids, own.domain_names, own.brakes
            ),
            reset_password=ResetPassword(ports.begin, ports.clock, passwords, own.opaque_tokens, own.brakes),
            change_password=ChangePassword(ports.begin, ports.clock, passwords, own.brakes),
            verify_age=VerifyAge(ports.begin, ports.clock),
            delete_expired_tokens=DeleteExpiredTokens(ports.begin, ports.clock),
        )
