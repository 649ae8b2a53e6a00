"""Adds to MiniStack's CloudFormation the AWS::ImageBuilder resource types, and others that it lacks."""

import os

from ministack.services.cloudformation import provisioners, stacks

from image_builder import REPLACED_BY, resource_types
from other_types import other_types


def register(endpoint, region, poll_seconds):
    for resource_type in resource_types(endpoint, region, poll_seconds):
        name = f"AWS::ImageBuilder::{resource_type.name}"
        add(name, resource_type, REPLACED_BY[resource_type.name])
        provisioners._RESOURCE_HANDLERS[name]["import"] = resource_type.adopt
    for name, resource_type in other_types(os.environ["AWS_ENDPOINT_URL"], region).items():
        add(name, resource_type, resource_type.replaced_by)


def add(name, resource_type, replaced_by):
    provisioners._RESOURCE_HANDLERS[name] = {
        "create": resource_type.create, "update": resource_type.update, "delete": resource_type.delete}
    provisioners._REPLACING_PROPERTIES[name] = replaced_by

    # The handlers wait for HTTP answers, and an image for its build: off the event loop.
    blocks = stacks._runs_on_worker_thread
    stacks._runs_on_worker_thread = lambda other: other == name or blocks(other)
