"""Puts right what a deployment of the examples runs into in MiniStack."""

import datetime

from ministack.services.cloudformation import provisioners, stacks

from event_paths import resolve_list_items
from failed_stacks import update_failed_stacks
from functions import name_errors
from parameters import limit_values
from state_machines import correct_state_machines
from subscriptions import confirm_subscriptions


def apply_corrections():
    refer_to_instance_profiles_by_name()
    give_vpcs_their_range()
    date_events_apart()
    correct_state_machines()
    name_errors()
    limit_values()
    resolve_list_items()
    confirm_subscriptions()
    update_failed_stacks()


def refer_to_instance_profiles_by_name():
    """`Ref` of an instance profile is its name; MiniStack answers the ARN.

    See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-instanceprofile.html
    """
    handlers = provisioners._RESOURCE_HANDLERS["AWS::IAM::InstanceProfile"]
    create, update, delete = handlers["create"], handlers["update"], handlers["delete"]

    def arn_of(name):
        profile = provisioners._iam._instance_profiles.get(name)
        return profile["Arn"] if profile else name

    def by_name(result):
        arn, attributes = result
        return arn.rsplit("/", 1)[-1], attributes

    handlers["create"] = lambda logical_id, props, stack: by_name(create(logical_id, props, stack))
    handlers["update"] = lambda name, *rest: by_name(update(arn_of(name), *rest))
    handlers["delete"] = lambda name, props: delete(arn_of(name), props)


def give_vpcs_their_range():
    """`GetAtt` of a VPC knows its `CidrBlock`.

    See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html
    """
    handlers = provisioners._RESOURCE_HANDLERS["AWS::EC2::VPC"]
    create, update = handlers["create"], handlers["update"]

    def with_range(result):
        vpc_id, attributes = result
        return vpc_id, {**attributes, "CidrBlock": provisioners._ec2._vpcs[vpc_id]["CidrBlock"]}

    handlers["create"] = lambda *arguments: with_range(create(*arguments))
    handlers["update"] = lambda *arguments: with_range(update(*arguments))


def date_events_apart():
    """The CDK CLI sorts events by their time in milliseconds: no two may share one."""
    last = [datetime.datetime.now(datetime.timezone.utc)]

    def now_iso():
        now = datetime.datetime.now(datetime.timezone.utc)
        last[0] = max(now, last[0] + datetime.timedelta(milliseconds=1))
        return last[0].isoformat(timespec="milliseconds").replace("+00:00", "Z")

    stacks.now_iso = now_iso
