"""`SenderId` of a message in a queue: who sent it, which SQS says and no sender can choose.

AWS: the unique id of a user (`AIDA…`), that of a role with the session's name (`AROA…:session`), or the account's
number for its root; messages from services have an id of the service's own.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
MiniStack gives the account's number always. Left out: the ids of
services, which AWS publishes nowhere; they are made up.
"""

import base64
import hashlib
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import lambda_svc, sns, sqs

from .principals import caller_id

def service_id(service: str) -> str:
    """The sender id of a service such as `events.amazonaws.com`: always the same."""
    digest = base64.b32encode(hashlib.sha256(service.encode()).digest()).decode()
    return f"AIDA{digest[:17]}"


def build_send_sys_attrs(now: float, sys_attrs_input: dict[str, Any]) -> dict[str, str]:
    return {**build_here(now, sys_attrs_input), "SenderId": caller_id.get() or get_account_id()}


def ensure_msg_fields(message: dict[str, Any]) -> None:
    is_new = "sys" not in message
    ensure_here(message)
    if is_new and caller_id.get():
        message["sys"]["SenderId"] = caller_id.get()


def deliver_to_sqs(*arguments: Any, **more: Any) -> None:
    """SNS to a queue: SNS sends, not who published."""
    token = caller_id.set(service_id("sns.amazonaws.com"))
    try:
        deliver_here(*arguments, **more)
    finally:
        caller_id.reset(token)


def run_sqs_batch(mapping: Any, function: Any, event: dict[str, Any], batch: list[dict[str, Any]], *more: Any) -> Any:
    """Lambda's records say what ReceiveMessage says."""
    senders = {message["id"]: message["sys"]["SenderId"] for message in batch}
    for record in event["Records"]:
        record["attributes"]["SenderId"] = senders[record["messageId"]]
    return run_here(mapping, function, event, batch, *more)


build_here, sqs._build_send_sys_attrs = sqs._build_send_sys_attrs, build_send_sys_attrs
ensure_here, sqs._ensure_msg_fields = sqs._ensure_msg_fields, ensure_msg_fields
deliver_here, sns._deliver_to_sqs = sns._deliver_to_sqs, deliver_to_sqs
run_here, lambda_svc._run_sqs_batch = lambda_svc._run_sqs_batch, run_sqs_batch
