"""AWS::S3::BucketPolicy where a policy stands already.

AWS: CloudFormation makes no policy of a bucket that has one, whoever put it there: the stack fails.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html
https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract.html
MiniStack writes over it. Left out: the bucket's public access block, which the policy passes by.
"""

from typing import Any

from ministack.services import s3
from ministack.services.cloudformation import provisioners

Properties = dict[str, Any]


def create_bucket_policy(logical_id: str, props: Properties, stack_name: str) -> tuple[str, Properties]:
    bucket = props.get("Bucket", "")
    if s3._bucket_policies.get(bucket):
        raise ValueError(f"The bucket policy already exists on bucket {bucket}.")
    return create_here(logical_id, props, stack_name)


policies = provisioners._RESOURCE_HANDLERS["AWS::S3::BucketPolicy"]
create_here, policies["create"] = policies["create"], create_bucket_policy
