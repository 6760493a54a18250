"""Who calls, in the words of policies.

AWS: `aws:PrincipalArn` of a role's session is the ARN of the role, with its path, and not of the session; calls of
nobody in particular and of services have no such key. `aws:PrincipalIsAWSService` says whether a service calls in its
own name; such calls have no `aws:SecureTransport` and no `aws:SourceIp`.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
MiniStack gives the session's ARN, has no `aws:PrincipalIsAWSService`, and judges services by the request that they
act upon. Whether requests without a signature have `aws:PrincipalIsAWSService` is nowhere said; here they have it.
Left out: `aws:PrincipalServiceName` and the other keys of calls by services.
"""

import contextvars
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.iam_evaluator import CredentialResolutionError, EvalContext
from ministack.core.responses import get_account_id, get_region
from ministack.core.router import extract_access_key_id
from ministack.services import iam

SESSION = ":assumed-role/"

#: Who makes the request that is being answered: the unique id, empty for nobody and for services, and the access key.
caller_id: contextvars.ContextVar[str] = contextvars.ContextVar("caller_id", default="")
caller_key: contextvars.ContextVar[str] = contextvars.ContextVar("caller_key", default="")


def pin_request_caller(headers: dict[str, str], query_params: dict[str, Any] | None = None) -> None:
    pin_here(headers, query_params)
    key = extract_access_key_id(headers or {}, query_params or {}) or ""
    caller_key.set(key)
    credential = iam_evaluator.resolve_credential(key, get_account_id())
    caller_id.set("" if isinstance(credential, CredentialResolutionError) else credential.principal_id)


def role_of(principal_arn: str) -> dict[str, Any] | None:
    """The role that a session is of, or that an ARN names, as IAM keeps it; None where there is none."""
    if SESSION not in principal_arn and ":role/" not in principal_arn:
        return None
    account, path = principal_arn.split(":")[4], principal_arn.split("/")
    return iam._roles.get_scoped(account, None, path[1] if SESSION in principal_arn else path[-1])


def role_may(
    role: dict[str, Any],
    session_name: str,
    action: str,
    resource_arn: str,
    policy: str | dict[str, Any] | None,
) -> bool:
    """Whether a session of a role may do something to a resource of its own account that has this policy."""
    account, name = role["Arn"].split(":")[4], role["RoleName"]
    ctx = EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{name}/{session_name}",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource_arn,
        region=get_region(),
        secure_transport=True,
        principal_keys={"aws:userid": f"{role['RoleId']}:{session_name}"},
    )
    limits = iam_evaluator._permissions_boundary(iam._roles, name, account)
    identity = iam_evaluator.evaluate(ctx, iam_evaluator._gather_role_policies(name, account), *limits)
    return (
        iam_evaluator.combine_resource_policy(identity, ctx, policy, account, limits=tuple(limits)).decision == "Allow"
    )


def resolve_condition_key(key: str, ctx: EvalContext) -> Any:
    match key.lower():
        case "aws:principalarn":
            if ctx.principal_arn == "*":
                return None
            role = role_of(ctx.principal_arn)
            return role["Arn"] if role else ctx.principal_arn
        case "aws:securetransport" | "aws:sourceip" if ctx.principal_type == "Service":
            return None
        case "aws:principalisawsservice":
            return str(ctx.principal_type == "Service").lower()
        case _:
            return resolve_here(key, ctx)


pin_here, iam_evaluator.pin_request_caller = iam_evaluator.pin_request_caller, pin_request_caller
resolve_here = iam_evaluator._resolve_condition_key
iam_evaluator._resolve_condition_key = resolve_condition_key
