"""The fields that clients send: their types and limits, and the messages for wrong values, for all surfaces."""
