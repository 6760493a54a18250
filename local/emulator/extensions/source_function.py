"""`lambda:SourceFunctionArn`: which function a call comes from.

AWS: calls with the credentials that Lambda hands to a function's code carry the function's ARN. What Lambda does
itself with the same role, such as polling queues, does not, nor does a session that somebody took of the role. The
key counts in identity policies (and in those of organizations), not in resource policies.
https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
Left out: Lambda's own calls to CloudWatch Logs, X-Ray and EFS, which MiniStack does not hold to policies.
"""

from dataclasses import replace
from typing import Any

from ministack.core import iam_evaluator, lambda_runtime
from ministack.core.iam_evaluator import EvalContext, EvalResult, ResolvedCredential
from ministack.services import lambda_svc, sts

from .principals import role_of

KEY = "lambda:sourcefunctionarn"


def execution_credentials(config: dict[str, Any]) -> dict[str, str]:
    """Credentials for a function's code, which know the function, and the id of the role as other sessions do."""
    credentials = credentials_here(config)
    session = sts._sessions.get(credentials["AWS_ACCESS_KEY_ID"])
    if session is not None:
        # The ARN of a version or an alias ends in its name: the key holds the function's own.
        session["SourceFunctionArn"] = ":".join(config["FunctionArn"].split(":")[:7])
        role = role_of(session["Arn"])
        if role:
            session["UserId"] = f"{role['RoleId']}:{session['Arn'].rsplit('/', 1)[-1]}"
    return credentials


def principal_keys(credential: ResolvedCredential) -> dict[str, Any]:
    keys = keys_here(credential)
    function = sts._sessions.get(credential.access_key_id, {}).get("SourceFunctionArn")
    return {**keys, KEY: function} if function else keys


def evaluate_resource_policy(doc: str | dict | None, ctx: EvalContext, *more: Any, **also: Any) -> EvalResult:
    if KEY in ctx.principal_keys:
        ctx = replace(ctx, principal_keys={k: v for k, v in ctx.principal_keys.items() if k != KEY})
    return evaluate_here(doc, ctx, *more, **also)


credentials_here = lambda_runtime.execution_credentials
lambda_runtime.execution_credentials = lambda_svc.execution_credentials = execution_credentials
keys_here, iam_evaluator._principal_keys = iam_evaluator._principal_keys, principal_keys
evaluate_here, iam_evaluator.evaluate_resource_policy = (
    iam_evaluator.evaluate_resource_policy,
    evaluate_resource_policy,
)
