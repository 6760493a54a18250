"""A bucket's public access block as S3 keeps it.

AWS: the four settings are all there when read; one that was not sent is `false`.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html
MiniStack returns what was sent. Left out: what an organization imposes.
"""

from ministack.services import s3

Answer = tuple[int, dict[str, str], bytes]

SETTINGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def settings_of(body: bytes) -> set[str] | None:
    """The settings that a request turns on, or None where it is malformed."""
    try:
        sent = {element.tag.rsplit("}", 1)[-1]: (element.text or "").strip().lower() for element in s3.fromstring(body)}
    except Exception:
        return None
    if not set(sent) <= set(SETTINGS) or not set(sent.values()) <= {"true", "false"}:
        return None
    return {name for name, value in sent.items() if value == "true"}


def put_public_access_block(bucket: str, body: bytes) -> Answer:
    on = settings_of(body)
    if on is None:
        return s3._error("MalformedXML", s3._MALFORMED_XML, 400, f"/{bucket}")
    settings = "".join(f"<{name}>{str(name in on).lower()}</{name}>" for name in SETTINGS)
    kept = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<PublicAccessBlockConfiguration xmlns="{s3.S3_NS}">{settings}</PublicAccessBlockConfiguration>'
    )
    return put_here(bucket, kept.encode())


put_here, s3._put_public_access_block = s3._put_public_access_block, put_public_access_block
