"""The service on a port of this machine."""

from __future__ import annotations

from lrs.server.listener import AddressUnavailable
from lrs.server.serving import serving

__all__ = ["AddressUnavailable", "serving"]
