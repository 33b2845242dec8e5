"""Idempotency keys as Stripe keeps them: a repeated request gets the first response again, for 24 hours."""

import hashlib
import json

from attrs import field, frozen

from hushroom_adapters.local.emulators.stripe.clock import Clock
from hushroom_adapters.local.emulators.stripe.errors import idempotency, key_in_use
from hushroom_adapters.local.emulators.stripe.forms import Form
from hushroom_adapters.local.emulators.stripe.store import Store

LIFETIME_SECONDS = 24 * 3600
LONGEST_KEY = 255


@frozen(kw_only=True)
class Keyed:
    """A request with a key, and the digest that tells it from another request with the same key."""

    account: str
    key: str
    path: str
    parameters: str

    @classmethod
    def of(cls, account: str, key: str, path: str, form: Form) -> "Keyed":
        if len(key) > LONGEST_KEY:
            raise idempotency(f"Idempotency keys can be up to {LONGEST_KEY} characters; yours has {len(key)}.")
        digest = hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()
        return cls(account=account, key=key, path=path, parameters=digest)

    @property
    def fingerprint(self) -> str:
        return f"{self.path} {self.parameters}"


@frozen(kw_only=True)
class StoredResponse:
    """A stored response and the request that it was first given to."""

    request: str
    status: int
    body: str


@frozen
class Keys:
    """The keys; `busy` lives in memory only, because a request that died with the process had no effect."""

    store: Store
    clock: Clock
    busy: set[tuple[str, str]] = field(factory=set)

    def recall(self, keyed: Keyed) -> StoredResponse | None:
        """Returns the kept response; refuses a key of another request, and a key that is still in use."""
        if (keyed.account, keyed.key) in self.busy:
            raise key_in_use(keyed.key)
        row = self.store.rows.execute(
            "SELECT fingerprint, request, status, body FROM answers WHERE account = ? AND key = ? AND created > ?",
            (keyed.account, keyed.key, self.clock.now() - LIFETIME_SECONDS),
        ).fetchone()
        if row is None:
            return None
        _same(keyed, row["fingerprint"])
        return StoredResponse(request=row["request"], status=row["status"], body=row["body"])

    def hold(self, keyed: Keyed) -> None:
        self.busy.add((keyed.account, keyed.key))

    def release(self, keyed: Keyed) -> None:
        self.busy.discard((keyed.account, keyed.key))

    def keep(self, keyed: Keyed, kept: StoredResponse) -> None:
        """Stores the response in the transaction of the effect."""
        self.store.rows.execute(
            "INSERT OR REPLACE INTO answers (account, key, fingerprint, request, status, body, created) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (keyed.account, keyed.key, keyed.fingerprint, kept.request, kept.status, kept.body, self.clock.now()),
        )


def _same(keyed: Keyed, fingerprint: str) -> None:
    path = fingerprint.partition(" ")[0]
    if path != keyed.path:
        raise idempotency(
            "Keys for idempotent requests can only be used for the same endpoint they were first used for "
            f"('{keyed.path}' vs '{path}'). Try using a key other than '{keyed.key}' if you meant to execute a "
            "different request."
        )
    if fingerprint != keyed.fingerprint:
        raise idempotency(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{keyed.key}' if you meant to execute a different request."
        )
