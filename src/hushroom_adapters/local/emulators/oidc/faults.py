"""Faults on order: the next sign-ins are answered as a broken or hostile provider, or an attacker between, would."""

from enum import StrEnum

from attrs import define


class Trouble(StrEnum):
    """The kinds of faults, each of which the next sign-in meets once."""

    SWAPPED_STATE = "swapped_state"
    """The answer carries the state of somebody else's attempt."""
    WRONG_ISSUER_PARAMETER = "wrong_issuer_parameter"
    """The answer names another issuer (RFC 9207)."""
    NO_ISSUER_PARAMETER = "no_issuer_parameter"
    REPLAYED_CODE = "replayed_code"
    """The answer carries the code of the sign-in before."""
    WRONG_ISSUER = "wrong_issuer"
    """The ID token names another issuer."""
    WRONG_AUDIENCE = "wrong_audience"
    MANY_AUDIENCES = "many_audiences"
    """The ID token is for this client and another one, and was asked for by the other one."""
    WRONG_NONCE = "wrong_nonce"
    NO_NONCE = "no_nonce"
    EXPIRED_TOKEN = "expired_token"  # noqa: S105 - the name of a fault
    FUTURE_TOKEN = "future_token"  # noqa: S105 - the name of a fault
    ALG_NONE = "alg_none"
    ALG_HS256 = "alg_hs256"
    """The ID token is signed with the public key as a shared secret."""
    FOREIGN_KEY = "foreign_key"
    """The ID token is signed with another key under the id of the provider's."""
    UNKNOWN_KEY = "unknown_key"
    CHANGED_CLAIMS = "changed_claims"
    """The claims of the ID token were changed after it was signed."""
    DEEP_HEAD = "deep_head"
    """The head of the ID token is a thousand lists in each other."""
    NO_SUBJECT = "no_subject"
    NO_ID_TOKEN = "no_id_token"  # noqa: S105 - the name of a fault
    OTHER_SUBJECT = "other_subject"
    """`/userinfo` tells of another person than the ID token, which has no address."""
    UNVERIFIED_ADDRESS = "unverified_address"
    NO_ADDRESS = "no_address"
    TWO_DOCUMENTS = "two_documents"
    """The ID token says that an address is verified, and `/userinfo` which address, without that word."""
    TOKEN_FAILS = "token_fails"  # noqa: S105 - the name of a fault
    TOKEN_REDIRECTS = "token_redirects"  # noqa: S105 - the name of a fault
    TOKEN_IS_NO_JSON = "token_is_no_json"  # noqa: S105 - the name of a fault


@define
class FaultPlan:
    """The faults that are due, each once."""

    due: list[Trouble]

    def take(self, *troubles: Trouble) -> Trouble | None:
        """Returns the first due fault among these and counts it as done; None without one."""
        found = next((one for one in self.due if one in troubles), None)
        if found is not None:
            self.due.remove(found)
        return found
