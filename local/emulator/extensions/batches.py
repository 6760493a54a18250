"""As many messages in a batch as the event source mapping asks for.

AWS: up to 10,000 messages of a standard queue, and no more than the 6 MB that an invocation takes.
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
MiniStack takes ten at most. Left out: the batching window; what is there goes at once.
"""

from typing import Any

from ministack.services import sqs

MOST_MESSAGES = 10_000
LARGEST_BATCH = 5_000_000
AT_ONCE = 10


def receive_messages_for_esm(queue_url: str, most: int) -> list[dict[str, Any]]:
    wanted = min(int(most or 1), MOST_MESSAGES)
    with sqs._queues_lock:
        queue = sqs._get_q(queue_url)
        visibility_timeout = int(queue["attributes"].get("VisibilityTimeout", "30"))
        sqs._expire_retained(queue)
        sqs._dlq_sweep(queue)
        batch: list[dict[str, Any]] = []
        size = 0
        while len(batch) < wanted and size < LARGEST_BATCH:
            some = sqs._collect_msgs(queue, min(AT_ONCE, wanted - len(batch)), visibility_timeout)
            if not some:
                break
            batch += some
            size += sum(len(message["body"]) for message in some)
        return batch


sqs._receive_messages_for_esm = receive_messages_for_esm
