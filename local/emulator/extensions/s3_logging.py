"""Where a bucket's access log may go.

AWS: the target of an access log is a bucket of the same owner and Region, else PutBucketLogging is refused; so it is
where the target has ACLs, and neither its ACL nor its policy has a place for the service that delivers the logs.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
MiniStack takes any target. Left out: the delivery of logs; the actions, resources and conditions of the policy's
statement; the policy of targets without ACLs (no source says that S3 asks for it here); Requester Pays, Object Lock and
grants of the target.
"""

import json
import re

from ministack.services import s3

Answer = tuple[int, dict[str, str], bytes]

TARGET = re.compile(r"<TargetBucket>\s*([^<]*?)\s*</TargetBucket>")
SERVICE = "logging.s3.amazonaws.com"


def put_bucket_logging(bucket: str, body: bytes) -> Answer:
    target = TARGET.search(body.decode("utf-8", errors="replace"))
    refused = target_refusal(bucket, target[1]) if target and bucket in s3._buckets else None
    return refused or put_here(bucket, body)


def target_refusal(bucket: str, target: str) -> Answer | None:
    """Why a bucket's log cannot go to a target, or None."""
    if target not in s3._buckets:
        if s3._bucket_owner_account(target):
            return invalid(target, "The owner for the bucket to be logged and the target bucket must be the same.")
        return invalid(target, "The target bucket for logging does not exist")
    if s3.bucket_region(target) != s3.bucket_region(bucket):
        message = "Cross S3 location logging not allowed."
        return s3._error("CrossLocationLoggingProhibitted", message, 403, f"/{target}")
    if s3._bucket_owner_enforced(s3._buckets[target]) or policy_allows_service(target):
        return None
    granted = {what for uri, what in s3._acl_grants(s3._bucket_acl.get(target)) if uri == s3._ACL_GROUP_LOG_DELIVERY}
    if "FULL_CONTROL" in granted or {"WRITE", "READ_ACP"} <= granted:
        return None
    return invalid(target, "You must give the log-delivery group WRITE and READ_ACP permissions to the target bucket")


def policy_allows_service(target: str) -> bool:
    """Whether a statement allows the service that delivers logs something; what else it asks for is left out."""
    statements = json.loads(s3._bucket_policies.get(target) or "{}").get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal")
        services = principal.get("Service", []) if isinstance(principal, dict) else []
        if statement.get("Effect") == "Allow" and SERVICE in ([services] if isinstance(services, str) else services):
            return True
    return False


def invalid(target: str, message: str) -> Answer:
    return s3._error("InvalidTargetBucketForLogging", message, 400, f"/{target}")


put_here, s3._put_bucket_logging = s3._put_bucket_logging, put_bucket_logging
