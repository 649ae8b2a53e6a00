"""Adds the AWS::ImageBuilder resource types to MiniStack's CloudFormation."""

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
