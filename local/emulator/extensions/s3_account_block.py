"""The account's own public access block, which S3 Control keeps.

AWS: it holds for every bucket of the account together with the bucket's own: of each setting the stricter counts. A
setting that was not sent is `false`; deleting takes the permission to put.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutPublicAccessBlock.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
MiniStack knows blocks of buckets alone. Left out: the minutes that it takes to be in effect everywhere, and what an
organization imposes.
"""

from typing import Any

from ministack import app
from ministack.core.responses import get_account_id
from ministack.services import s3

from .s3_public_access_blocks import SETTINGS, settings_of

Answer = tuple[int, dict[str, str], bytes]

PATH = "/v20180820/configuration/publicAccessBlock"
NAMESPACE = "http://awss3control.amazonaws.com/doc/2018-08-20/"
MISSING = "NoSuchPublicAccessBlockConfiguration"

#: The settings that are on, by account.
blocks: dict[str, set[str]] = {}


async def handle_s3_control_request(
    path: str, method: str, body: bytes, query: dict[str, Any], request_id: str, headers: dict[str, str] | None = None
) -> Answer | None:
    if path.rstrip("/") != PATH:
        return await control_here(path, method, body, query, request_id, headers)
    sent = headers or {}
    action = f"s3:{'Get' if method == 'GET' else 'Put'}AccountPublicAccessBlock"
    refused = app._enforce_data_plane("s3", action, sent, query, request_id) or s3.s3control_account_error(sent)
    status, more, answer = refused or handle(method, body)
    return status, {**more, "x-amz-request-id": request_id}, answer


def handle(method: str, body: bytes) -> Answer:
    account = get_account_id()
    match method:
        case "GET":
            return shown(blocks[account]) if account in blocks else missing(account)
        case "PUT":
            settings = settings_of(body)
            if settings is None:
                return s3.s3control_error("MalformedXML", s3._MALFORMED_XML, 400)
            blocks[account] = settings
            return 200, {}, b""
        case "DELETE":
            blocks.pop(account, None)
            return 204, {}, b""
        case _:
            message = "The specified method is not allowed against this resource."
            return s3.s3control_error("MethodNotAllowed", message, 405)


def shown(on: set[str]) -> Answer:
    settings = "".join(f"<{name}>{str(name in on).lower()}</{name}>" for name in SETTINGS)
    return (
        200,
        {"Content-Type": "application/xml"},
        f'<?xml version="1.0" encoding="UTF-8"?>\n<PublicAccessBlockConfiguration xmlns="{NAMESPACE}">'
        f"{settings}</PublicAccessBlockConfiguration>".encode(),
    )


def missing(account: str) -> Answer:
    return s3.s3control_error(MISSING, "The public access block configuration was not found", 404, {"AccountId": account})


def public_access_blocked(owner: str, bucket: str, setting: str) -> bool:
    return setting in blocks.get(owner, ()) or blocked_here(owner, bucket, setting)


control_here, app._handle_s3_control_request = app._handle_s3_control_request, handle_s3_control_request
blocked_here, s3._public_access_blocked = s3._public_access_blocked, public_access_blocked
