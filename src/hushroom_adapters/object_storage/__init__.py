"""Storages of objects: a folder of this machine, or a service that speaks the protocol of S3."""

from hushroom_adapters.object_storage.avatars import ObjectAvatars

__all__ = ["ObjectAvatars"]
