"""A local LiveKit: the real protobufs, grants, signed webhooks, and rooms that carry sound on this machine."""
