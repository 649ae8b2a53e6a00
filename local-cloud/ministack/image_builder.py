"""The AWS::ImageBuilder resource types, made by botocore's client against an Image Builder address.

See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ImageBuilder.html
"""

import hashlib
import json
import time
import uuid

import botocore.config
import botocore.exceptions
import botocore.session

from properties import to_parameters


class AllBut:
    """The properties of a type that is replaced when any of them changes, but for a few."""

    def __init__(self, *updated_in_place):
        self.updated_in_place = updated_in_place

    def __contains__(self, name):
        return name not in self.updated_in_place


# Each type with the properties whose change replaces the resource.
REPLACED_BY = {
    "Component": AllBut(),
    "ImageRecipe": AllBut(),
    "ContainerRecipe": AllBut(),
    "InfrastructureConfiguration": ("Name",),
    "DistributionConfiguration": ("Name",),
    "Workflow": AllBut("Tags"),
    "LifecyclePolicy": ("Name",),
    "ImagePipeline": ("Name",),
    "Image": AllBut(
        "ExecutionRole", "LoggingConfiguration", "DeletionSettings", "ImagePipelineExecutionSettings", "Tags"),
}
# The states of an image that is not being built.
BUILT = ("AVAILABLE", "FAILED", "CANCELLED", "DEPRECATED", "DISABLED", "DELETED")
HANDLER_ERRORS = {
    "ResourceAlreadyExistsException": "AlreadyExists",
    "ResourceNotFoundException": "NotFound",
    "InvalidParameterException": "InvalidRequest",
    "InvalidParameterValueException": "InvalidRequest",
    "InvalidParameterCombinationException": "InvalidRequest",
    "InvalidRequestException": "InvalidRequest",
    "ServiceQuotaExceededException": "ServiceLimitExceeded",
    "CallRateLimitExceededException": "Throttling",
    "ForbiddenException": "AccessDenied",
}


class HandlerError(Exception):
    """A failure in the words of CloudFormation's resource handlers."""

    def __init__(self, message, code="GeneralServiceException"):
        super().__init__(
            f'Resource handler returned message: "{message}" '
            f"(RequestToken: {uuid.uuid4()}, HandlerErrorCode: {code})")


class ImageBuilderApi:
    def __init__(self, endpoint, region):
        self.client = botocore.session.Session().create_client(
            "imagebuilder", region_name=region, endpoint_url=endpoint,
            aws_access_key_id="test", aws_secret_access_key="test",
            config=botocore.config.Config(retries={"mode": "standard", "max_attempts": 10}))
        self.model = self.client.meta.service_model

    def has(self, operation):
        return operation in self.model.operation_names

    def identifier(self, name):
        """The one parameter of the type's delete operation: the ARN."""
        return next(iter(self.model.operation_model(f"Delete{name}").input_shape.members))

    def call(self, operation, properties):
        """Calls with CloudFormation properties; botocore validates those that it knows."""
        shape = self.model.operation_model(operation).input_shape
        parameters = to_parameters(shape, properties, known_only=True)
        everything = to_parameters(shape, properties, known_only=False)
        if "clientToken" in shape.members:
            parameters["clientToken"] = everything["clientToken"] = str(uuid.uuid4())

        def send_everything(params, **_):
            if params["body"]:
                params["body"] = json.dumps(everything).encode()

        event = f"before-call.imagebuilder.{operation}"
        self.client.meta.events.register(event, send_everything, unique_id="send-everything")
        try:
            return self.client._make_api_call(operation, parameters)
        except botocore.exceptions.ClientError as error:
            code = error.response["Error"]["Code"]
            raise HandlerError(str(error), HANDLER_ERRORS.get(code, "GeneralServiceException")) from error
        except botocore.exceptions.ParamValidationError as error:
            raise HandlerError(str(error), "InvalidRequest") from error
        finally:
            self.client.meta.events.unregister(event, unique_id="send-everything")


