"""The catalogue of emails and push messages: each kind with its rules, its English words, and its causes."""

from collections.abc import Mapping

from hushroom_domain.companions.events import CompanionApproved, CompanionReactivated, CompanionSuspended
from hushroom_domain.identity.events import (
    AccountDeactivated,
    AttemptFailed,
    EmailChangeAsked,
    EmailChanged,
    EmailChangeUndone,
    FactorAdded,
    FactorRecoveryApproved,
    FactorRecoveryAsked,
    FactorRecoveryStopped,
    FactorRemoved,
    IdentityLinked,
    IdentityUnlinked,
    NewDeviceSignedIn,
    PasskeyAdded,
    PasskeyDoubted,
    PasskeyRemoved,
    PasswordForgotten,
    RecoveryCodesReplaced,
    UserRegistered,
    UserSuspended,
)
from hushroom_domain.identity.model import TokenPurpose
from hushroom_domain.moderation.events import ReportFiled
from hushroom_domain.notifications.catalogue.kinds import EmailKind
from hushroom_domain.notifications.catalogue.pushes import PUSHES, PushRow
from hushroom_domain.notifications.catalogue.rows import EmailRow
from hushroom_domain.notifications.catalogue.triggers import (
    EmailTrigger,
    Occasion,
    about_change,
    on,
    on_new_device,
    on_request,
    to_deleted,
    to_holder,
    to_new_mailbox,
    to_old_mailbox,
    to_owner,
    to_owner_of_factor,
    to_owner_of_identity,
    to_owner_of_passkey,
    to_owner_of_recovery,
    to_unproved_mailbox,
)
from hushroom_domain.payments.events import HoldLapsed
from hushroom_domain.sessions.events import SessionEnded, SessionMatched

__all__ = ["CATALOGUE", "PUSHES", "EmailKind", "EmailRow", "EmailTrigger", "Occasion", "PushRow"]


def _to_seeker(event: SessionMatched | SessionEnded | HoldLapsed) -> Occasion:
    return Occasion(user_id=event.seeker_id, session_id=event.session_id)


def _to_companion(event: SessionMatched | SessionEnded | HoldLapsed) -> Occasion:
    return Occasion(user_id=event.companion_user_id, session_id=event.session_id)


def _to_warned(event: AttemptFailed) -> Occasion | None:
    if event.user_id is None or not event.is_last:
        return None
    return Occasion(user_id=event.user_id, request_id=event.request_id)


