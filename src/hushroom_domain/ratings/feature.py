"""The use cases of ratings, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.ratings.ports import RatingWork
from hushroom_domain.ratings.queries import RatingViews
from hushroom_domain.ratings.use_cases.age_standings import AgeStandings
from hushroom_domain.ratings.use_cases.rate_session import RateSession
from hushroom_domain.ratings.use_cases.refresh_standing import RefreshStanding
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["RatingUseCases", "RatingViews", "RatingWork"]


@frozen(kw_only=True)
class RatingUseCases:
    """The use cases of ratings."""

    rate: RateSession
    refresh_standing: RefreshStanding
    age_standings: AgeStandings

    @classmethod
    def of(cls, ports: SharedPorts[RatingWork]) -> Self:
        """Builds the use cases on these ports."""
        return cls(
            rate=RateSession(ports.begin, ports.clock, ports.ids),
            refresh_standing=RefreshStanding(ports.begin, ports.clock),
            age_standings=AgeStandings(ports.begin, ports.clock),
        )
