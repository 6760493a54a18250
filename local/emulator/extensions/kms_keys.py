"""Keys of KMS: which there are, which rotate, and which cannot.

AWS: rotation can be turned on for symmetric keys whose material KMS made, on the primary of a multi-Region key, and
not while a key is disabled or waits for its deletion; its status is off until the deletion is cancelled.
https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
ListKeys gives 100 keys a page. An AWS managed key, such as `alias/aws/s3` once S3 needs it, has the KeyManager `AWS`
and rotates, and its policy lets nobody change that.
https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key
MiniStack has no such key, no pages, no key but those for HMAC that cannot rotate, and asymmetric keys with a package
alone that is not installed. Left out: what asymmetric keys do, rotation itself, custom key stores, and AWS managed
keys of services other than S3.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json, get_account_id, get_region, json_response, request_scope
from ministack.services import kms

Data = dict[str, Any]
Key = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]
Operation = Callable[[Data], Answer]

DAY = 24 * 60 * 60
PENDING = ("PendingDeletion", "PendingReplicaDeletion")
#: Since when a key rotates, in a key.
SINCE = "_rotation_since"


def cannot_rotate(key: Key) -> Answer | None:
    if key["KeySpec"] == "SYMMETRIC_DEFAULT" and key["Origin"] == "AWS_KMS":
        return None
    return error_response_json("UnsupportedOperationException", f"{key['Arn']} does not support rotation.", 400)


def not_to_change(key: Key) -> Answer | None:
    """Why rotation of a key cannot be turned on or off, or None."""
    if is_managed_by_aws(key):
        return error_response_json("AccessDeniedException", f"{key['Arn']} is managed by AWS.", 400)
    if key.get("_mrk_type") == "REPLICA":
        message = f"{key['Arn']} is a replica key: its primary key says whether it rotates."
        return error_response_json("UnsupportedOperationException", message, 400)
    return cannot_rotate(key) or kms._check_key_state(key)


def turning_rotation(turn: Operation) -> Operation:
    def turned(data: Data) -> Answer:
        key = kms._resolve_key(data.get("KeyId", ""))
        refused = not_to_change(key) if key else None
        if refused:
            return refused
        if not 90 <= data.get("RotationPeriodInDays", 365) <= 2560:
            message = "RotationPeriodInDays must be between 90 and 2560."
            return error_response_json("ValidationException", message, 400)
        if key:
            key[SINCE] = time.time()
        return turn(data)

    return turned


def get_key_rotation_status(data: Data) -> Answer:
    key = kms._resolve_key(data.get("KeyId", ""))
    if key is None:
        return status_here(data)
    if key["KeySpec"] != "SYMMETRIC_DEFAULT":
        return cannot_rotate(key)
    told = primary_of(key)
    if not told.get("KeyRotationEnabled") or key["KeyState"] in PENDING:
        return json_response({"KeyId": key["Arn"], "KeyRotationEnabled": False})
    days = told["RotationPeriodInDays"]
    return json_response(
        {
            "KeyId": key["Arn"],
            "KeyRotationEnabled": True,
            "RotationPeriodInDays": days,
            "NextRotationDate": told.get(SINCE, told["CreationDate"]) + days * DAY,
        }
    )


def primary_of(key: Key) -> Key:
    if key.get("_mrk_type") != "REPLICA":
        return key
    with request_scope(get_account_id(), key["_mrk_primary_region"]):
        return kms._keys.get(key["KeyId"]) or key


def list_keys(data: Data) -> Answer:
    keys = [{"KeyId": key["KeyId"], "KeyArn": key["Arn"]} for key in kms._keys.values()]
    ids = [key["KeyId"] for key in keys]
    marker = data.get("Marker")
    if marker and marker not in ids:
        return error_response_json("InvalidMarkerException", "The marker is not valid.", 400)
    start = ids.index(marker) + 1 if marker else 0
    page = keys[start : start + data.get("Limit", 100)]
    more = start + len(page) < len(keys)
    return json_response({"Keys": page, "Truncated": more, **({"NextMarker": page[-1]["KeyId"]} if more else {})})


def create_key(data: Data) -> Answer:
    spec = data.get("KeySpec", data.get("CustomerMasterKeySpec", ""))
    if kms.HAS_CRYPTO or not spec.startswith(("RSA_", "ECC_")):
        return create_here(data)
    answer = create_here({name: value for name, value in data.items() if not name.endswith("KeySpec")})
    if answer[0] != 200:
        return answer
    key = kms._keys[json.loads(answer[2])["KeyMetadata"]["KeyId"]]
    del key["_symmetric_key"]
    key |= {"KeySpec": spec, "EncryptionAlgorithms": [], "SigningAlgorithms": []}
    return json_response({"KeyMetadata": kms._key_metadata(key)})


def key_metadata(key: Key) -> dict[str, Any]:
    return {**metadata_here(key), "AWSAccountId": get_account_id(), "KeyManager": key.get("KeyManager", "CUSTOMER")}


def while_pending(is_wanted: bool, operation: Operation) -> Operation:
    """An operation for keys that wait for their deletion, or for those that do not."""

    def allowed(data: Data) -> Answer:
        key = kms._resolve_key(data.get("KeyId", ""))
        if key and (key["KeyState"] in PENDING) != is_wanted:
            message = f"{key['Arn']} is {'not ' if is_wanted else ''}pending deletion."
            return error_response_json("KMSInvalidStateException", message, 400)
        return operation(data)

    return allowed


def is_managed_by_aws(key: Key) -> bool:
    return key.get("KeyManager") == "AWS"


def need_key_of_s3() -> None:
    """Makes the account's `alias/aws/s3` of this Region, which comes into being when S3 first needs it."""
    alias = kms._alias_arn("alias/aws/s3")
    if alias in kms._aliases:
        return
    body = create_here({"Description": "Default key that protects my S3 objects when no other key is defined"})[2]
    key = kms._keys[json.loads(body)["KeyMetadata"]["KeyId"]]
    key |= {"KeyManager": "AWS", "KeyRotationEnabled": True, "RotationPeriodInDays": 365, "Policy": policy_of_s3s_key()}
    kms._aliases[alias] = key["KeyId"]


def policy_of_s3s_key() -> str:
    account = get_account_id()
    through_s3 = {"kms:CallerAccount": account, "kms:ViaService": f"s3.{get_region()}.amazonaws.com"}
    statements = [
        {
            "Principal": {"AWS": "*"},
            "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            "Condition": {"StringEquals": through_s3},
        },
        {
            "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
            "Action": ["kms:Describe*", "kms:Get*", "kms:List*"],
        },
    ]
    allowed = [{"Effect": "Allow", "Resource": "*", **statement} for statement in statements]
    return json.dumps({"Version": "2012-10-17", "Id": "auto-s3-2", "Statement": allowed})


create_here, kms._create_key = kms._create_key, create_key
metadata_here, kms._key_metadata = kms._key_metadata, key_metadata
status_here, kms._get_key_rotation_status = kms._get_key_rotation_status, get_key_rotation_status
kms._list_keys = list_keys
kms._enable_key_rotation = turning_rotation(kms._enable_key_rotation)
kms._disable_key_rotation = turning_rotation(kms._disable_key_rotation)
kms._enable_key = while_pending(False, kms._enable_key)
kms._disable_key = while_pending(False, kms._disable_key)
kms._schedule_key_deletion = while_pending(False, kms._schedule_key_deletion)
kms._cancel_key_deletion = while_pending(True, kms._cancel_key_deletion)
