"""Events on buses: who may put them, and how they reach other Regions.

AWS: PutEvents takes no event whose source begins with `aws.`: only AWS says what AWS did. A rule carries an event to
a bus of another Region, and the event keeps the Region that it is from.
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
MiniStack carries nothing across Regions. The gateway, which speaks for CloudTrail and others, calls past itself: calls
that come through it bear `x-forwarded-proto`. Left out: buses of other accounts.
"""

import contextvars
from typing import Any

from ministack.core.arn import Arn
from ministack.core.responses import get_region, set_request_region
from ministack.services import eventbridge

Answer = tuple[int, dict[str, str], bytes]

speaks_for_aws: contextvars.ContextVar[bool] = contextvars.ContextVar("speaks_for_aws", default=False)


async def handle_request(method: str, path: str, headers: dict[str, str], *more: Any) -> Answer:
    token = speaks_for_aws.set("x-forwarded-proto" not in headers)
    try:
        return await handle_here(method, path, headers, *more)
    finally:
        speaks_for_aws.reset(token)


def put_events(data: dict[str, Any], allow_aws_source: bool = False) -> Answer:
    return put_here(data, allow_aws_source=allow_aws_source or speaks_for_aws.get())


def forward_across_regions(
    spec: Arn, event: dict[str, Any], rule: dict[str, Any], event_path: set[str], payload: str | None = None
) -> None:
    if spec.region == get_region():
        return forward_here(spec, event, rule, event_path, payload)
    home, bus = get_region(), spec.resource.split("/", 1)[1]
    set_request_region(spec.region)
    try:
        eventbridge._dispatch_event({**event, "EventBusName": bus})
    finally:
        set_request_region(home)


handle_here, eventbridge.handle_request = eventbridge.handle_request, handle_request
put_here, eventbridge._put_events = eventbridge._put_events, put_events
forward_here, eventbridge._dispatch_to_event_bus = eventbridge._dispatch_to_event_bus, forward_across_regions
