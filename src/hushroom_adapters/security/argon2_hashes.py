"""Makes and compares hashes by argon2id (RFC 9106), in the usual notation: `$argon2id$v=19$m=...,t=...,p=1$...`."""

import os
import re

from attrs import frozen
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

ARGON2 = re.compile(r"\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,4}),p=\d{1,3}\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}")
SALT_BYTES, HASH_BYTES = 16, 32


@frozen
class Argon2Hashes:
    """Hashes by one lane with this memory and number of passes; compares hashes of any costs."""

    memory_kib: int = 19_456
    iterations: int = 2

    def hash(self, password: bytes) -> str:
        made = Argon2id(
            salt=os.urandom(SALT_BYTES),
            length=HASH_BYTES,
            iterations=self.iterations,
            lanes=1,
            memory_cost=self.memory_kib,
        )
        return made.derive_phc_encoded(password)

    def knows(self, hashed: str) -> bool:
        """Returns whether the text is a hash by argon2id."""
        return ARGON2.fullmatch(hashed) is not None

    def verify(self, password: bytes, hashed: str) -> bool:
        """Returns whether password and hash belong together; False for a hash whose costs are no costs."""
        try:
            Argon2id.verify_phc_encoded(password, hashed)
        except (InvalidKey, ValueError):
            return False
        return True

    def is_outdated(self, hashed: str) -> bool:
        """Returns whether the text is a hash by less memory or fewer passes, or none by argon2id at all."""
        found = ARGON2.fullmatch(hashed)
        return found is None or int(found[1]) < self.memory_kib or int(found[2]) < self.iterations
