"""The rows of the notification centre: the words of each kind, and the page that it is about; the rows of emails."""

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.model import Notification, NotificationKind, SentEmail
from hushroom_domain.notifications.policy import DROPPED
from hushroom_http.pages.translations import N_

SESSION, PAYMENT = "/sessions/{}", "/account/payments/{}"
"""The pages of single things, whose ids take the place of the braces."""


@frozen
class NoticeWords:
    """The English words of one kind of notification, and the path of the page that it is about."""

    words: str
    path: str


WORDS: Mapping[NotificationKind, NoticeWords] = {
    NotificationKind.SESSION_BOOKED: NoticeWords(N_("Somebody booked a session with you"), SESSION),
    NotificationKind.SESSION_PAID: NoticeWords(N_("A session with you is paid for and takes place"), SESSION),
    NotificationKind.SESSION_BEGINS: NoticeWords(N_("Your session is about to begin"), SESSION),
    NotificationKind.COMPANION_READY: NoticeWords(N_("Your companion is ready"), SESSION),
    NotificationKind.SESSION_DRIFTED: NoticeWords(N_("A session drifted from its goal"), SESSION),
    NotificationKind.SESSION_ENDED: NoticeWords(N_("Your session is over, and you can look back at it"), SESSION),
    NotificationKind.SESSION_CANCELLED: NoticeWords(N_("A session was cancelled"), SESSION),
    NotificationKind.SESSION_EARNED: NoticeWords(N_("You have earned money with a session"), "/companion/earnings"),
    NotificationKind.PAYMENT_HELD: NoticeWords(N_("Your payment is held, and the session takes place"), PAYMENT),
    NotificationKind.PAYMENT_CAPTURED: NoticeWords(N_("The money for your session was taken"), PAYMENT),
    NotificationKind.PAYMENT_RELEASED: NoticeWords(N_("The money that was held for a session is free again"), PAYMENT),
    NotificationKind.PAYMENT_REFUNDED: NoticeWords(N_("You were given money back"), PAYMENT),
    NotificationKind.RATING_RECEIVED: NoticeWords(N_("Somebody rated a session with you"), "/companion/reviews"),
    NotificationKind.COMPANION_APPROVED: NoticeWords(
        N_("You are a companion now, and can publish your hours"), "/companion/hours"
    ),
    NotificationKind.COMPANION_SUSPENDED: NoticeWords(N_("Your companion profile is on hold"), "/companion/profile"),
    NotificationKind.COMPANION_REACTIVATED: NoticeWords(
        N_("Your companion profile is no longer on hold"), "/companion/profile"
    ),
    NotificationKind.REPORT_FILED: NoticeWords(N_("Somebody was reported"), "/admin/reports/{}"),
    NotificationKind.REPORT_DECIDED: NoticeWords(N_("A report that you made was decided"), "/account/reports"),
}


@frozen
class NoticeRow:
    """One notification with its English words, which the template translates, and the page that it is about."""

    notification: Notification
    words: str
    path: str


def notice_row(notification: Notification) -> NoticeRow:
    row = WORDS[notification.kind]
    return NoticeRow(notification, row.words, row.path.format(notification.subject_id))


EMAILS: Mapping[EmailKind, str] = {
    EmailKind.WELCOME: N_("Welcome to Hushroom"),
    EmailKind.BOOKING_CONFIRMATION: N_("Confirmation of a session"),
    EmailKind.SESSION_COMPLETED: N_("A session is over"),
    EmailKind.COMPANION_APPROVED: N_("You are a companion now"),
    EmailKind.ACCOUNT_SUSPENDED: N_("Your account is closed for now"),
    EmailKind.VERIFY_EMAIL: N_("The link that confirms your address"),
    EmailKind.RESET_PASSWORD: N_("The link to a new password"),
    EmailKind.HOLD_LAPSED: N_("Money that was held is free again"),
    EmailKind.REPORT_FILED: N_("Somebody was reported"),
    EmailKind.COMPANION_REACTIVATED: N_("Your companion profile is no longer on hold"),
    EmailKind.COMPANION_SUSPENDED: N_("Your companion profile is on hold"),
    EmailKind.NEW_DEVICE: N_("A new device has signed in"),
    EmailKind.ATTEMPTS_BLOCKED: N_("Somebody tried to get into your account"),
    EmailKind.IDENTITY_LINKED: N_("Another way to log in was added to your account"),
    EmailKind.IDENTITY_UNLINKED: N_("A way to log in was removed from your account"),
    EmailKind.EMAIL_CHANGE_ASKED: N_("Another address was asked for"),
    EmailKind.CONFIRM_EMAIL_CHANGE: N_("The link that confirms your new address"),
    EmailKind.EMAIL_CHANGE_TAKEN: N_("Another account asked for your address"),
    EmailKind.UNDO_EMAIL_CHANGE: N_("The link that takes your old address back"),
    EmailKind.EMAIL_CHANGED: N_("Your account has another address"),
    EmailKind.EMAIL_CHANGE_UNDONE: N_("Your old address was restored"),
    EmailKind.PASSKEY_ADDED: N_("A passkey was added to your account"),
    EmailKind.PASSKEY_REMOVED: N_("A passkey was removed from your account"),
    EmailKind.PASSKEY_DOUBTED: N_("One of your passkeys may have been copied"),
    EmailKind.FACTOR_ADDED: N_("Your account asks for a second factor now"),
    EmailKind.FACTOR_REMOVED: N_("Your second factor was removed"),
    EmailKind.RECOVERY_CODES_REPLACED: N_("Your recovery codes were replaced"),
    EmailKind.RECOVERY_ASKED: N_("Somebody asked to log in without your second factor"),
    EmailKind.RECOVERY_STOPPED: N_("Your second factor stays"),
    EmailKind.RECOVERY_APPROVED: N_("You can log in without your lost second factor"),
    EmailKind.ACCOUNT_DELETED: N_("Your account is deleted"),
}
"""The English words of each kind of email."""
OTHER_EMAIL = N_("Another email about your account")
"""The English words for an email of a kind that only a later release knows."""
SENT, ON_ITS_WAY, REFUSED, LEFT_OUT = (
    N_("sent"),
    N_("on its way"),
    N_("your mail server refused it"),
    N_("left out, because you had several of this kind"),
)


@frozen
class EmailRow:
    """One email with its English words and those of its state, and the time of the state."""

    words: str
    state: str
    at: datetime


def email_row(email: SentEmail) -> EmailRow:
    words = next((said for kind, said in EMAILS.items() if kind.value == email.kind), OTHER_EMAIL)
    if email.sent_at is not None:
        return EmailRow(words, SENT, email.sent_at)
    if email.refused_at is not None:
        return EmailRow(words, LEFT_OUT if email.refusal == DROPPED else REFUSED, email.refused_at)
    return EmailRow(words, ON_ITS_WAY, email.claimed_at)
