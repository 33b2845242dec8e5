"""Secrets and identity: password hashes, tokens, and the domains of email addresses."""

from hushroom_adapters.security.domain_names import IdnaDomainNames
from hushroom_adapters.security.passwords import BcryptPasswords, PasswordsBusy
from hushroom_adapters.security.tokens import JoseTokens, SecretTokens

__all__ = ["BcryptPasswords", "IdnaDomainNames", "JoseTokens", "PasswordsBusy", "SecretTokens"]
