"""What EventBridge and EventBridge Scheduler may send to their targets.

AWS: a rule sends to a queue as the service `events.amazonaws.com` with `aws:SourceArn` of the rule, which the
queue's policy has to allow; a target with a role, and every schedule, calls as a session of that role.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role
A message group is the text that the target names for all its messages: paths into the event are for other
parameters. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
What may not be delivered, or to a queue that is gone, goes to the target's dead-letter queue without being retried.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
MiniStack asks nobody, groups messages of FIFO queues alone, and has no such dead letters. Left out: dead letters of
other failures, roles of rules' targets other than queues, and the attribute names that Scheduler uses.
"""

import contextvars
import hashlib
import logging
import time
from typing import Any

from ministack.core.arn import Arn
from ministack.core.concurrency import esm_wake
from ministack.core.responses import new_uuid
from ministack.services import eventbridge, lambda_svc, scheduler, sqs

from .principals import role_may, role_of
from .queue_senders import service_id

logger = logging.getLogger("eventbridge")

delivering: contextvars.ContextVar[tuple[dict[str, Any], dict[str, Any]]] = contextvars.ContextVar("delivering")


def invoke_target(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], *more: Any) -> None:
    token = delivering.set((target, rule))
    try:
        invoke_here(target, event, rule, *more)
    finally:
        delivering.reset(token)


def dispatch_to_sqs(spec: Arn, payload: str, sqs_parameters: dict[str, Any] | None = None) -> None:
    arn, (target, rule) = str(spec), delivering.get()
    queue = sqs._queue_by_arn(arn)
    if queue is None:
        return give_up(payload, "NO_RESOURCE")
    sender = sender_of(target, rule, arn)
    if sender is None:
        return give_up(payload, "NO_PERMISSIONS")
    group = (sqs_parameters or {}).get("MessageGroupId")
    if queue.get("is_fifo") and not group:
        return give_up(payload, "INVALID_PARAMETER")
    add_message(queue, payload, sender, group)


def add_message(
    queue: dict[str, Any], payload: str, sender: str, group: str | None = None, attributes: dict[str, Any] | None = None
) -> None:
    now = time.time()
    message: dict[str, Any] = {
        "id": new_uuid(),
        "body": payload,
        "md5_body": hashlib.md5(payload.encode()).hexdigest(),
        "message_attributes": attributes or {},
        "md5_attrs": sqs._md5_msg_attrs(attributes or {}),
        "sent_at": now,
        "visible_at": now + sqs.queue_delay(queue),
        "sys": {"SenderId": sender, "SentTimestamp": str(int(now * 1000))},
        "group_id": group,
    }
    if queue.get("is_fifo"):
        queue["fifo_seq"] += 1
        message |= {
            "dedup_id": hashlib.sha256(payload.encode()).hexdigest(),
            "seq": str(queue["fifo_seq"]).zfill(20),
        }
    sqs._ensure_msg_fields(message)
    queue["messages"].append(message)
    esm_wake.set()


def give_up(payload: str, error_code: str) -> None:
    """What cannot be delivered goes to the target's own dead letters, if it has some and may."""
    target, rule = delivering.get()
    logger.warning("EventBridge: %s to %s: %s", rule["Arn"], target["Arn"], error_code)
    arn = (target.get("DeadLetterConfig") or {}).get("Arn", "")
    queue = sqs._queue_by_arn(arn)
    sender = sender_of(target, rule, arn) if queue else None
    if queue and sender:
        facts = {"RULE_ARN": rule["Arn"], "TARGET_ARN": target["Arn"], "ERROR_CODE": error_code}
        attributes = {name: {"DataType": "String", "StringValue": value} for name, value in facts.items()}
        add_message(queue, payload, sender, attributes=attributes)


def sender_of(target: dict[str, Any], rule: dict[str, Any], queue_arn: str) -> str | None:
    """The sender's id for SQS, or None where the sender may not send."""
    if target.get("RoleArn"):
        role, session = role_of(target["RoleArn"]), session_of(rule)
        policy = sqs.queue_policy_for_arn(queue_arn)
        may = role and policy and role_may(role, session, "sqs:SendMessage", queue_arn, policy[0])
        return f"{role['RoleId']}:{session}" if role and may else None
    account = rule["Arn"].split(":")[4]
    if not sqs.queue_policy_allows(queue_arn, "events.amazonaws.com", rule["Arn"], account):
        return None
    return service_id("events.amazonaws.com")


def dispatch_to_lambda(arn: str, payload: str) -> None:
    target, rule = delivering.get()
    role = role_of(target.get("RoleArn", ""))
    policy = lambda_svc.function_policy_for_arn(arn)
    if rule["Arn"].split(":")[2] == "scheduler" and not (
        role and role_may(role, session_of(rule), "lambda:InvokeFunction", arn, policy and policy[0])
    ):
        return give_up(payload, "NO_PERMISSIONS")
    lambda_here(arn, payload)


def session_of(rule: dict[str, Any]) -> str:
    """The name of the session in which a rule or schedule takes its target's role."""
    return hashlib.md5(rule["Arn"].encode()).hexdigest()


invoke_here, eventbridge._invoke_target = eventbridge._invoke_target, invoke_target
lambda_here, eventbridge._dispatch_to_lambda = eventbridge._dispatch_to_lambda, dispatch_to_lambda
eventbridge._dispatch_to_sqs = dispatch_to_sqs
# What is due goes out within a second, not ten.
scheduler._SCHEDULE_TICK_INTERVAL = 1
