"""Encryption of objects that has consequences.

AWS: an upload under a KMS key, whether its own headers or the bucket's default name it, needs a key that is there and
enabled, and a caller with kms:GenerateDataKey; reading needs kms:Decrypt. Without a key's name S3 takes the account's
own key `aws/s3`. Uploads by SSE-C to a bucket that blocks SSE-C get 403.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html
MiniStack asks no key, stores what is blocked, whatever it is, and refuses `aws:kms` without a key and `aws:kms:dsse`.
Left out: parts of multipart uploads, keys of other accounts, and that new buckets block SSE-C since April 2026.
"""

import contextvars
import re
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.iam_evaluator import EvalResult
from ministack.core.responses import get_region
from ministack.services import kms, s3

from .kms_keys import is_managed_by_aws, need_key_of_s3
from .principals import caller_key

Answer = tuple[int, dict[str, str], bytes]
Headers = dict[str, str]

SSE = "x-amz-server-side-encryption"
KEY_ID = f"{SSE}-aws-kms-key-id"
CUSTOMER = f"{SSE}-customer-algorithm"
BLOCKED = re.compile(r"<EncryptionType>\s*([^<]*?)\s*</EncryptionType>")
#: A HEAD tells of an object and decrypts nothing.
heading: contextvars.ContextVar[bool] = contextvars.ContextVar("heading", default=False)


def resolve_sse_write_headers(headers: Headers, bucket: str) -> tuple[Headers | None, Answer | None]:
    if headers.get(CUSTOMER) and "SSE-C" in BLOCKED.findall(s3._bucket_encryption.get(bucket) or ""):
        return None, s3._error("AccessDenied", "Access Denied", 403, f"/{bucket}")
    if headers.get(SSE) in ("aws:kms", "aws:kms:dsse") and not headers.get(CUSTOMER):
        found: Headers | None = {name: headers[name] for name in (SSE, KEY_ID) if headers.get(name)}
    else:
        found, error = write_here(headers, bucket)
        if error:
            return found, error
    unusable = key_refusal(found or {}, "kms:GenerateDataKey")
    return (None, unusable) if unusable else (found, None)


def check_sse_read_headers(headers: Headers, obj: dict[str, Any]) -> Answer | None:
    refused = read_here(headers, obj)
    if refused or heading.get():
        return refused
    return key_refusal(obj.get("preserved_headers", {}), "kms:Decrypt")


def key_refusal(encryption: Headers, action: str) -> Answer | None:
    """Why the caller cannot use the key of an object, or None."""
    named = encryption.get(KEY_ID)
    if not encryption.get(SSE, "").startswith("aws:kms"):
        return None
    if not named or named.endswith("alias/aws/s3"):
        need_key_of_s3()
        return None
    key = kms._resolve_key(named)
    if key is None:
        return s3._error("KMS.NotFoundException", f"Key '{named}' does not exist", 400)
    if key["KeyState"] == "Disabled":
        return s3._error("KMS.DisabledException", f"{key['Arn']} is disabled.", 400)
    if key["KeyState"] == "PendingDeletion":
        return s3._error("KMS.KMSInvalidStateException", f"{key['Arn']} is pending deletion.", 400)
    if is_managed_by_aws(key):
        return None
    denied = iam_evaluator.enforce(caller_key.get(), action, "kms", get_region(), resource_arn=key["Arn"])
    if denied is None:
        return None
    who = f"User: {denied.principal_arn}" if isinstance(denied, EvalResult) else "The caller"
    return s3._error("AccessDenied", f"{who} is not authorized to perform: {action} on resource: {key['Arn']}", 403)


def head_object(*arguments: Any) -> Answer:
    token = heading.set(True)
    try:
        return head_here(*arguments)
    finally:
        heading.reset(token)


def put_bucket_encryption(bucket: str, body: bytes) -> Answer:
    if not set(BLOCKED.findall(body.decode("utf-8", errors="replace"))) <= {"SSE-C", "NONE"}:
        return s3._error("MalformedXML", s3._MALFORMED_XML, 400, f"/{bucket}")
    return put_here(bucket, body)


write_here, s3._resolve_sse_write_headers = s3._resolve_sse_write_headers, resolve_sse_write_headers
read_here, s3._check_sse_read_headers = s3._check_sse_read_headers, check_sse_read_headers
head_here, s3._head_object = s3._head_object, head_object
put_here, s3._put_bucket_encryption = s3._put_bucket_encryption, put_bucket_encryption
