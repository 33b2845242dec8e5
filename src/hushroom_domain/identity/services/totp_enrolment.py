"""The enrolment of an authenticator app, as its owner sees it."""

from typing import Self

from attrs import field, frozen

from hushroom_domain.identity.ports import FactorCodes


@frozen
class TotpEnrolment:
    """The secret for an authenticator app, its `otpauth` address, and the QR code of that (SVG).

    The secret is returned once, and stored sealed only.
    """

    secret: str = field(repr=False)
    address: str = field(repr=False)
    picture: str = field(repr=False)

    @classmethod
    def of(cls, codes: FactorCodes, secret: str, account: str) -> Self:
        """Builds the enrolment of a secret; `account` is the address that the app shows beside its codes."""
        address = codes.address_of(secret, account)
        return cls(secret, address, codes.picture_of(address))
