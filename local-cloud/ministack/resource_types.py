"""Adds resource types to MiniStack's CloudFormation, and puts right what a deployment here runs into."""

import datetime

from ministack.services.cloudformation import provisioners, stacks

from image_builder import REPLACED_BY, resource_types


def register(endpoint, region, poll_seconds):
    for resource_type in resource_types(endpoint, region, poll_seconds):
        name = f"AWS::ImageBuilder::{resource_type.name}"
        provisioners._RESOURCE_HANDLERS[name] = {
            "create": resource_type.create,
            "update": resource_type.update,
            "delete": resource_type.delete,
        }
        provisioners._REPLACING_PROPERTIES[name] = REPLACED_BY[resource_type.name]

    # Their handlers wait for HTTP answers, and an image for its build: off the event loop.
    blocks = stacks._runs_on_worker_thread
    stacks._runs_on_worker_thread = lambda name: name.startswith("AWS::ImageBuilder::") or blocks(name)

    refer_to_instance_profiles_by_name()
    date_events_apart()


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


def date_events_apart():
    """The CDK CLI sorts events by their time in milliseconds: no two may share one."""
    last = [datetime.datetime.now(datetime.timezone.utc)]

    def now_iso():
        now = datetime.datetime.now(datetime.timezone.utc)
        last[0] = max(now, last[0] + datetime.timedelta(milliseconds=1))
        return last[0].isoformat(timespec="milliseconds").replace("+00:00", "Z")

    stacks.now_iso = now_iso
