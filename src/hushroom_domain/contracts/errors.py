"""Errors of contracts."""

from hushroom_domain.shared.errors import Conflict, Forbidden, NotFound, RuleViolated


class ContractNotFound(NotFound):
    code = "contract.not_found"
    message = "Contract not found"


class TemplateNotFound(NotFound):
    code = "contract.template_not_found"
    message = "Contract template not found"


class ContractExists(Conflict):
    code = "contract.already_exists"
    message = "Contract already exists for this session"


class NotContractOwner(Forbidden):
    code = "contract.not_owner"
    message = "Only the session's owner may do this"


class NotContractParticipant(Forbidden):
    code = "contract.not_party"
    message = "You are not a party of this contract"


class ContractFrozen(RuleViolated):
    code = "contract.frozen"
    message = "A contract that somebody has accepted cannot change"


class ContractNotAccepted(RuleViolated):
    code = "contract.not_accepted"
    message = "The contract must be accepted by both parties before the session starts"
