"""Who calls, in the words of policies.

AWS: `aws:PrincipalArn` of a role's session is the ARN of the role, with its path, and not of the session; calls of
nobody in particular have no such key.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
MiniStack gives the session's.
"""

from typing import Any

from ministack.core import iam_evaluator
from ministack.core.iam_evaluator import EvalContext
from ministack.services import iam

SESSION = ":assumed-role/"


def role_of(principal_arn: str) -> dict[str, Any] | None:
    """The role that a session is of, as IAM keeps it; None for whoever is no session."""
    if SESSION not in principal_arn:
        return None
    account = principal_arn.split(":")[4]
    return iam._roles.get_scoped(account, None, principal_arn.split("/")[1])


def resolve_condition_key(key: str, ctx: EvalContext) -> Any:
    if key.lower() == "aws:principalarn":
        if ctx.principal_arn == "*":
            return None
        role = role_of(ctx.principal_arn)
        return role["Arn"] if role else ctx.principal_arn
    return resolve_here(key, ctx)


resolve_here = iam_evaluator._resolve_condition_key
iam_evaluator._resolve_condition_key = resolve_condition_key
