"""What AWS does and MiniStack does not: a module a subject, each put in place of MiniStack's own when imported."""

from . import fair_queues, principals, queue_senders, rule_targets, source_function  # noqa: F401
