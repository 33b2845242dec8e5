"""The tables of identity in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.table import Table
from hushroom_domain.identity.model import OneTimeToken, RefreshToken, SpokenLanguage, User
from hushroom_domain.shared.ids import UserId


@frozen(kw_only=True, eq=False, slots=False)
class IdentityTables:
    """The tables of identity. Tokens go by their digest."""

    users: Table[UserId, User] = field(factory=Table)
    languages: Table[UserId, tuple[SpokenLanguage, ...]] = field(factory=Table)
    refresh_tokens: Table[str, RefreshToken] = field(factory=Table)
    one_time_tokens: Table[str, OneTimeToken] = field(factory=Table)
