"""Fair queues: a noisy message group of a standard queue waits behind the quiet ones.

AWS: a group is noisy while it has more than a tenth of the messages in flight, and at least 30 of them. Messages
without a group are each a group of their own.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html
MiniStack hands out the oldest first. Left out: the other measure, a group's share of processing time.
"""

import time
from collections import Counter
from typing import Any

from ministack.services import sqs

FEWEST_IN_FLIGHT = 30
LARGEST_SHARE = 0.1


def collect_msgs(queue: dict[str, Any], most: int, visibility_timeout: int) -> list[dict[str, Any]]:
    noisy = set() if queue["is_fifo"] else noisy_groups(queue)
    if not noisy:
        return collect_here(queue, most, visibility_timeout)
    messages = queue["messages"]
    # A stable sort: among the quiet, and among the noisy, the oldest come first as before.
    by_noise = sorted(messages, key=lambda message: message.get("group_id") in noisy)
    return collect_here({**queue, "messages": by_noise}, most, visibility_timeout)


def noisy_groups(queue: dict[str, Any]) -> set[str]:
    now = time.time()
    in_flight = [m for m in queue["messages"] if m.get("receive_count") and m["visible_at"] > now]
    groups = Counter(m["group_id"] for m in in_flight if m.get("group_id"))
    return {
        group
        for group, count in groups.items()
        if count >= FEWEST_IN_FLIGHT and count > LARGEST_SHARE * len(in_flight)
    }


collect_here, sqs._collect_msgs = sqs._collect_msgs, collect_msgs
