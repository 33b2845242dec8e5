"""The use cases of contracts, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.contracts.ports import ContractWork
from hushroom_domain.contracts.queries import ContractQueries
from hushroom_domain.contracts.use_cases.accept_contract import AcceptContract
from hushroom_domain.contracts.use_cases.create_contract import CreateContract
from hushroom_domain.contracts.use_cases.revise_contract import ReviseContract
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["ContractQueries", "ContractUseCases", "ContractWork"]


@frozen(kw_only=True)
class ContractUseCases:
    """The use cases of contracts."""

    create: CreateContract
    revise: ReviseContract
    accept: AcceptContract

    @classmethod
    def of(cls, ports: SharedPorts[ContractWork]) -> Self:
        """Builds the use cases on these ports."""
        return cls(
            create=CreateContract(ports.begin, ports.clock, ports.ids),
            revise=ReviseContract(ports.begin, ports.clock),
            accept=AcceptContract(ports.begin, ports.clock),
        )
