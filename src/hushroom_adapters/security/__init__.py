"""Secrets: password hashes, access tokens and the opaque tokens that mails and refreshes carry."""

from hushroom_adapters.security.passwords import BcryptPasswords, PasswordsBusy
from hushroom_adapters.security.tokens import JoseTokens, SecretTokens

__all__ = ["BcryptPasswords", "JoseTokens", "PasswordsBusy", "SecretTokens"]
