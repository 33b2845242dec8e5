"""A local LiveKit: the real protobufs, grants and signed webhooks, without the media."""
