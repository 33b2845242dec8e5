"""The use cases of identity, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.ports.identity_ports import IdentityPorts
from hushroom_domain.identity.queries import DeviceQueries, RecoveryQueries, UserQueries, ViewerQueries
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.attempt_keeper import AttemptKeeper
from hushroom_domain.identity.services.browser_signer import BrowserSigner, SignedInBrowser
from hushroom_domain.identity.services.challenge_keeper import ChallengeKeeper
from hushroom_domain.identity.services.device_notes import DeviceNotes
from hushroom_domain.identity.services.factor_check import FactorCheck
from hushroom_domain.identity.services.factor_duty import FactorDuty
from hushroom_domain.identity.services.identity_accounts import IdentityAccounts
from hushroom_domain.identity.services.identity_quotas import IdentityQuotas
from hushroom_domain.identity.services.own_password import OwnPasswordCheck
from hushroom_domain.identity.services.passkey_check import PasskeyCheck
from hushroom_domain.identity.services.password_change import PasswordChange
from hushroom_domain.identity.services.password_check import PasswordCheck
from hushroom_domain.identity.services.password_choice import PasswordChoice
from hushroom_domain.identity.services.passwords import NormalizedPasswords
from hushroom_domain.identity.services.recent_proof import RecentProof
from hushroom_domain.identity.services.recovery_code_issuer import RecoveryCodeIssuer
from hushroom_domain.identity.services.registration import Registration
from hushroom_domain.identity.services.second_step import SecondStep
from hushroom_domain.identity.services.sign_in_gate import SignInGate
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.identity.services.token_issuer import BegunSignIn, TokenIssuer
from hushroom_domain.identity.services.totp_enroller import TotpEnroller
from hushroom_domain.identity.use_cases.add_passkey import AddPasskey
from hushroom_domain.identity.use_cases.approve_recovery import ApproveRecovery
from hushroom_domain.identity.use_cases.ask_email_change import AskEmailChange
from hushroom_domain.identity.use_cases.ask_for_recovery import AskForRecovery
from hushroom_domain.identity.use_cases.authenticate import Authenticate
from hushroom_domain.identity.use_cases.authenticate_browser import AuthenticateBrowser
from hushroom_domain.identity.use_cases.begin_enrolment import BeginEnrolment
from hushroom_domain.identity.use_cases.begin_passkey_registration import BeginPasskeyRegistration
from hushroom_domain.identity.use_cases.begin_passkey_sign_in import BeginPasskeySignIn
from hushroom_domain.identity.use_cases.begin_provider_attempt import BeginProviderAttempt
from hushroom_domain.identity.use_cases.begin_totp import BeginTotp
from hushroom_domain.identity.use_cases.change_password import ChangePassword
from hushroom_domain.identity.use_cases.change_password_in_browser import ChangePasswordInBrowser
from hushroom_domain.identity.use_cases.confirm_email_change import ConfirmEmailChange
from hushroom_domain.identity.use_cases.confirm_totp import ConfirmTotp
from hushroom_domain.identity.use_cases.delete_expired_tokens import DeleteExpiredTokens
from hushroom_domain.identity.use_cases.delete_unused_avatar import DeleteUnusedAvatar
from hushroom_domain.identity.use_cases.delete_user import DeleteUser
from hushroom_domain.identity.use_cases.end_device import EndDevice
from hushroom_domain.identity.use_cases.end_other_devices import EndOtherDevices
from hushroom_domain.identity.use_cases.estimate_password_strength import EstimatePasswordStrength
from hushroom_domain.identity.use_cases.finish_enrolment import FinishEnrolment
from hushroom_domain.identity.use_cases.finish_provider_sign_in import FinishProviderSignIn
from hushroom_domain.identity.use_cases.issue_access_token import IssueAccessToken
from hushroom_domain.identity.use_cases.link_identity import LinkIdentity
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.log_in_by_passkey import LogInByPasskey
from hushroom_domain.identity.use_cases.log_out import LogOut
from hushroom_domain.identity.use_cases.make_admin import MakeAdmin
from hushroom_domain.identity.use_cases.place_avatar import PlaceAvatar
from hushroom_domain.identity.use_cases.prove_account import ProveAccount
from hushroom_domain.identity.use_cases.reactivate_by_link import ReactivateByLink
from hushroom_domain.identity.use_cases.reactivate_user import ReactivateUser
from hushroom_domain.identity.use_cases.read_waiting_identity import ReadWaitingIdentity
from hushroom_domain.identity.use_cases.readdress_avatars import ReaddressAvatars
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.identity.use_cases.register_by_provider import RegisterByProvider
from hushroom_domain.identity.use_cases.register_in_browser import RegisterInBrowser
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.remove_avatar import RemoveAvatar
from hushroom_domain.identity.use_cases.remove_passkey import RemovePasskey
from hushroom_domain.identity.use_cases.remove_totp import RemoveTotp
from hushroom_domain.identity.use_cases.rename_passkey import RenamePasskey
from hushroom_domain.identity.use_cases.renew_browser_sign_in import RenewBrowserSignIn
from hushroom_domain.identity.use_cases.repeat_enrolment import RepeatEnrolment
from hushroom_domain.identity.use_cases.repeat_totp_enrolment import RepeatTotpEnrolment
from hushroom_domain.identity.use_cases.replace_avatar import ReplaceAvatar
from hushroom_domain.identity.use_cases.replace_recovery_codes import ReplaceRecoveryCodes
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.identity.use_cases.reset_password import ResetPassword
from hushroom_domain.identity.use_cases.set_languages import SetLanguages
from hushroom_domain.identity.use_cases.show_passkey import ShowPasskey
from hushroom_domain.identity.use_cases.show_second_factor import ShowSecondFactor
from hushroom_domain.identity.use_cases.show_second_factor_in_browser import ShowSecondFactorInBrowser
from hushroom_domain.identity.use_cases.sign_in_browser import SignInBrowser
from hushroom_domain.identity.use_cases.sign_in_browser_by_passkey import SignInBrowserByPasskey
from hushroom_domain.identity.use_cases.sign_out_browser import SignOutBrowser
from hushroom_domain.identity.use_cases.step_up_by_passkey import StepUpByPasskey
from hushroom_domain.identity.use_cases.step_up_sign_in import StepUpSignIn
from hushroom_domain.identity.use_cases.stop_recovery_by_link import StopRecoveryByLink
from hushroom_domain.identity.use_cases.undo_email_change import UndoEmailChange
from hushroom_domain.identity.use_cases.unlink_identity import UnlinkIdentity
from hushroom_domain.identity.use_cases.update_profile import UpdateProfile
from hushroom_domain.identity.use_cases.verify_age import VerifyAge
from hushroom_domain.identity.use_cases.verify_email import VerifyEmail
from hushroom_domain.shared.ports import SharedPorts

__all__ = [
    "DeviceQueries", "IdentityPorts", "IdentityUseCases", "IdentityWork", "RecoveryQueries", "UserQueries",
    "ViewerQueries",
]  # fmt: skip


@frozen(kw_only=True)
class IdentityUseCases:
    """The use cases of identity."""

    register: RegisterUser
    log_in: LogIn
    show_second_factor: ShowSecondFactor
    show_second_factor_in_browser: ShowSecondFactorInBrowser
    step_up_sign_in: StepUpSignIn
    show_passkey: ShowPasskey[BegunSignIn]
    show_passkey_in_browser: ShowPasskey[SignedInBrowser]
    step_up_by_passkey: StepUpByPasskey
    begin_enrolment: BeginEnrolment
    finish_enrolment: FinishEnrolment[BegunSignIn]
    finish_enrolment_in_browser: FinishEnrolment[SignedInBrowser]
    ask_for_recovery: AskForRecovery
    stop_recovery: StopRecoveryByLink
    approve_recovery: ApproveRecovery
    begin_totp: BeginTotp
    repeat_totp_enrolment: RepeatTotpEnrolment
    repeat_enrolment: RepeatEnrolment
    confirm_totp: ConfirmTotp
    remove_totp: RemoveTotp
    replace_recovery_codes: ReplaceRecoveryCodes
    refresh: RefreshTokenPair
    log_out: LogOut
    authenticate: Authenticate
    update_profile: UpdateProfile
    delete: DeleteUser
    reactivate: ReactivateUser[BegunSignIn]
    reactivate_in_browser: ReactivateUser[SignedInBrowser]
    reactivate_by_link: ReactivateByLink[BegunSignIn]
    reactivate_browser_by_link: ReactivateByLink[SignedInBrowser]
    set_languages: SetLanguages
    make_admin: MakeAdmin
    verify_email: VerifyEmail
    ask_email_change: AskEmailChange
    confirm_email_change: ConfirmEmailChange
    undo_email_change: UndoEmailChange
    request_password_reset: RequestPasswordReset
    reset_password: ResetPassword
    change_password: ChangePassword
    estimate_password_strength: EstimatePasswordStrength
    verify_age: VerifyAge
    delete_expired_tokens: DeleteExpiredTokens
    register_in_browser: RegisterInBrowser
    sign_in_browser: SignInBrowser
    authenticate_browser: AuthenticateBrowser
    renew_browser_sign_in: RenewBrowserSignIn
    sign_out_browser: SignOutBrowser
    change_password_in_browser: ChangePasswordInBrowser
    issue_access_token: IssueAccessToken
    end_device: EndDevice
    end_other_devices: EndOtherDevices
    replace_avatar: ReplaceAvatar
    remove_avatar: RemoveAvatar
    delete_unused_avatar: DeleteUnusedAvatar
    place_avatar: PlaceAvatar
    readdress_avatars: ReaddressAvatars
    begin_provider_attempt: BeginProviderAttempt
    finish_provider_sign_in: FinishProviderSignIn[BegunSignIn]
    finish_provider_sign_in_in_browser: FinishProviderSignIn[SignedInBrowser]
    prove_account: ProveAccount[BegunSignIn]
    prove_account_in_browser: ProveAccount[SignedInBrowser]
    register_by_provider: RegisterByProvider[BegunSignIn]
    register_by_provider_in_browser: RegisterByProvider[SignedInBrowser]
    read_waiting_identity: ReadWaitingIdentity
    link_identity: LinkIdentity
    unlink_identity: UnlinkIdentity
    begin_passkey_registration: BeginPasskeyRegistration
    add_passkey: AddPasskey
    rename_passkey: RenamePasskey
    remove_passkey: RemovePasskey
    begin_passkey_sign_in: BeginPasskeySignIn
    log_in_by_passkey: LogInByPasskey
    sign_in_browser_by_passkey: SignInBrowserByPasskey

    @classmethod
    def of(cls, ports: SharedPorts[IdentityWork], own: IdentityPorts, queries: ViewerQueries) -> Self:
        """Builds the use cases on these ports."""
        begin, clock, ids = ports.begin, ports.clock, ports.ids
        devices = DeviceNotes(clock, own.clients, own.device_tokens)
        signing_in = TokenIssuer(clock, ids, own.access_tokens, own.opaque_tokens, devices)
        browsers = BrowserSigner(clock, ids, own.opaque_tokens, devices)
        passwords = NormalizedPasswords(own.passwords)
        choice = PasswordChoice(own.common_passwords)
        registration = Registration(clock, ids, passwords, own.domain_names, choice)
        attempts = AttemptGuard(begin, clock, ids, own.brakes, own.clients, own.device_tokens)
        check = PasswordCheck(begin, passwords, own.domain_names, attempts)
        step_up = StepUp(clock)
        own_password = OwnPasswordCheck(passwords, attempts)
        change = PasswordChange(begin, clock, passwords, attempts, own_password, choice, step_up)
        keeper = AttemptKeeper(begin, clock, ids, own.opaque_tokens, own.domain_names, own.providers)
        duty = FactorDuty(own.requires_admin_factor)
        accounts = IdentityAccounts(clock, ids, own.domain_names, duty)
        quotas, recent = IdentityQuotas.of(ports.quotas), RecentProof(begin, clock, own_password)
        passkeys = PasskeyCheck(begin, clock, ids, own.opaque_tokens, own.passkey_verifier)
        challenges = ChallengeKeeper(begin, clock, ids, own.opaque_tokens)
        gate = SignInGate(clock, challenges, duty)
        factor_check = FactorCheck(clock, own.factor_codes, own.secret_box, own.opaque_tokens)
        recovery_codes = RecoveryCodeIssuer(own.factor_codes, factor_check)
        second_step = SecondStep(begin, challenges, attempts, factor_check, gate)
        enroller = TotpEnroller(clock, own.factor_codes, own.secret_box, recovery_codes)
        return cls(
            register=RegisterUser(begin, registration, signing_in, attempts),
            log_in=LogIn(begin, check, gate, signing_in),
            show_second_factor=ShowSecondFactor(second_step, signing_in),
            show_second_factor_in_browser=ShowSecondFactorInBrowser(second_step, browsers),
            step_up_sign_in=StepUpSignIn(begin, clock, attempts, factor_check),
            show_passkey=ShowPasskey(begin, challenges, passkeys, attempts, gate, signing_in),
            show_passkey_in_browser=ShowPasskey(begin, challenges, passkeys, attempts, gate, browsers),
            step_up_by_passkey=StepUpByPasskey(begin, clock, passkeys),
            begin_enrolment=BeginEnrolment(begin, challenges, enroller),
            finish_enrolment=FinishEnrolment(begin, challenges, attempts, enroller, gate, signing_in),
            finish_enrolment_in_browser=FinishEnrolment(begin, challenges, attempts, enroller, gate, browsers),
            ask_for_recovery=AskForRecovery(begin, clock, ids, challenges, quotas.recoveries),
            stop_recovery=StopRecoveryByLink(begin, clock, own.opaque_tokens),
            approve_recovery=ApproveRecovery(begin, clock, step_up),
            begin_totp=BeginTotp(begin, enroller),
            repeat_totp_enrolment=RepeatTotpEnrolment(begin, enroller),
            repeat_enrolment=RepeatEnrolment(begin, challenges, enroller),
            confirm_totp=ConfirmTotp(begin, clock, attempts, enroller),
            remove_totp=RemoveTotp(begin, clock, step_up, duty, ids),
            replace_recovery_codes=ReplaceRecoveryCodes(begin, clock, recovery_codes, step_up, ids),
            refresh=RefreshTokenPair(begin, clock, own.opaque_tokens, signing_in, duty),
            log_out=LogOut(begin, clock, own.opaque_tokens),
            authenticate=Authenticate(clock, own.access_tokens, queries),
            update_profile=UpdateProfile(begin, clock, own.avatar_addresses, own.takes_outside_avatars),
            delete=DeleteUser(begin, clock, step_up),
            reactivate=ReactivateUser(begin, check, gate, signing_in),
            reactivate_in_browser=ReactivateUser(begin, check, gate, browsers),
            reactivate_by_link=ReactivateByLink(begin, clock, own.opaque_tokens, gate, signing_in),
            reactivate_browser_by_link=ReactivateByLink(begin, clock, own.opaque_tokens, gate, browsers),
            set_languages=SetLanguages(begin, ids),
            make_admin=MakeAdmin(begin, clock, own.domain_names, duty),
            verify_email=VerifyEmail(begin, clock, own.opaque_tokens),
            ask_email_change=AskEmailChange(
                begin,
                clock,
                ids,
                own.domain_names,
                step_up,
                own_password,
                quotas.email_changes,
                ports.quotas.email_changes_to_mailbox,
            ),
            confirm_email_change=ConfirmEmailChange(begin, clock, own.opaque_tokens, own.domain_names, attempts),
            undo_email_change=UndoEmailChange(begin, clock, own.opaque_tokens),
            request_password_reset=RequestPasswordReset(begin, ids, own.domain_names, attempts),
            reset_password=ResetPassword(begin, clock, passwords, own.opaque_tokens, attempts, choice),
            change_password=ChangePassword(begin, change),
            estimate_password_strength=EstimatePasswordStrength(choice, own.password_strengths),
            verify_age=VerifyAge(begin, clock),
            delete_expired_tokens=DeleteExpiredTokens(begin, clock),
            register_in_browser=RegisterInBrowser(begin, registration, browsers, attempts),
            sign_in_browser=SignInBrowser(begin, check, gate, browsers),
            authenticate_browser=AuthenticateBrowser(begin, clock, own.opaque_tokens, queries, devices, duty),
            renew_browser_sign_in=RenewBrowserSignIn(begin, clock, own.opaque_tokens),
            sign_out_browser=SignOutBrowser(begin, clock, own.opaque_tokens),
            change_password_in_browser=ChangePasswordInBrowser(begin, change, browsers),
            issue_access_token=IssueAccessToken(begin, clock, own.access_tokens),
            end_device=EndDevice(begin, clock),
            end_other_devices=EndOtherDevices(begin, clock),
            replace_avatar=ReplaceAvatar(
                begin, clock, ids, own.avatar_encoder, own.avatar_store, own.avatar_addresses, quotas.avatars
            ),
            remove_avatar=RemoveAvatar(begin, clock),
            delete_unused_avatar=DeleteUnusedAvatar(begin, own.avatar_store),
            place_avatar=PlaceAvatar(begin, clock, own.avatar_store, own.avatar_addresses),
            readdress_avatars=ReaddressAvatars(begin, own.avatar_addresses),
            begin_provider_attempt=BeginProviderAttempt(begin, clock, keeper, quotas.links),
            finish_provider_sign_in=FinishProviderSignIn(begin, clock, keeper, accounts, gate, signing_in, attempts),
            finish_provider_sign_in_in_browser=FinishProviderSignIn(
                begin, clock, keeper, accounts, gate, browsers, attempts
            ),
            prove_account=ProveAccount(begin, keeper, accounts, check, gate, signing_in),
            prove_account_in_browser=ProveAccount(begin, keeper, accounts, check, gate, browsers),
            register_by_provider=RegisterByProvider(begin, keeper, accounts, registration, signing_in, attempts),
            register_by_provider_in_browser=RegisterByProvider(
                begin, keeper, accounts, registration, browsers, attempts
            ),
            read_waiting_identity=ReadWaitingIdentity(keeper),
            link_identity=LinkIdentity(begin, keeper, accounts),
            unlink_identity=UnlinkIdentity(begin, clock),
            begin_passkey_registration=BeginPasskeyRegistration(
                begin, clock, own.opaque_tokens, own.relying_party, quotas.passkeys, step_up, recent
            ),
            add_passkey=AddPasskey(begin, clock, ids, passkeys, step_up),
            rename_passkey=RenamePasskey(begin),
            remove_passkey=RemovePasskey(begin, clock, step_up, duty),
            begin_passkey_sign_in=BeginPasskeySignIn(begin, clock, own.opaque_tokens, own.relying_party),
            log_in_by_passkey=LogInByPasskey(begin, passkeys, signing_in, attempts),
            sign_in_browser_by_passkey=SignInBrowserByPasskey(begin, passkeys, browsers, attempts),
        )
