"""Records the download of a list by an administrator."""

from collections.abc import Mapping

from attrs import evolve, frozen

from hushroom_domain.administration.ports import AdminWork
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin


@frozen
class RecordDownload:
    """Adds the download of a list, with the filters of the list, to the audit log."""

    begin: Begin[AdminWork]

    async def __call__(self, admin_id: UserId, name: str, filters: Mapping[str, str]) -> None:
        act = act_on_oneself(AuditAction.LIST_DOWNLOAD, admin_id)
        async with self.begin() as work:
            await work.audit.add(evolve(act, metadata={"list": name, **filters}))
