"""Second factors in memory, and their codes and seals for tests and examples. Not for real people."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime

from attrs import evolve, frozen

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.model import FactorState, RecoveryCode, SecondFactorChallenge, TotpCredential
from hushroom_domain.shared.ids import UserId

STEP_SECONDS = 30


@frozen
class MemoryTotpCredentials:
    """Implements `TotpCredentials`."""

    tables: Tables

    async def get(self, user_id: UserId) -> TotpCredential | None:
        return self.tables.totp_credentials.get(user_id)

    async def put(self, credential: TotpCredential) -> None:
        self.tables.totp_credentials.put(credential.user_id, credential)

    async def remove(self, user_id: UserId) -> None:
        self.tables.totp_credentials.remove(user_id)


@frozen
class MemoryRecoveryCodes:
    """Implements `RecoveryCodes`."""

    tables: Tables

    async def replace(self, user_id: UserId, codes: Collection[RecoveryCode]) -> None:
        for one in list(self.tables.recovery_codes.values()):
            if one.user_id == user_id:
                self.tables.recovery_codes.remove((user_id, one.digest))
        for one in codes:
            self.tables.recovery_codes.put((user_id, one.digest), one)

    async def use(self, user_id: UserId, digest: str, now: datetime) -> bool:
        found = self.tables.recovery_codes.get((user_id, digest))
        if found is None or found.used_at is not None:
            return False
        self.tables.recovery_codes.put((user_id, digest), evolve(found, used_at=now))
        return True


@frozen
class MemorySecondFactorChallenges:
    """Implements `SecondFactorChallenges`."""

    tables: Tables

    async def add(self, challenge: SecondFactorChallenge) -> None:
        self.tables.second_factor_challenges.put(challenge.digest, challenge)

    async def get(self, digest: str) -> SecondFactorChallenge | None:
        return self.tables.second_factor_challenges.get(digest)

    async def save(self, challenge: SecondFactorChallenge) -> None:
        self.tables.second_factor_challenges.put(challenge.digest, challenge)

    async def remove(self, challenge: SecondFactorChallenge) -> None:
        self.tables.second_factor_challenges.remove(challenge.digest)

    async def remove_all(self, user_id: UserId) -> None:
        self._remove([one for one in self.tables.second_factor_challenges.values() if one.user_id == user_id])

    async def sweep(self, before: datetime) -> int:
        return self._remove([one for one in self.tables.second_factor_challenges.values() if one.expires_at < before])

    def _remove(self, challenges: list[SecondFactorChallenge]) -> int:
        for one in challenges:
            self.tables.second_factor_challenges.remove(one.digest)
        return len(challenges)


@frozen
class MemorySecondFactors:
    """Implements `SecondFactors`."""

    tables: Tables

    async def of(self, user_id: UserId) -> FactorState:
        totp = self.tables.totp_credentials.get(user_id)
        codes = [one for one in self.tables.recovery_codes.values() if one.user_id == user_id and one.used_at is None]
        return FactorState(
            totp_since=totp.confirmed_at if totp else None,
            recovery_codes_left=len(codes),
            has_passkeys=any(one.user_id == user_id for one in self.tables.passkeys.values()),
        )


@frozen
class PlainFactorCodes:
    """Implements `FactorCodes` by a digest of the secret and the time step. Production follows RFC 6238."""

    def new_secret(self) -> str:
        return secrets.token_hex(16).upper()

    def address_of(self, secret: str, account: str) -> str:
        return f"otpauth://totp/Hushroom:{account}?secret={secret}&issuer=Hushroom"

    def picture_of(self, address: str) -> str:
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>{address}</title></svg>'

    def step_of(self, secret: str, code: str, now: datetime) -> int | None:
        present = step_at(now)
        return next((step for step in range(present - 1, present + 2) if plain_totp(secret, step) == code), None)

    def new_recovery_code(self) -> str:
        return secrets.token_hex(10)


@frozen
class OpenBox:
    """Implements `SecretBox` without a key: the secret stands beside its owner. Production encrypts."""

    def seal(self, secret: str, owner: str) -> str:
        return f"{owner}:{secret}"

    def open(self, sealed: str, owner: str) -> str | None:
        found, _, secret = sealed.partition(":")
        return secret if found == owner else None


def step_at(now: datetime) -> int:
    """Returns the time step of codes at `now`."""
    return int(now.timestamp()) // STEP_SECONDS


def plain_totp(secret: str, step: int) -> str:
    """Returns the code of a secret of `PlainFactorCodes` in a time step."""
    return f"{int(hashlib.sha256(f'{secret}:{step}'.encode()).hexdigest(), 16) % 1_000_000:06d}"
