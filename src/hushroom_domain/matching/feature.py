"""The use cases of matching, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.matching.ports import MatchingWork, MatchResults
from hushroom_domain.matching.queries import MatchingViews
from hushroom_domain.matching.use_cases.find_companions import FindCompanions
from hushroom_domain.matching.use_cases.recall_matches import RecallMatches
from hushroom_domain.matching.use_cases.select_companion import SelectCompanion
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["MatchingPorts", "MatchingUseCases", "MatchingViews", "MatchingWork"]


@frozen(kw_only=True)
class MatchingPorts:
    """The outside world of matching."""

    results: MatchResults


@frozen(kw_only=True)
class MatchingUseCases:
    """The use cases of matching."""

    find: FindCompanions
    recall: RecallMatches
    select: SelectCompanion

    @classmethod
    def of(cls, ports: SharedPorts[MatchingWork], own: MatchingPorts, views: MatchingViews) -> Self:
        """Builds the use cases on these ports."""
        return cls(
            find=FindCompanions(ports.clock, views, own.results),
            recall=RecallMatches(views, own.results),
            select=SelectCompanion(ports.begin, ports.clock),
        )
