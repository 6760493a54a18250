"""What a bucket's ACL gives in the end.

AWS: an explicit Deny of the bucket's policy stops whoever an ACL lets in; and while IgnorePublicAcls is on, reading an
ACL shows what is in effect, without the grants to everybody.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
MiniStack lets an ACL's grant win, and shows what was stored. Left out: grants of a bucket's ACL to other accounts.
"""

import re
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.core.iam_evaluator import EvalContext
from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import s3

Query = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]

GRANT = re.compile(r"<Grant>.*?</Grant>", re.DOTALL)
EVERYBODY = re.compile(r"<URI>\s*http://acs\.amazonaws\.com/groups/global/(AllUsers|AuthenticatedUsers)\s*</URI>")


def foreign_bucket_allows(
    owner: str, bucket: str, key: str, method: str, query: Query, caller: str, headers: dict[str, str] | None = None
) -> bool:
    """`caller` is the account of a stranger, or empty for nobody in particular."""
    policy = s3._bucket_policies.get_scoped(owner, None, bucket)
    if policy and denies(policy, owner, bucket, key, method, query, caller, headers or {}):
        return False
    return allows_here(owner, bucket, key, method, query, caller, headers)


def denies(
    policy: str, owner: str, bucket: str, key: str, method: str, query: Query, caller: str, headers: dict[str, str]
) -> bool:
    path = f"/{bucket}/{key}" if key else f"/{bucket}"
    otherwise = "GetObject" if method in ("GET", "HEAD") else "PutObject"
    action = f"s3:{iam_actions._s3_action(method, path, query) or otherwise}"
    with request_scope(owner, get_region()):
        keys = iam_actions.s3_service_context(action, query, path, headers)
    ctx = EvalContext(
        principal_arn=f"arn:aws:iam::{caller}:root" if caller else "*",
        principal_type="Root" if caller else "Anonymous",
        principal_account=caller,
        action=action,
        resource_arn=f"arn:aws:s3::{path.replace('/', ':', 1)}",
        region=get_region(),
        service_context={name.lower(): value for name, value in keys.items()},
    )
    return iam_evaluator.evaluate_resource_policy(policy, ctx).decision == "Deny"


def in_effect(answer: Answer, bucket: str) -> Answer:
    status, headers, body = answer
    if status != 200 or not s3._public_access_blocked(get_account_id(), bucket, "IgnorePublicAcls"):
        return answer
    text = body.decode() if isinstance(body, bytes) else body
    shown = GRANT.sub(lambda grant: "" if EVERYBODY.search(grant[0]) else grant[0], text)
    return status, headers, shown.encode()


def get_bucket_acl(bucket: str) -> Answer:
    return in_effect(bucket_acl_here(bucket), bucket)


def get_object_acl(bucket: str, key: str, query: Query | None = None) -> Answer:
    return in_effect(object_acl_here(bucket, key, query), bucket)


allows_here, s3._foreign_bucket_allows = s3._foreign_bucket_allows, foreign_bucket_allows
bucket_acl_here, s3._get_bucket_acl = s3._get_bucket_acl, get_bucket_acl
object_acl_here, s3._get_object_acl = s3._get_object_acl, get_object_acl
