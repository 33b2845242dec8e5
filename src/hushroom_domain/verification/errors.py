"""The errors of the verification of identities."""

from hushroom_domain.shared.errors import RuleViolated


class TooManyVerifications(RuleViolated):
    code = "verification.too_many"
    message = "You have tried as often as one account may in a day; try again tomorrow"
