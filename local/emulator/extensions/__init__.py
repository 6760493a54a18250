"""What AWS does and MiniStack does not: a module a subject, each put in place of MiniStack's own when imported."""

from . import (  # noqa: F401
    batches,
    event_buses,
    fair_queues,
    kms_keys,
    message_moves,
    passed_roles,
    principals,
    queue_senders,
    rule_targets,
    s3_account_block,
    s3_conditions,
    s3_effective_access,
    s3_encryption,
    s3_logging,
    s3_public_access_blocks,
    s3_subresources,
    s3_versioning,
    source_function,
    template_resources,
    universal_targets,
)
