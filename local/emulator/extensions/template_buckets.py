"""Properties of AWS::S3::Bucket.

AWS: CloudFormation puts what the template says of a bucket's ownership, encryption, logging, versioning, lifecycle and
tags, and fails where S3 refuses it; what the template says no more is taken away again.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
MiniStack drops these without a word, but for versioning that is on. Left out: canned ACLs, Object Lock, replication,
metadata tables, inventory, analytics, metrics and intelligent tiering; tags of the stack on its buckets.
"""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from ministack.services import s3
from ministack.services.cloudformation import provisioners

Properties = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]

#: Names of a lifecycle rule's properties that S3 has inside its Expiration.
EXPIRATION = {
    "ExpirationInDays": "Days",
    "ExpirationDate": "Date",
    "ExpiredObjectDeleteMarker": "ExpiredObjectDeleteMarker",
}
FILTERS = {
    "Prefix": "Prefix",
    "ObjectSizeGreaterThan": "ObjectSizeGreaterThan",
    "ObjectSizeLessThan": "ObjectSizeLessThan",
    "TagFilters": "Tag",
}
#: Names of the days of transitions.
DAYS = {"Transitions": "Days", "NoncurrentVersionTransitions": "NoncurrentDays"}


def add(parent: Element, name: str, value: Any) -> None:
    """Adds what a property says: a list as many elements of the name."""
    for each in value if isinstance(value, list) else [value]:
        element = SubElement(parent, name)
        if isinstance(each, dict):
            for inner, said in each.items():
                add(element, inner, said)
        else:
            element.text = str(each).lower() if isinstance(each, bool) else str(each)


def xml(name: str, content: Properties) -> bytes:
    root = Element(name, xmlns=s3.S3_NS)
    for inner, said in content.items():
        add(root, inner, said)
    return tostring(root)


def encryption(said: Properties) -> bytes:
    names = {"ServerSideEncryptionByDefault": "ApplyServerSideEncryptionByDefault"}
    rules = [
        {names.get(name, name): value for name, value in rule.items()}
        for rule in said["ServerSideEncryptionConfiguration"]
    ]
    return xml("ServerSideEncryptionConfiguration", {"Rule": rules})


def lifecycle(said: Properties) -> bytes:
    return xml("LifecycleConfiguration", {"Rule": [lifecycle_rule(rule) for rule in said["Rules"]]})


def lifecycle_rule(said: Properties) -> Properties:
    conditions = {s3_name: said[name] for name, s3_name in FILTERS.items() if name in said}
    several = len(conditions) > 1 or len(said.get("TagFilters") or []) > 1
    rule: Properties = {"Filter": {"And": conditions} if several else conditions}
    for name, value in said.items():
        if name in EXPIRATION:
            rule.setdefault("Expiration", {})[EXPIRATION[name]] = value
        elif name in DAYS:
            names = {"TransitionInDays": DAYS[name], "TransitionDate": "Date"}
            rule[name[:-1]] = [{names.get(key, key): each[key] for key in each} for each in value]
        elif name not in FILTERS:
            rule["ID" if name == "Id" else name] = value
    return rule


def logging(said: Properties) -> bytes:
    enabled = {"TargetBucket": said.get("DestinationBucketName", ""), "TargetPrefix": said.get("LogFilePrefix", "")}
    if said.get("TargetObjectKeyFormat"):
        enabled["TargetObjectKeyFormat"] = said["TargetObjectKeyFormat"]
    return xml("BucketLoggingStatus", {"LoggingEnabled": enabled})


def ownership(said: Properties) -> bytes:
    return xml("OwnershipControls", {"Rule": said["Rules"]})


def versioning(said: Properties) -> bytes:
    return xml("VersioningConfiguration", {"Status": said["Status"]})


def tagging(said: list[Properties]) -> bytes:
    return xml("Tagging", {"TagSet": {"Tag": [{"Key": tag["Key"], "Value": tag["Value"]} for tag in said]}})


def putting(call: str) -> Callable[[str, bytes], None]:
    """Puts through S3's own call, and fails with its answer."""

    def put(bucket: str, body: bytes) -> None:
        status, _headers, answer = getattr(s3, call)(bucket, body)
        if status >= 400:
            raise ValueError(f"{call.removeprefix('_')} of {bucket}: {answer.decode()}")

    return put


def suspend(bucket: str) -> None:
    putting("_put_bucket_versioning")(bucket, versioning({"Status": "Suspended"}))


def log_nowhere(bucket: str) -> None:
    putting("_put_bucket_logging")(bucket, xml("BucketLoggingStatus", {}))


def delete(physical_id: str, props: Properties) -> None:
    delete_here(physical_id, props)
    s3._bucket_logging_config.pop(physical_id, None)


provisioners._S3_BUCKET_CONFIGURATIONS = (
    ("OwnershipControls", ownership, putting("_put_bucket_ownership_controls"), s3._delete_bucket_ownership_controls),
    ("BucketEncryption", encryption, putting("_put_bucket_encryption"), s3._delete_bucket_encryption),
    ("VersioningConfiguration", versioning, putting("_put_bucket_versioning"), suspend),
    ("LifecycleConfiguration", lifecycle, putting("_put_bucket_lifecycle"), s3._delete_bucket_lifecycle),
    ("LoggingConfiguration", logging, putting("_put_bucket_logging"), log_nowhere),
    ("Tags", tagging, putting("_put_bucket_tagging"), s3._delete_bucket_tagging),
    *provisioners._S3_BUCKET_CONFIGURATIONS,
)
buckets = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]
delete_here, buckets["delete"] = buckets["delete"], delete
