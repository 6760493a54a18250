"""What EventBridge and EventBridge Scheduler may send to their targets.

AWS: a rule sends to a queue as the service `events.amazonaws.com` with `aws:SourceArn` of the rule, which the
queue's policy has to allow; a target with a role, and every schedule, calls as a session of that role.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role
A message group is the text that the target names for all its messages: paths into the event are for other
parameters. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
MiniStack asks nobody, and groups messages of FIFO queues alone. Left out: retries and dead-letter queues of targets,
and roles of rules' targets other than queues.
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
    queue, (target, rule) = sqs._queue_by_arn(str(spec)), delivering.get()
    sender = sender_of(target, rule, str(spec)) if queue else None
    if queue is None or sender is None:
        logger.warning("EventBridge: %s may not send to %s, or there is no such queue", rule.get("Arn"), spec)
        return
    now = time.time()
    message: dict[str, Any] = {
        "id": new_uuid(),
        "body": payload,
        "md5_body": hashlib.md5(payload.encode()).hexdigest(),
        "sent_at": now,
        "visible_at": now + sqs.queue_delay(queue),
        "sys": {"SenderId": sender, "SentTimestamp": str(int(now * 1000))},
        "group_id": (sqs_parameters or {}).get("MessageGroupId"),
    }
    if queue.get("is_fifo"):
        if not message["group_id"]:
            logger.warning("EventBridge: %s is a FIFO queue and %s names no message group", spec, rule.get("Arn"))
            return
        queue["fifo_seq"] += 1
        message |= {
            "dedup_id": hashlib.sha256(payload.encode()).hexdigest(),
            "seq": str(queue["fifo_seq"]).zfill(20),
        }
    sqs._ensure_msg_fields(message)
    queue["messages"].append(message)
    esm_wake.set()


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
        logger.warning("Scheduler: the role of %s may not invoke %s", rule["Arn"], arn)
        return
    lambda_here(arn, payload)


def session_of(rule: dict[str, Any]) -> str:
    """The name of the session in which a rule or schedule takes its target's role."""
    return hashlib.md5(rule["Arn"].encode()).hexdigest()


invoke_here, eventbridge._invoke_target = eventbridge._invoke_target, invoke_target
lambda_here, eventbridge._dispatch_to_lambda = eventbridge._dispatch_to_lambda, dispatch_to_lambda
eventbridge._dispatch_to_sqs = dispatch_to_sqs
# What is due goes out within a second, not ten.
scheduler._SCHEDULE_TICK_INTERVAL = 1