class ResourceType:
    """Create, update and delete of one type."""

    def __init__(self, api, name):
        self.api = api
        self.name = name
        self.identifier = api.identifier(name)

    def create(self, logical_id, properties, stack_name):
        response = self.api.call(f"Create{self.name}", properties)
        arn = response[self.identifier]
        return arn, self.attributes(arn, properties, response)

    def update(self, arn, old_properties, properties, stack_name):
        operation = f"Update{self.name}"
        if self.api.has(operation) and _without_tags(old_properties) != _without_tags(properties):
            accepted = {key: value for key, value in _without_tags(properties).items() if key != "Name"}
            self.api.call(operation, {**accepted, self.identifier: arn})
        self.update_tags(arn, old_properties.get("Tags") or {}, properties.get("Tags") or {})
        return arn, self.attributes(arn, properties, self.api.call(f"Get{self.name}", {self.identifier: arn}))

    def delete(self, arn, properties):
        try:
            self.api.call(f"Delete{self.name}", {self.identifier: arn})
        except HandlerError as error:
            if "HandlerErrorCode: NotFound" not in str(error):
                raise

    def adopt(self, identifier):
        """Takes a resource that exists into a stack; it stays as it is.

        See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources.html
        """
        arn = identifier["Arn"]
        response = self.api.call(f"Get{self.name}", {self.identifier: arn})
        return arn, self.attributes(arn, {"Name": arn.split("/")[1]}, response)

    def update_tags(self, arn, old, new):
        removed = sorted(set(old) - set(new))
        if removed:
            self.api.client.untag_resource(resourceArn=arn, tagKeys=removed)
        if new != old and new:
            self.api.client.tag_resource(resourceArn=arn, tags=new)

    def attributes(self, arn, properties, response):
        attributes = {"Arn": arn}
        if "Name" in properties:
            attributes["Name"] = properties["Name"]
        latest = response.get("latestVersionReferences") or {}
        for attribute, member in (
            ("Arn", "latestVersionArn"), ("Major", "latestMajorVersionArn"),
            ("Minor", "latestMinorVersionArn"), ("Patch", "latestPatchVersionArn"),
        ):
            if member in latest:
                attributes[f"LatestVersion.{attribute}"] = latest[member]
        return attributes


class ComponentType(ResourceType):
    def attributes(self, arn, properties, response):
        component = self.api.call("GetComponent", {self.identifier: arn})["component"]
        return {
            **super().attributes(arn, properties, response),
            "Type": component.get("type", "BUILD"),
            "Encrypted": str(component.get("encrypted", True)).lower(),
        }


class ImagePipelineType(ResourceType):
    def __init__(self, api, deployments):
        super().__init__(api, "ImagePipeline")
        self.deployments = deployments

    def attributes(self, arn, properties, response):
        configuration = json.dumps([arn, _without_tags(properties)], sort_keys=True, default=str)
        deployment_id = hashlib.sha256(configuration.encode()).hexdigest()[:32]
        self.deployments[deployment_id] = arn
        return {**super().attributes(arn, properties, response), "DeploymentId": deployment_id}


