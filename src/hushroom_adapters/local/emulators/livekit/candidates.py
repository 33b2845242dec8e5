"""ICE candidates: the local LiveKit offers loopback addresses alone, and reads what clients trickle."""

import json

import aioice.ice
from aiortc import RTCIceCandidate
from aiortc.sdp import candidate_from_sdp

LOOPBACK = "127.0.0.1"
ANONYMOUS = ".local"
"""The end of a name that a browser gives instead of an address; media finds its way without such a candidate."""


def gather_on_loopback_only() -> None:
    """Makes the ICE library of this process gather no address but the loopback one; it has no setting for that."""
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: [LOOPBACK]  # noqa: ARG005  the signature is the library's


def read_candidate(init: str) -> RTCIceCandidate | None:
    """Returns the candidate of a trickle message, None for the end of candidates and for anonymous ones."""
    told = json.loads(init)
    text = told.get("candidate") or ""
    if not text or ANONYMOUS in text:
        return None
    candidate = candidate_from_sdp(text.removeprefix("candidate:"))
    candidate.sdpMid, candidate.sdpMLineIndex = told.get("sdpMid"), told.get("sdpMLineIndex")
    return candidate
