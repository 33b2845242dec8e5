"""The settings of the keys of access tokens and of sealed secrets."""

from hushroom_adapters.settings.environment import Variables
from hushroom_adapters.settings.token_keys import KeysNotReadable, read_token_keys
from hushroom_adapters.settings.values import TokenKey, TokenSettings


def token_settings(variables: Variables) -> TokenSettings:
    """Returns the keys; without keys of their own, secrets are sealed by those of access tokens."""
    keys = _keys(variables, "HUSHROOM_TOKEN_KEYS")
    has_own = variables.optional("HUSHROOM_SEALING_KEYS") is not None
    return TokenSettings(keys=keys, sealing_keys=_keys(variables, "HUSHROOM_SEALING_KEYS") if has_own else keys)


def _keys(variables: Variables, name: str) -> tuple[TokenKey, ...]:
    try:
        return read_token_keys(variables.text(name))
    except KeysNotReadable as problem:
        variables.refuse(name, str(problem))
        return ()
