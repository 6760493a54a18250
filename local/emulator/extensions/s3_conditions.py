"""Conditions of policies for S3 that MiniStack has no value for.

AWS: `s3:TlsVersion` is the version of TLS that a request came by; `…-aws-kms-key-id` and `…-customer-algorithm` are
what a write says of its encryption.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/list_amazons3.html
MiniStack never has them, so that a Deny on a version of TLS or on SSE-C stops nobody, and one on a key everybody. The
gateway says which TLS it was. That plain HTTP has no `s3:TlsVersion` is nowhere said, and taken to be so here. Left
out: the key of a bucket's default encryption, and the parts of multipart uploads.
"""

from typing import Any

from ministack.core import iam_actions

HEADERS = {
    "s3:TlsVersion": "x-forwarded-tls-version",
    "s3:x-amz-server-side-encryption-aws-kms-key-id": "x-amz-server-side-encryption-aws-kms-key-id",
    "s3:x-amz-server-side-encryption-customer-algorithm": "x-amz-server-side-encryption-customer-algorithm",
}


def s3_service_context(
    iam_action: str, query_params: dict[str, Any] | None, path: str = "", headers: dict[str, str] | None = None
) -> dict[str, Any]:
    sent = headers or {}
    more = {key: sent[header] for key, header in HEADERS.items() if sent.get(header)}
    return {**context_here(iam_action, query_params, path, headers), **more}


context_here, iam_actions.s3_service_context = iam_actions.s3_service_context, s3_service_context
