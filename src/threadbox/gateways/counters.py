"""What is counted as it happens, one set per process; `/metrics` shows it.

A refusal is counted by its reason, and said in the log at DEBUG, without what was refused.
"""

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from threadbox.domain.refusals import Refusal

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

# From one command to the largest batch.
_BATCHES = (1, 2, 4, 8, 16, 32, 64, 128)
# From a commit on a fast disk to a server that is about to time out.
_SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

BATCH_ACTIONS = Histogram(
    "threadbox_commit_actions",
    "Actions that shared one commit.",
    buckets=_BATCHES,
    registry=REGISTRY,
)
COMMIT_SECONDS = Histogram(
    "threadbox_commit_seconds",
    "From the begin of a batch to its commit.",
    buckets=_SECONDS,
    registry=REGISTRY,
)
COMMITS_FAILED = Counter(
    "threadbox_commits_failed",
    "Batches that were given up: nothing of them was acknowledged.",
    registry=REGISTRY,
)
ACK_SECONDS = Histogram(
    "threadbox_ack_seconds",
    "From a command's arrival to its durable answer, waiting included.",
    buckets=_SECONDS,
    registry=REGISTRY,
)
_REFUSALS = Counter(
    "threadbox_refusals", "Refusals by code and reason.", ("code", "reason"), registry=REGISTRY
)
_LIMITS = Counter(
    "threadbox_limits_hit", "Limits that were hit, by which and whose.", ("limit", "whose"),
    registry=REGISTRY,
)  # fmt: skip
_CLOSED = Counter(
    "threadbox_sockets_closed", "Sockets that we closed, by code.", ("code",), registry=REGISTRY
)
FAULTS = Counter("threadbox_faults", "Faults of ours, each logged with its id.", registry=REGISTRY)

log = structlog.get_logger(__name__)


def refused(refusal: Refusal) -> Refusal:
    """Counts a refusal that is about to be said, and hands it back."""
    _REFUSALS.labels(refusal.code, refusal.reason).inc()
    if refusal.code == "too_many":
        limit_hit(refusal.reason, str(refusal.data.get("whose", "")))
    log.debug("refused", code=refusal.code, reason=refusal.reason)
    return refusal


def limit_hit(limit: str, whose: str) -> None:
    """Something was dropped or refused because there was too much of it."""
    _LIMITS.labels(limit, whose).inc()


def closed(code: int) -> None:
    """We closed a socket."""
    _CLOSED.labels(code).inc()
