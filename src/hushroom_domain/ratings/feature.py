"""The use cases of ratings, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.ratings.ports import RatingWork
from hushroom_domain.ratings.queries import RatingQueries
from hushroom_domain.ratings.use_cases.decay_reputations import DecayReputations
from hushroom_domain.ratings.use_cases.rate_session import RateSession
from hushroom_domain.ratings.use_cases.recompute_reputation import RecomputeReputation
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["RatingQueries", "RatingUseCases", "RatingWork"]


@frozen(kw_only=True)
class RatingUseCases:
    """The use cases of ratings."""

    rate: RateSession
    recompute_reputation: RecomputeReputation
    decay_reputations: DecayReputations

    @classmethod
    def of(cls, ports: SharedPorts[RatingWork]) -> Self:
        """Builds the use cases on these ports."""
        return cls(
            rate=RateSession(ports.begin, ports.clock, ports.ids),
            recompute_reputation=RecomputeReputation(ports.begin, ports.clock),
            decay_reputations=DecayReputations(ports.begin, ports.clock),
        )
