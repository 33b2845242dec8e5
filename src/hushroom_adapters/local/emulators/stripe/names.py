"""Object ids in Stripe's form: a prefix that names the kind, then random characters."""

import secrets
import string

ALPHABET = string.ascii_letters + string.digits
LENGTH = 24

PREFIXES = {
    "account": "acct",
    "balance_transaction": "txn",
    "bank_account": "ba",
    "charge": "ch",
    "checkout.session": "cs_test",
    "customer": "cus",
    "dispute": "du",
    "event": "evt",
    "identity.verification_session": "vs",
    "item": "li",
    "payment_intent": "pi",
    "payment_method": "pm",
    "payout": "po",
    "refund": "re",
    "request": "req",
    "setup_intent": "seti",
    "transfer": "tr",
    "transfer_reversal": "trr",
    "webhook_endpoint": "we",
}


def fresh(kind: str) -> str:
    return f"{PREFIXES[kind]}_{letters(LENGTH)}"


def letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))
