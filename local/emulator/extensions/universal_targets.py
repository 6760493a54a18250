"""Universal targets of EventBridge Scheduler: any call to AWS, such as `aws-sdk:s3:putBucketTagging`.

AWS: the call is made in a session of the schedule's role with the target's input as parameters; calls that only read
are refused when the schedule is made.
https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
MiniStack drops such targets. Here the call goes through the gateway like any other, so that it is held to policies
and CloudTrail tells of it. Left out: the refusal of reads, retries, and `invokedBy` in CloudTrail.
"""

import dataclasses
import functools
import json
import logging
import os
import threading
from typing import Any

import botocore.config
import botocore.session
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import eventbridge

from .rule_targets import session_of

logger = logging.getLogger("scheduler")

PREFIX = "arn:aws:scheduler:::aws-sdk:"


def invoke_target(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], *more: Any) -> None:
    if not target.get("Arn", "").startswith(PREFIX):
        return invoke_here(target, event, rule, *more)
    service, action = target["Arn"].removeprefix(PREFIX).split(":")
    call = functools.partial(make_call, service, action[0].upper() + action[1:], target, session_of(rule))
    # The call comes back to this very process, which must not wait for itself.
    threading.Thread(target=call, args=(get_region(), get_account_id()), daemon=True).start()


def make_call(
    service: str, operation: str, target: dict[str, Any], session_name: str, region: str, account: str
) -> None:
    try:
        sts = client("sts", region, account, os.environ["AWS_SECRET_ACCESS_KEY"])
        given = sts.assume_role(RoleArn=target["RoleArn"], RoleSessionName=session_name)["Credentials"]
        keys = given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
        client(service, region, *keys)._make_api_call(operation, json.loads(target.get("Input") or "{}"))
    except Exception as error:
        logger.warning("Scheduler: %s of %s failed: %s", operation, service, error)


def client(service: str, region: str, key: str, secret: str, token: str | None = None) -> Any:
    with lock:
        return session.create_client(
            service,
            region_name=region,
            endpoint_url=os.environ["AWS_ENDPOINT_URL"],
            verify=os.environ["AWS_CA_BUNDLE"],
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
            config=botocore.config.Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )


def evaluate_trust_policy(trust_doc: Any, caller_arn: str, ctx: Any = None) -> bool:
    """A service takes a role with root's keys here, and says for which account, as AWS's services do."""
    if ctx is not None and caller_arn.endswith(":root"):
        told = {**(ctx.service_context or {}), "aws:sourceaccount": get_account_id()}
        ctx = dataclasses.replace(ctx, service_context=told)
    return evaluate_here(trust_doc, caller_arn, ctx)


# Sessions are not made for several threads at once, and their descriptions of services are slow to read anew.
session, lock = botocore.session.Session(), threading.Lock()
invoke_here, eventbridge._invoke_target = eventbridge._invoke_target, invoke_target
evaluate_here, iam_evaluator.evaluate_trust_policy = iam_evaluator.evaluate_trust_policy, evaluate_trust_policy
