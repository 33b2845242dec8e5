"""The settings about administrators."""

from hushroom_adapters.settings.environment import Variables
from hushroom_adapters.settings.values import Environment


def requires_admin_factor(variables: Variables) -> bool:
    """Returns whether administrators must have a second factor; unless it is set, they must in production."""
    if variables.optional("HUSHROOM_REQUIRE_ADMIN_FACTOR") is None:
        return variables.text("HUSHROOM_ENV").lower() == Environment.PRODUCTION
    return variables.word("HUSHROOM_REQUIRE_ADMIN_FACTOR", "on", "off") == "on"
