"""Who may hand a role to a service, and to which.

AWS: whoever names a role for a function, a rule's target or a schedule needs `iam:PassRole` on it, with the service
under `iam:PassedToService`; and Lambda and Scheduler refuse a role that they may not take.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
MiniStack asks for neither, so that whoever may make a function has every role. Left out: other services, and what
CloudFormation makes; conditions of trust policies.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from ministack import app
from ministack.core import iam_evaluator
from ministack.core.iam_actions import access_denied_response
from ministack.core.iam_evaluator import AuthError
from ministack.core.responses import error_response_json, get_region, new_uuid
from ministack.core.router import extract_access_key_id

from .principals import role_of

Answer = tuple[int, dict[str, str], bytes]
Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Answer]]

#: What a service answers where it may not take the role.
UNTRUSTING = {
    "lambda": ("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda."),
    "scheduler": (
        "ValidationException",
        "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
    ),
}


def passed_roles(service: str, method: str, path: str, headers: dict[str, str], body: bytes) -> list[str]:
    """The roles that a request hands to the service."""
    if method not in ("POST", "PUT"):
        return []
    try:
        data = json.loads(body or b"{}")
    except ValueError:
        return []
    match service:
        case "lambda" if path.rstrip("/").endswith(("/functions", "/configuration")):
            found = [data.get("Role")]
        case "scheduler" if path.startswith("/schedules/"):
            found = [(data.get("Target") or {}).get("RoleArn")]
        case "events" if headers.get("x-amz-target", "").endswith((".PutRule", ".PutTargets")):
            found = [data.get("RoleArn"), *(target.get("RoleArn") for target in data.get("Targets") or [])]
        case _:
            found = []
    return [role for role in found if role]


def refusal(service: str, role_arn: str, headers: dict[str, str], query_params: dict[str, Any]) -> Answer | None:
    principal = f"{service}.amazonaws.com"
    denied = iam_evaluator.enforce(
        extract_access_key_id(headers, query_params) or "",
        "iam:PassRole",
        "iam",
        get_region(),
        resource_arn=role_arn,
        service_context={"iam:PassedToService": principal},
    )
    if denied is not None and not isinstance(denied, AuthError):
        return access_denied_response(
            service,
            "iam:PassRole",
            denied.principal_arn,
            new_uuid(),
            headers=headers,
            resource_arn=role_arn,
            explicit_deny=denied.decision == "Deny",
        )
    role = role_of(role_arn)
    if role and service in UNTRUSTING and not trusts(role, principal):
        return error_response_json(*UNTRUSTING[service], 400)
    return None


def trusts(role: dict[str, Any], principal: str) -> bool:
    document = role["AssumeRolePolicyDocument"]
    statements = (json.loads(document) if isinstance(document, str) else document)["Statement"]
    return any(
        statement["Effect"] == "Allow"
        and iam_evaluator._service_principal_matches(statement.get("Principal"), principal)
        for statement in ([statements] if isinstance(statements, dict) else statements)
    )


def asking(service: str, handle: Handler) -> Handler:
    async def handler(
        method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, Any]
    ) -> Answer:
        for role in passed_roles(service, method, path, headers, body):
            refused = refusal(service, role, headers, query_params)
            if refused:
                return refused
        return await handle(method, path, headers, body, query_params)

    return handler


for name in ("lambda", "events", "scheduler"):
    app.SERVICE_HANDLERS[name] = asking(name, app.SERVICE_HANDLERS[name])
