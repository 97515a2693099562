"""Threadbox: self-hosted customer messaging with named threads.

The floors, from the ground up: `domain`, `store`, `actions` and `views`, then
`live`, `wire` and `gateways`; `app` alone knows everybody. Imports point
downwards only (`tests/test_shape.py`). `docs/architecture.md` is the map.
"""

__version__ = "0.1.0"