CATALOGUE: Mapping[EmailKind, EmailRow] = {
    EmailKind.WELCOME: EmailRow(
        subject="Welcome to Hushroom",
        sentence="Your account is ready.",
        triggers=(on(UserRegistered, "welcome_user", lambda event: Occasion(user_id=event.user_id)),),
    ),
    EmailKind.BOOKING_CONFIRMATION: EmailRow(
        subject="Your session is booked",
        sentence="{type}, {minutes} minutes, with {other}, {when}.",
        triggers=(
            on(SessionMatched, "confirm_booking_to_seeker", _to_seeker),
            on(SessionMatched, "confirm_booking_to_companion", _to_companion),
        ),
    ),
    EmailKind.SESSION_COMPLETED: EmailRow(
        subject="Your session is complete",
        sentence="{minutes} minutes with {other} are done. Thank you.",
        is_farewell=True,
        is_counted=False,
        triggers=(
            on(SessionEnded, "thank_seeker", lambda event: _to_seeker(event) if event.is_completed else None),
            on(SessionEnded, "thank_companion", lambda event: _to_companion(event) if event.is_completed else None),
        ),
    ),
    EmailKind.COMPANION_APPROVED: EmailRow(
        subject="You are a companion now",
        sentence="Your application was approved.",
        is_counted=False,
        triggers=(on(CompanionApproved, "tell_companion_of_approval", lambda event: Occasion(user_id=event.user_id)),),
    ),
    EmailKind.ACCOUNT_SUSPENDED: EmailRow(
        subject="Your account is on hold",
        sentence="Your account is suspended until a person has looked.",
        is_counted=False,
        triggers=(on(UserSuspended, "tell_user_of_suspension", on_request),),
    ),
    EmailKind.COMPANION_SUSPENDED: EmailRow(
        subject="Your companion profile is on hold",
        sentence="Nobody can book you until a person has looked. You can still book sessions.",
        is_counted=False,
        triggers=(on(CompanionSuspended, "tell_companion_of_suspension", on_request),),
    ),
    EmailKind.COMPANION_REACTIVATED: EmailRow(
        subject="Your companion profile is no longer on hold",
        sentence="Your companion profile is not suspended any more.",
        is_counted=False,
        triggers=(on(CompanionReactivated, "tell_companion_of_reactivation", on_request),),
    ),
    EmailKind.VERIFY_EMAIL: EmailRow(
        subject="Confirm your address",
        sentence="This token confirms your address for 24 hours: {token}",
        link=TokenPurpose.VERIFY_EMAIL,
        triggers=(on(UserRegistered, "send_verification", lambda event: Occasion(user_id=event.user_id)),),
    ),
    EmailKind.RESET_PASSWORD: EmailRow(
        subject="Set a new password",
        sentence="This token sets a new password for one hour: {token}",
        link=TokenPurpose.RESET_PASSWORD,
        triggers=(on(PasswordForgotten, "send_reset_link", to_owner),),
    ),
    EmailKind.ATTEMPTS_BLOCKED: EmailRow(
        subject="Somebody tried to get into your account",
        sentence="Wrong passwords or codes were tried, and further ones are refused for up to an hour. You can still "
        "sign in on a device that you have used before, or set a new password by a link.",
        most_a_day=1,
        triggers=(on(AttemptFailed, "warn_of_attempts", _to_warned),),
    ),
    EmailKind.NEW_DEVICE: EmailRow(
        subject="A new device has signed in to your account",
        sentence="If it was not you, change your password and end the sign-in in the list of your devices.",
        triggers=(on(NewDeviceSignedIn, "tell_of_new_device", on_new_device),),
    ),
    EmailKind.HOLD_LAPSED: EmailRow(
        subject="Your session is called off",
        sentence="The hold on its payment has lapsed. Nobody pays for it.",
        is_about_cancelled=True,
        is_counted=False,
        triggers=(
            on(HoldLapsed, "tell_seeker_of_lapse", _to_seeker),
            on(HoldLapsed, "tell_companion_of_lapse", _to_companion),
        ),
    ),
    EmailKind.REPORT_FILED: EmailRow(
        subject="Somebody was reported",
        sentence="A report of abuse waits for you among the open reports.",
        triggers=(
            on(
                ReportFiled,
                "tell_administrator_of_report",
                lambda event: Occasion(user_id=event.admin_id, request_id=event.report_id),
            ),
        ),
    ),
    EmailKind.IDENTITY_LINKED: EmailRow(
        subject="Another way to log in was added to your account",
        sentence="An account elsewhere signs you in from now on. Was it not you? Remove it and set a new password.",
        triggers=(on(IdentityLinked, "tell_owner_of_identity", to_owner_of_identity),),
    ),
    EmailKind.IDENTITY_UNLINKED: EmailRow(
        subject="A way to log in was removed from your account",
        sentence="An account elsewhere does not sign you in any more. Was it not you? Set a new password.",
        triggers=(on(IdentityUnlinked, "tell_owner_of_removed_identity", to_owner_of_identity),),
    ),
    EmailKind.EMAIL_CHANGE_ASKED: EmailRow(
        subject="Your account is to get another address",
        sentence="It gets it when the new address is proved. Was it not you? Set a new password, and nothing changes.",
        address=lambda change: change.old_email,
        is_counted=False,
        triggers=(on(EmailChangeAsked, "tell_owner_of_asked_email_change", about_change),),
    ),
    EmailKind.CONFIRM_EMAIL_CHANGE: EmailRow(
        subject="Confirm your new address",
        sentence="This token gives an account this address, within 24 hours: {token}",
        link=TokenPurpose.CONFIRM_EMAIL_CHANGE,
        address=lambda change: change.new_email if change.is_open else None,
        is_counted=False,
        triggers=(on(EmailChangeAsked, "send_email_change_link", to_new_mailbox),),
    ),
    EmailKind.EMAIL_CHANGE_TAKEN: EmailRow(
        subject="Another account asked for your address",
        sentence="Your account keeps the address, and nothing has changed.",
        triggers=(on(EmailChangeAsked, "tell_holder_of_asked_email_change", to_holder),),
    ),
    EmailKind.UNDO_EMAIL_CHANGE: EmailRow(
        subject="Your account has another address now",
        sentence="Was it not you? This token takes it back within seven days: {token}",
        link=TokenPurpose.UNDO_EMAIL_CHANGE,
        address=lambda change: change.old_email if change.undo_until is not None else None,
        is_farewell=True,
        is_counted=False,
        triggers=(on(EmailChanged, "send_undo_link", to_old_mailbox),),
    ),
    EmailKind.EMAIL_CHANGED: EmailRow(
        subject="An account has another address now",
        sentence="This address was never confirmed, and does not belong to an account any more.",
        address=lambda change: change.old_email,
        is_counted=False,
        triggers=(on(EmailChanged, "tell_unproved_address_of_change", to_unproved_mailbox),),
    ),
    EmailKind.EMAIL_CHANGE_UNDONE: EmailRow(
        subject="Your address is restored: set a new password",
        sentence="The old password does not count any more. This token sets a new one for one hour: {token}",
        link=TokenPurpose.RESET_PASSWORD,
        is_counted=False,
        triggers=(on(EmailChangeUndone, "send_link_after_undoing", about_change),),
    ),
    EmailKind.PASSKEY_ADDED: EmailRow(
        subject="A passkey was added to your account",
        sentence="It signs you in from now on. Was it not you? Remove it and set a new password.",
        is_counted=False,
        triggers=(on(PasskeyAdded, "tell_owner_of_passkey", to_owner_of_passkey),),
    ),
    EmailKind.PASSKEY_REMOVED: EmailRow(
        subject="A passkey was removed from your account",
        sentence="It does not sign you in any more. Was it not you? Set a new password.",
        is_counted=False,
        triggers=(on(PasskeyRemoved, "tell_owner_of_removed_passkey", to_owner_of_passkey),),
    ),
    EmailKind.PASSKEY_DOUBTED: EmailRow(
        subject="One of your passkeys may have been copied",
        sentence="Its counter went back at a log-in. If you do not know why, remove it and add a new one.",
        triggers=(on(PasskeyDoubted, "tell_owner_of_doubted_passkey", on_request),),
    ),
    EmailKind.FACTOR_ADDED: EmailRow(
        subject="Your account asks for a second factor now",
        sentence="An authenticator app was set up. Was it not you? Set a new password and ask us for help.",
        triggers=(on(FactorAdded, "tell_owner_of_factor", to_owner_of_factor),),
    ),
    EmailKind.FACTOR_REMOVED: EmailRow(
        subject="Your second factor was removed",
        sentence="The password alone signs you in again. Was it not you? Set a new password.",
        triggers=(on(FactorRemoved, "tell_owner_of_removed_factor", to_owner_of_factor),),
    ),
    EmailKind.RECOVERY_CODES_REPLACED: EmailRow(
        subject="Your recovery codes were replaced",
        sentence="The earlier ones do not count any more. Was it not you? Set a new password.",
        triggers=(on(RecoveryCodesReplaced, "tell_owner_of_recovery_codes", to_owner_of_factor),),
    ),
    EmailKind.RECOVERY_ASKED: EmailRow(
        subject="Somebody asked to log in without your second factor",
        sentence="An administrator may remove your second factor in 72 hours. This token stops it: {token}",
        link=TokenPurpose.STOP_RECOVERY,
        is_counted=False,
        triggers=(on(FactorRecoveryAsked, "tell_owner_of_recovery", to_owner_of_recovery),),
    ),
    EmailKind.RECOVERY_STOPPED: EmailRow(
        subject="Your second factor stays",
        sentence="The request to log in without it is stopped.",
        triggers=(on(FactorRecoveryStopped, "tell_owner_of_stopped_recovery", to_owner_of_recovery),),
    ),
    EmailKind.RECOVERY_APPROVED: EmailRow(
        subject="You can log in without your lost second factor",
        sentence="An administrator removed it with your passkeys and recovery codes. You are logged out everywhere.",
        is_counted=False,
        triggers=(on(FactorRecoveryApproved, "tell_owner_of_approved_recovery", to_owner_of_recovery),),
    ),
    EmailKind.ACCOUNT_DELETED: EmailRow(
        subject="Your account is deleted",
        sentence="Within 30 days this link brings it back, once: {token}",
        link=TokenPurpose.REACTIVATE,
        is_farewell=True,
        triggers=(on(AccountDeactivated, "tell_of_deletion", to_deleted),),
    ),
}
