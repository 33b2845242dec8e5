"""Secrets and identity: password hashes, passkeys, tokens, second factors, and the domains of email addresses."""

from hushroom_adapters.security.audit_seals import AesAuditSeals
from hushroom_adapters.security.device_tokens import SignedDeviceTokens
from hushroom_adapters.security.domain_names import IdnaDomainNames
from hushroom_adapters.security.factor_codes import TotpFactorCodes
from hushroom_adapters.security.listed_passwords import ListedPasswords
from hushroom_adapters.security.passkeys import WebAuthnVerifier
from hushroom_adapters.security.password_strength import ZxcvbnStrengths
from hushroom_adapters.security.passwords import PasswordsBusy, PooledPasswords
from hushroom_adapters.security.sealing import AesSecretBox
from hushroom_adapters.security.tokens import JoseTokens, SecretTokens

__all__ = [
    "AesAuditSeals",
    "AesSecretBox",
    "IdnaDomainNames",
    "JoseTokens",
    "ListedPasswords",
    "PasswordsBusy",
    "PooledPasswords",
    "SecretTokens",
    "SignedDeviceTokens",
    "TotpFactorCodes",
    "WebAuthnVerifier",
    "ZxcvbnStrengths",
]