class ImageType(ResourceType):
    """Waits for its build: the resource is complete when the image is available.

    See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-imagebuilder-image.html
    """

    def __init__(self, api, deployments, region, poll_seconds):
        super().__init__(api, "Image")
        self.deployments = deployments
        self.region = region
        self.poll_seconds = poll_seconds

    def create(self, logical_id, properties, stack_name):
        return self.built(self.start(properties), properties)

    def update(self, arn, old_properties, properties, stack_name):
        old_settings = old_properties.get("ImagePipelineExecutionSettings") or {}
        settings = properties.get("ImagePipelineExecutionSettings") or {}
        changed = settings.get("DeploymentId") != old_settings.get("DeploymentId")
        if changed and str(settings.get("OnUpdate", False)).lower() == "true":
            return self.built(self.start(properties), properties)
        return super().update(arn, old_properties, properties, stack_name)

    def start(self, properties):
        settings = properties.get("ImagePipelineExecutionSettings")
        if not settings:
            accepted = {key: value for key, value in properties.items() if key != "DeletionSettings"}
            return self.api.call("CreateImage", accepted)[self.identifier]
        pipeline = self.deployments.get(settings.get("DeploymentId"))
        if pipeline is None:
            raise HandlerError(f"No pipeline has the deployment {settings.get('DeploymentId')}.", "InvalidRequest")
        started = self.api.call("StartImagePipelineExecution", {"imagePipelineArn": pipeline})
        return started[self.identifier]

    def built(self, arn, properties):
        while True:
            response = self.api.call("GetImage", {self.identifier: arn})
            state = response["image"]["state"]
            if state["status"] == "AVAILABLE":
                return arn, self.attributes(arn, properties, response)
            if state["status"] in BUILT:
                # CloudFormation deletes what it could not create; MiniStack does not.
                self.delete(arn, properties)
                raise HandlerError(state.get("reason") or f"The image creation ended in {state['status']}.")
            time.sleep(self.poll_seconds)

    def delete(self, arn, properties):
        """A build that still runs is cancelled first, and the deletion waits for that."""
        try:
            image = self.api.call("GetImage", {self.identifier: arn})["image"]
            if image["state"]["status"] not in BUILT:
                self.api.call("CancelImageCreation", {self.identifier: arn})
                self.wait_for_end(arn)
            elif properties.get("DeletionSettings") and any((image.get("outputResources") or {}).values()):
                self.delete_underlying_resources(arn, image, properties["DeletionSettings"]["ExecutionRole"])
        except HandlerError as error:
            if "HandlerErrorCode: NotFound" not in str(error):
                raise
        super().delete(arn, properties)

    def wait_for_end(self, arn):
        while self.api.call("GetImage", {self.identifier: arn})["image"]["state"]["status"] not in BUILT:
            time.sleep(self.poll_seconds)

    def delete_underlying_resources(self, arn, image, execution_role):
        """Only with deletion settings do AMIs, snapshots and container images go with their image."""
        included = {"Amis": True, "Snapshots": True} if image["type"] == "AMI" else {"Containers": True}
        execution = self.api.call("StartResourceStateUpdate", {
            "ResourceArn": arn, "State": {"Status": "DELETED"}, "ExecutionRole": execution_role, "IncludeResources": included,
        })["lifecycleExecutionId"]
        while True:
            state = self.api.call("GetLifecycleExecution", {"lifecycleExecutionId": execution})["lifecycleExecution"]["state"]
            if state["status"] == "SUCCESS":
                return
            if state["status"] in ("FAILED", "CANCELLED"):
                raise HandlerError(state.get("reason") or f"The deletion ended in {state['status']}.")
            time.sleep(self.poll_seconds)

    def attributes(self, arn, properties, response):
        image = response["image"]
        resources = image.get("outputResources") or {}
        attributes = {**super().attributes(arn, properties, response), "Name": image.get("name", "")}
        for ami in resources.get("amis") or []:
            if ami.get("region") == self.region:
                attributes["ImageId"] = ami["image"]
        # Of a container image's addresses, the one whose tag is the version.
        version = "-".join(arn.rsplit("/", 2)[1:])
        for container in resources.get("containers") or []:
            uris = container.get("imageUris") or []
            if container.get("region") == self.region and uris:
                attributes["ImageUri"] = next((uri for uri in uris if uri.endswith(f":{version}")), uris[0])
        return attributes


def _without_tags(properties):
    return {key: value for key, value in properties.items() if key != "Tags"}


def resource_types(endpoint, region, poll_seconds):
    api = ImageBuilderApi(endpoint, region)
    deployments = {}
    special = {
        "Component": lambda: ComponentType(api, "Component"),
        "ImagePipeline": lambda: ImagePipelineType(api, deployments),
        "Image": lambda: ImageType(api, deployments, region, poll_seconds),
    }
    return [special.get(name, lambda name=name: ResourceType(api, name))() for name in REPLACED_BY]
