"""The texts of push messages."""

from hushroom_adapters.i18n.push.renderer import WordedPushRenderer

__all__ = ["WordedPushRenderer"]
