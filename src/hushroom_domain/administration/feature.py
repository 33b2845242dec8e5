"""The use cases of administration, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.administration.errors import ExportQuotaReached
from hushroom_domain.administration.ports import AdminWork
from hushroom_domain.administration.queries import AdminQueries, ExportQueries
from hushroom_domain.administration.use_cases.erase_user import EraseUser
from hushroom_domain.administration.use_cases.export_data import ExportData
from hushroom_domain.administration.use_cases.record_download import RecordDownload
from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.identity.ports.identity_ports import IdentityPorts
from hushroom_domain.identity.services.factor_duty import FactorDuty
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.shared.ports import SharedPorts
from hushroom_domain.shared.quotas import Countable, DailyQuota

__all__ = ["AdminQueries", "AdminWork", "AdministrationUseCases", "ExportQueries"]


@frozen(kw_only=True)
class AdministrationUseCases:
    """The use cases of administration."""

    update_user: UpdateUser
    erase_user: EraseUser
    export_data: ExportData
    record_download: RecordDownload

    @classmethod
    def of(cls, ports: SharedPorts[AdminWork], queries: ExportQueries, identity: IdentityPorts) -> Self:
        """Builds the use cases on these ports."""
        step_up, duty = StepUp(ports.clock), FactorDuty(identity.requires_admin_factor)
        return cls(
            update_user=UpdateUser(ports.begin, ports.clock, ports.ids, duty, step_up),
            erase_user=EraseUser(ports.begin, ports.clock),
            record_download=RecordDownload(ports.begin),
            export_data=ExportData(
                ports.begin,
                ports.clock,
                queries,
                DailyQuota(Countable.EXPORTS, ports.quotas.exports, ExportQuotaReached),
                step_up,
            ),
        )
