"""The errors of identity."""

from hushroom_domain.shared.errors import Conflict, Forbidden, NotFound, RuleViolated, Unauthenticated


class UserNotFound(NotFound):
    code = "user.not_found"
    message = "User not found"


class EmailTaken(Conflict):
    code = "auth.email_taken"
    message = "Email already registered"


class TooYoung(Forbidden):
    code = "auth.too_young"
    message = "You must be at least 18 years old to use this platform"


class WrongCredentials(Unauthenticated):
    """Also raised for unknown and inactive accounts, so that the answer says nothing about an address."""

    code = "auth.wrong_credentials"
    message = "Invalid email or password"


class InvalidToken(Unauthenticated):
    code = "auth.token_invalid"
    message = "The access token is not valid"


class ExpiredToken(Unauthenticated):
    code = "auth.token_expired"
    message = "The access token has expired"


class InactiveAccount(Unauthenticated):
    code = "auth.account_inactive"
    message = "This account is not active"


class SignInEnded(Unauthenticated):
    """The sign-in of the token was ended by signing out or by a change of the credentials."""

    code = "auth.sign_in_ended"
    message = "This sign-in is over; sign in again"


class InvalidRefreshToken(Unauthenticated):
    code = "auth.refresh.invalid"
    message = "The refresh token is not valid"


class JustRotated(Unauthenticated):
    """Two requests refreshed one token at the same time; the other request got the new token."""

    code = "auth.refresh.just_rotated"
    message = "The refresh token was just used; use the one it was exchanged for"


class ReusedRefreshToken(Unauthenticated):
    """A refresh token was used again long after its exchange, so its family is revoked as possibly stolen."""

    code = "auth.refresh.reused"
    message = "The refresh token was used before; sign in again"


class UselessToken(RuleViolated):
    """The one-time token is unknown, used or expired; the answer does not say which."""

    code = "auth.token_useless"
    message = "Invalid or expired token"


class WrongPassword(Unauthenticated):
    code = "auth.wrong_password"
    message = "Current password is incorrect"
