"""The codes of authenticator apps (RFC 6238: SHA-1, six digits, 30 seconds) and recovery codes."""

import base64
import secrets
from datetime import datetime

import pyotp
import segno
from attrs import frozen

ISSUER = "Hushroom"
STEP_SECONDS = 30
DIGITS = 6
RECOVERY_BYTES = 10
GROUP = 4
QUIET_MODULES = 4
"""The modules of quiet around a QR code, as ISO/IEC 18004 asks for."""


@frozen
class TotpFactorCodes:
    """Implements `FactorCodes`. SHA-1 and six digits are what every authenticator app knows."""

    def new_secret(self) -> str:
        """Returns 160 random bits in base 32."""
        return pyotp.random_base32()

    def address_of(self, secret: str, account: str) -> str:
        return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)

    def picture_of(self, address: str) -> str:
        """Returns the QR code, dark on white, in the size of its container."""
        return segno.make(address, error="m", micro=False).svg_inline(
            border=QUIET_MODULES, dark="#000", light="#fff", omitsize=True
        )

    def step_of(self, secret: str, code: str, now: datetime) -> int | None:
        if len(code) != DIGITS or not code.isascii() or not code.isdigit():
            return None
        codes, present = pyotp.HOTP(secret), int(now.timestamp()) // STEP_SECONDS
        return next((step for step in range(present - 1, present + 2) if codes.verify(code, step)), None)

    def new_recovery_code(self) -> str:
        """Returns 80 random bits in base 32, which has no letters that are taken for digits."""
        code = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode("ascii")
        return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
