"""Versioning that cannot be changed by just anybody, nor at any time.

AWS: root alone turns MFA delete on, with `x-amz-mfa`, the serial number of its device and a code; without that header
nobody changes the bucket's versioning afterwards, or deletes a version of an object. A bucket with Object Lock or a
replication configuration cannot suspend its versioning.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
MiniStack overlooks MFA delete, and suspends any bucket. Left out: whether the device and the code are root's own, that
such calls need TLS, and that MFA delete and a lifecycle exclude each other.
"""

import re
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id
from ministack.services import s3

from .principals import caller_key

Answer = tuple[int, dict[str, str], bytes]
Headers = dict[str, str]

MFA = re.compile(r"\S+ \d{6}")
STATUS = re.compile(r"<Status>\s*(\w+)\s*</Status>")
MFA_DELETE = re.compile(r"<MfaDelete>\s*(Enabled|Disabled)\s*</MfaDelete>")
#: Where a bucket's record keeps its MFA delete, so that it goes with the bucket.
KEPT = "mfa_delete"


def dispatch(method: str, bucket: str, key: str, headers: Headers, body: bytes, query: dict[str, Any]) -> Answer:
    if bucket in s3._buckets:
        text = body.decode("utf-8", errors="replace")
        refused = None
        if method == "PUT" and not key and "versioning" in query:
            refused = change_refusal(bucket, headers, text)
        elif deletes_version(method, key, text, query):
            refused = mfa_refusal(bucket, headers) if is_on(bucket) else None
        if refused:
            return refused
    return dispatch_here(method, bucket, key, headers, body, query)


def deletes_version(method: str, key: str, text: str, query: dict[str, Any]) -> bool:
    """A tag or an annotation of a version is no version."""
    if method == "DELETE" and key:
        return bool(query.get("versionId")) and not {"tagging", "annotation"} & set(query)
    return method == "POST" and not key and "delete" in query and "<VersionId>" in text


def change_refusal(bucket: str, headers: Headers, text: str) -> Answer | None:
    status, mfa_delete = STATUS.search(text), MFA_DELETE.search(text)
    if is_on(bucket) or (mfa_delete and mfa_delete[1] == "Enabled"):
        if not is_root():
            message = "This operation may only be performed by the bucket owner"
            return s3._error("AccessDenied", message, 403, f"/{bucket}")
        refused = mfa_refusal(bucket, headers)
        if refused:
            return refused
    if status and status[1] == "Suspended":
        return suspension_refusal(bucket)
    return None


def suspension_refusal(bucket: str) -> Answer | None:
    if s3._bucket_object_lock.get(bucket):
        message = "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."
    elif s3._bucket_replication.get(bucket):
        message = "A replication configuration is present on this bucket, so the versioning state cannot be changed."
    else:
        return None
    return s3._error("InvalidBucketState", message, 409, f"/{bucket}")


def mfa_refusal(bucket: str, headers: Headers) -> Answer | None:
    if MFA.fullmatch(headers.get("x-amz-mfa", "")):
        return None
    return s3._error("AccessDenied", "Mfa Authentication must be used for this request", 403, f"/{bucket}")


def is_on(bucket: str) -> bool:
    return s3._buckets[bucket].get(KEPT) == "Enabled"


def is_root() -> bool:
    credential = iam_evaluator.resolve_credential(caller_key.get(), get_account_id())
    return getattr(credential, "principal_type", "") == "Root"


def put_bucket_versioning(bucket: str, body: bytes) -> Answer:
    answer = put_here(bucket, body)
    mfa_delete = MFA_DELETE.search(body.decode("utf-8", errors="replace"))
    if answer[0] == 200 and mfa_delete:
        s3._buckets[bucket][KEPT] = mfa_delete[1]
    return answer


def get_bucket_versioning(bucket: str) -> Answer:
    kept = s3._buckets[bucket].get(KEPT) if bucket in s3._buckets else None
    if not kept:
        return get_here(bucket)
    root = s3.Element("VersioningConfiguration", xmlns=s3.S3_NS)
    status = s3._bucket_versioning.get(bucket)
    if status:
        s3.SubElement(root, "Status").text = status
    s3.SubElement(root, "MfaDelete").text = kept
    return 200, {"Content-Type": "application/xml"}, s3._xml_body(root)


dispatch_here, s3._dispatch = s3._dispatch, dispatch
put_here, s3._put_bucket_versioning = s3._put_bucket_versioning, put_bucket_versioning
get_here, s3._get_bucket_versioning = s3._get_bucket_versioning, get_bucket_versioning
