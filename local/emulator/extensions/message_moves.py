"""Redriving dead letters: StartMessageMoveTask and ListMessageMoveTasks.

AWS: messages of a dead-letter queue go to the queue that is named, or back to the one that each came from, as new
messages with new ids. Who starts the task needs to be allowed to receive and delete there and to send here.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
MiniStack has neither. Nowhere said, and chosen here: a task that may not send is `FAILED` with the reason
`AccessDenied`, and the sender of a moved message is who started the task. Left out: tasks that take time, so there is
none to cancel, and rates.
"""

import base64
import json
import time
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.core.concurrency import esm_wake
from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import sqs

from .principals import caller_id, caller_key

Queue = dict[str, Any]

MOST_TASKS = 10
tasks: dict[str, list[dict[str, Any]]] = {}


def start(data: dict[str, Any], _url: str) -> dict[str, str]:
    source = named(data, "SourceArn")
    arn = data["SourceArn"]
    sqs._enforce_queue_policy(source, "sqs:StartMessageMoveTask")
    if not any(dead_letters_of(queue) == arn for queue in sqs._queues.values()):
        raise sqs._Err("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
    if data.get("DestinationArn"):
        named(data, "DestinationArn")
    task = {
        "Status": "COMPLETED",
        "SourceArn": arn,
        "ApproximateNumberOfMessagesMoved": 0,
        "ApproximateNumberOfMessagesToMove": len(source["messages"]),
        "StartedTimestamp": int(time.time() * 1000),
        **{key: data[key] for key in ("DestinationArn", "MaxNumberOfMessagesPerSecond") if data.get(key)},
    }
    reason = move(source, data.get("DestinationArn"), task)
    if reason:
        task |= {"Status": "FAILED", "FailureReason": reason}
    tasks[arn] = [task, *tasks.get(arn, [])][:MOST_TASKS]
    return {"TaskHandle": base64.b64encode(json.dumps({"taskId": new_uuid(), "sourceArn": arn}).encode()).decode()}


def move(source: Queue, destination_arn: str | None, task: dict[str, Any]) -> str | None:
    """Moves what is not in flight. Returns why it stopped, or None once nothing is left."""
    now = time.time()
    if not (may("sqs:ReceiveMessage", source) and may("sqs:DeleteMessage", source)):
        return "AccessDenied"
    for message in [message for message in source["messages"] if message["visible_at"] <= now]:
        sys = message.get("sys", {})
        destination = sqs._queue_by_arn(destination_arn or sys.get("DeadLetterQueueSourceArn", ""))
        if destination is None:
            return "CouldNotDetermineMessageSource"
        if not may("sqs:SendMessage", destination):
            return "AccessDenied"
        kept = {key: message.get(key) for key in ("body", "md5_body", "md5_attrs", "message_attributes", "group_id")}
        sent = {
            "SenderId": caller_id.get() or get_account_id(),
            "SentTimestamp": str(int(now * 1000)),
            **({"AWSTraceHeader": sys["AWSTraceHeader"]} if "AWSTraceHeader" in sys else {}),
        }
        moved = {**kept, "id": new_uuid(), "sent_at": now, "sys": sent}
        sqs._ensure_msg_fields(moved)
        source["messages"].remove(message)
        destination["messages"].append(moved)
        task["ApproximateNumberOfMessagesMoved"] += 1
        esm_wake.set()
    return None


def list_tasks(data: dict[str, Any], _url: str) -> dict[str, Any]:
    sqs._enforce_queue_policy(named(data, "SourceArn"), "sqs:ListMessageMoveTasks")
    return {"Results": tasks.get(data["SourceArn"], [])[: data.get("MaxResults") or 1]}


def named(data: dict[str, Any], field: str) -> Queue:
    queue = sqs._queue_by_arn(data.get(field) or "")
    if queue is None:
        message = f"The resource that you specified for the {field} parameter doesn't exist."
        raise sqs._Err("ResourceNotFoundException", message, 404)
    return queue


def dead_letters_of(queue: Queue) -> str | None:
    return json.loads(queue["attributes"].get("RedrivePolicy") or "{}").get("deadLetterTargetArn")


def may(action: str, queue: Queue) -> bool:
    """Whether the caller may, by its own policies and by the queue's, which binds root too."""
    arn = queue["attributes"]["QueueArn"]
    if iam_evaluator.enforce(caller_key.get(), action, "sqs", get_region(), resource_arn=arn) is not None:
        return False
    try:
        sqs._enforce_queue_policy(queue, action)
    except sqs._Err:
        return False
    return True


def extract_resource_arn(service: str, method: str, path: str, headers: dict[str, str], body: bytes, *more: Any) -> str:
    """These calls name their queue by its ARN, not by its URL."""
    if service == "sqs" and "MessageMoveTask" in headers.get("x-amz-target", ""):
        return json.loads(body or b"{}").get("SourceArn") or "*"
    return extract_here(service, method, path, headers, body, *more)


extract_here, iam_actions.extract_resource_arn = iam_actions.extract_resource_arn, extract_resource_arn
sqs._HANDLERS |= {"StartMessageMoveTask": start, "ListMessageMoveTasks": list_tasks}
