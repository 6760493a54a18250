"""Resources of CloudFormation that MiniStack refuses or makes only in part.

AWS::CloudWatch::Alarm with `Metrics` (metric math): kept, never evaluated, so it stays INSUFFICIENT_DATA.
AWS::CloudWatch::CompositeAlarm: made through PutCompositeAlarm, which MiniStack has.
AWS::Lambda::Function with `ReservedConcurrentExecutions`: MiniStack drops it; here it limits the function.
Left out: what metric math comes to.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-compositealarm.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
"""

import json
from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch, lambda_svc
from ministack.services.cloudformation import provisioners

Properties = dict[str, Any]
Made = tuple[str, dict[str, Any]]

BY_MATH = ("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period", "Dimensions", "Unit")


def metric_alarm_record(name: str, props: Properties) -> dict[str, Any]:
    if not props.get("Metrics"):
        return record_here(name, props)
    alarm = record_here(name, {**props, "Metrics": None, "MetricName": "math", "Namespace": "math"})
    return {**{key: value for key, value in alarm.items() if key not in BY_MATH}, "Metrics": props["Metrics"]}


def put_composite_alarm(name: str, props: Properties) -> Made:
    enabled = str(props.get("ActionsEnabled", True)).lower() != "false"
    data = {**props, "AlarmName": name, "ActionsEnabled": enabled}
    status, _headers, body = cloudwatch._put_composite_alarm({}, data, False, is_json=True)
    if status >= 400:
        raise ValueError(f"AWS::CloudWatch::CompositeAlarm: {json.loads(body)['message']}")
    return name, {"Arn": cloudwatch._composite_alarms[name]["AlarmArn"]}


def create_composite_alarm(logical_id: str, props: Properties, stack_name: str) -> Made:
    name = props.get("AlarmName") or provisioners._physical_name(stack_name, logical_id, max_len=255)
    return put_composite_alarm(name, props)


def update_composite_alarm(physical_id: str, _old: Properties, props: Properties, _stack_name: str) -> Made:
    return put_composite_alarm(physical_id, props)


def delete_composite_alarm(physical_id: str, _props: Properties) -> None:
    cloudwatch._composite_alarms.pop(physical_id, None)


def reserving(make: Callable[..., Made], properties_at: int) -> Callable[..., Made]:
    """Makes a function, and reserves what its properties say, which stand at a place among the arguments."""

    def made(*arguments: Any, **more: Any) -> Made:
        name, attributes = make(*arguments, **more)
        reserved = arguments[properties_at].get("ReservedConcurrentExecutions")
        lambda_svc._functions[name]["concurrency"] = None if reserved is None else int(reserved)
        return name, attributes

    return made


record_here = provisioners._cw_metric_alarm_record
provisioners._cw_metric_alarm_record = metric_alarm_record
provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::CompositeAlarm"] = {
    "create": create_composite_alarm,
    "update": update_composite_alarm,
    "delete": delete_composite_alarm,
}
functions = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
functions |= {"create": reserving(functions["create"], 1), "update": reserving(functions["update"], 2)}
