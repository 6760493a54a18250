"""Parts of a bucket's configuration that MiniStack does not know.

AWS: a query parameter such as `inventory` names the part that a call is about; S3 answers `NotImplemented` to what it
does not have. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
MiniStack overlooks what it does not know: a PUT makes the bucket, a DELETE deletes it, a GET lists its objects. Here
such calls get 501, and change nothing. Left out: the parts themselves (inventory, analytics, metrics,
intelligent-tiering, abac, metadata*), but for reading requestPayment, which MiniStack takes and looks for by another
name, and policyStatus.
"""

from typing import Any

from ministack.services import s3

Query = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]

#: Beside these, only the parameters of signatures and `x-id`, which says the operation's name.
KNOWN = {
    "GET": {
        *("accelerate", "acl", "cors", "encryption", "lifecycle", "location", "logging", "notification"),
        *("object-lock", "ownershipControls", "policy", "policyStatus", "publicAccessBlock", "replication"),
        *("requestPayment", "tagging", "uploads", "versioning", "versions", "website"),
        *("continuation-token", "delimiter", "encoding-type", "fetch-owner", "key-marker", "list-type", "marker"),
        *("max-keys", "max-uploads", "prefix", "start-after", "upload-id-marker", "version-id-marker"),
    },
    "PUT": {
        *("accelerate", "acl", "cors", "encryption", "lifecycle", "logging", "notification", "object-lock"),
        *("ownershipControls", "policy", "publicAccessBlock", "replication", "requestPayment", "tagging"),
        *("versioning", "website"),
    },
    "DELETE": {
        *("cors", "encryption", "lifecycle", "ownershipControls", "policy", "publicAccessBlock", "replication"),
        *("tagging", "website"),
    },
}
SIGNATURES = ("x-id", "x-amz-", "awsaccesskeyid", "signature", "expires")


def dispatch(method: str, bucket: str, key: str, headers: dict[str, str], body: bytes, query: Query) -> Answer:
    if bucket and not key and method in KNOWN:
        named = {name for name in query if not name.lower().startswith(SIGNATURES)}
        if named - KNOWN[method]:
            message = "A header or query you provided requested functionality that is not implemented."
            return s3._error("NotImplemented", message, 501, f"/{bucket}")
        if method == "GET" and "policyStatus" in named:
            return policy_status(bucket)
        if method == "GET" and "requestPayment" in named:
            return s3._get_bucket_request_payment(bucket)
    return dispatch_here(method, bucket, key, headers, body, query)


def policy_status(bucket: str) -> Answer:
    if bucket not in s3._buckets:
        return s3._no_such_bucket(bucket)
    policy = s3._bucket_policies.get(bucket)
    if not policy:
        return s3._error("NoSuchBucketPolicy", "The bucket policy does not exist", 404, f"/{bucket}")
    is_public = str(s3._policy_is_public(policy)).lower()
    body = f'<PolicyStatus xmlns="{s3.S3_NS}"><IsPublic>{is_public}</IsPublic></PolicyStatus>'
    return 200, {"Content-Type": "application/xml"}, body.encode()


dispatch_here, s3._dispatch = s3._dispatch, dispatch
