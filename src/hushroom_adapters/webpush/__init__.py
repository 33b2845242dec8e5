"""Push messages to browsers: Web Push (RFC 8030), encrypted (RFC 8291) and signed (RFC 8292)."""

from hushroom_adapters.webpush.sender import WebPushSender
from hushroom_adapters.webpush.vapid import VapidKey, new_vapid_key

__all__ = ["VapidKey", "WebPushSender", "new_vapid_key"]
