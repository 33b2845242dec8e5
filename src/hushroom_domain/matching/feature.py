"""The use cases of matching, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.matching.ports import Candidates, MatchingWork, MatchResults
from hushroom_domain.matching.queries import MatchingQueries
from hushroom_domain.matching.use_cases.find_companions import FindCompanions
from hushroom_domain.matching.use_cases.get_match_results import GetMatchResults
from hushroom_domain.matching.use_cases.read_free_times import ReadFreeTimes
from hushroom_domain.matching.use_cases.select_companion import SelectCompanion
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["MatchingPorts", "MatchingQueries", "MatchingUseCases", "MatchingWork"]


@frozen(kw_only=True)
class MatchingPorts:
    """The ports that only matching needs."""

    results: MatchResults
    candidates: Candidates


@frozen(kw_only=True)
class MatchingUseCases:
    """The use cases of matching."""

    find: FindCompanions
    results: GetMatchResults
    select: SelectCompanion
    free_times: ReadFreeTimes

    @classmethod
    def of(cls, ports: SharedPorts[MatchingWork], own: MatchingPorts, queries: MatchingQueries) -> Self:
        """Builds the use cases on these ports."""
        return cls(
            find=FindCompanions(ports.clock, queries, own.candidates, own.results),
            results=GetMatchResults(queries, own.results),
            select=SelectCompanion(ports.begin, ports.clock),
            free_times=ReadFreeTimes(ports.clock, queries),
        )
