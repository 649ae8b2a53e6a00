"""Mistakes that a user of Python may make: prints the error of each, and the names in it that do not exist in Python."""

import json
import re

import aws_cdk as cdk
import cdk_image_builder as ib
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns

BASE = ib.BaseImage.amazon_linux2023()
MODULES = [ib, cdk, ec2, ecr, events, iam, kms, sns]


def recipe(stack, name="Recipe", **props):
    return ib.ImageRecipe(stack, name, base_image=BASE, **props)


def pipeline(stack, **props):
    return ib.ImagePipeline(stack, "Pipeline", recipe=recipe(stack), **props)


def golden(stack, **props):
    return ib.GoldenImage(stack, "Golden", base_image=BASE, **props)


def container(stack):
    return ib.GoldenImage(
        stack,
        "Container",
        base_container_image=ib.BaseContainerImage.from_docker_hub("amazonlinux", "2023"),
        target_repository=ecr.Repository(stack, "Repository"),
    )


def status(stack):
    return ib.ImageStatus(stack, "Status", pipeline=pipeline(stack))


def component(stack):
    return ib.Component(
        stack,
        "Component",
        platform=ib.Platform.LINUX,
        document=ib.ComponentDocument.from_steps(build_steps=[ib.ExecuteBashStep("Install", commands=["true"])]),
    )


def twice(function):
    function()
    function()


GATE = {"critical": 0}
ONLY = [ib.ImageStatusAttribute.IMAGE_ID]
EXCEPTION = ib.VulnerabilityException(vulnerability_id="CVE-2024-3094", reason="no sshd")

MISTAKES = {
    "a golden image of nothing": lambda s: ib.GoldenImage(s, "Golden"),
    "a golden image of two bases": lambda s: golden(s, recipe=recipe(s)),
    "a wait without a build": lambda s: golden(s, wait_for_image=False, build_on_deploy=False),
    "a timeout without a wait": lambda s: golden(s, wait_for_image=False, timeout=cdk.Duration.hours(2)),
    "the machine image of a container": lambda s: container(s).to_machine_image(),
    "refused images without a gate": lambda s: golden(s).on_image_refused("Refused"),
    "the connections of the default VPC": lambda s: golden(s).connections,
    "retention that keeps nothing": lambda s: golden(s, retention=[ib.LifecyclePolicyDetail.keep_last(0)]),
    "a gate without ceilings": lambda s: ib.VulnerabilityGate.at_most(),
    "a negative ceiling": lambda s: ib.VulnerabilityGate.at_most(critical=-1),
    "an exception twice": lambda s: ib.VulnerabilityGate.at_most(critical=0, exceptions=[EXCEPTION, EXCEPTION]),
    "an exception that ends on no day": lambda s: ib.VulnerabilityGate.at_most(
        critical=0,
        exceptions=[ib.VulnerabilityException(vulnerability_id="CVE-1", reason="x", expires="soon")],
    ),
    "both days of a schedule": lambda s: ib.ImagePipelineSchedule.cron(day="1", week_day="SUN"),
    "a schedule that is none": lambda s: ib.ImagePipelineSchedule.expression("every sunday"),
    "too many failures": lambda s: ib.ImagePipelineSchedule.expression("rate(1 day)", auto_disable_failure_count=11),
    "a status of nothing": lambda s: ib.ImageStatus(s, "Status"),
    "a prefix with a hyphen": lambda s: status(s).add_outputs(prefix="a-b"),
    "outputs twice": lambda s: (lambda one: twice(one.add_outputs))(status(s)),
    "no outputs": lambda s: status(s).add_outputs(only=[]),
    "some outputs and all": lambda s: status(s).add_outputs(only=ONLY, all=True),
    "a Region that is none": lambda s: status(s).image_id_in("us_east_1"),
    "an account that is none": lambda s: status(s).image_id_in("us-east-1", "1"),
    "a Region that is a token": lambda s: status(s).image_uri_in(cdk.Aws.REGION),
    "a timeout that is too short": lambda s: pipeline(s).start("Start", timeout=cdk.Duration.minutes(1)),
    "a timeout that is too long": lambda s: pipeline(s).start("Start", timeout=cdk.Duration.days(1)),
    "a gate without a wait": lambda s: pipeline(s).start(
        "Start", wait_for_image=False, gate=ib.VulnerabilityGate.at_most(**GATE)
    ),
    "an attribute without a wait": lambda s: pipeline(s).start("Start", wait_for_image=False).image_id,
    "a gate that does not wait for the scan": lambda s: pipeline(s).start(
        "Start", wait_for_scan=False, gate=ib.VulnerabilityGate.at_most(**GATE)
    ),
    "a scan without tests": lambda s: pipeline(
        s, image_tests_enabled=False, image_scanning_configuration=ib.ImageScanningConfiguration.test_instance()
    ),
    "a condition without a severity": lambda s: ib.ImagePipeline(
        s,
        "Pipeline",
        recipe=recipe(s),
        image_scanning_configuration=ib.ImageScanningConfiguration.on_demand_ami(fix_available_only=True),
    ),
    "an image of nothing": lambda s: ib.Image(s, "Image"),
    "a policy without rules": lambda s: ib.LifecyclePolicy(s, "Policy", details=[], recipes=[recipe(s)]),
    "a policy by tags alone": lambda s: ib.LifecyclePolicy(
        s, "Policy", details=[ib.LifecyclePolicyDetail.keep_last(3)], image_tags={"Team": "a"}
    ),
    "a subnet without a VPC": lambda s: ib.InfrastructureConfiguration(
        s, "Infrastructure", subnet_selection=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)
    ),
    "a role and an instance profile": lambda s: ib.InfrastructureConfiguration(
        s,
        "Infrastructure",
        role=iam.Role(s, "Role", assumed_by=iam.ServicePrincipal("ec2.amazonaws.com")),
        instance_profile=iam.InstanceProfile.from_instance_profile_name(s, "Profile", "p"),
    ),
    "a distribution to nowhere": lambda s: ib.DistributionConfiguration(s, "Distribution"),
    "a Region twice": lambda s: ib.DistributionConfiguration(
        s,
        "Distribution",
        ami_distributions=[ib.AmiDistribution(region="us-east-1"), ib.AmiDistribution(region="us-east-1")],
    ),
    "a parameter that the component lacks": lambda s: recipe(
        s, components=[ib.ComponentConfiguration(component=component(s), parameters={"x": ["y"]})]
    ),
    "a component twice": lambda s: (
        lambda one: recipe(s, components=[ib.ComponentConfiguration(component=one)] * 2)
    )(component(s)),
    "a document of an unknown action": lambda s: ib.Component(
        s,
        "Component",
        platform=ib.Platform.LINUX,
        document=ib.ComponentDocument.from_object(
            {
                "schemaVersion": 1.0,
                "phases": [{"name": "build", "steps": [{"name": "a", "action": "Bash", "inputs": {}}]}],
            }
        ),
    ),
    "a managed component that is none": lambda s: ib.ManagedComponent.from_name(s, "Managed", "Bad_Name"),
    "a Dockerfile without its base image": lambda s: ib.ContainerRecipe(
        s,
        "ContainerRecipe",
        base_image=ib.BaseContainerImage.from_docker_hub("amazonlinux", "2023"),
        target_repository=ecr.Repository(s, "Repository"),
        dockerfile=ib.DockerfileTemplate.from_inline("FROM x"),
    ),
    "a provider that is configured twice": lambda s: twice(lambda: ib.ImageBuilderProvider.configure(s)),
    "a topic with the key of AWS": lambda s: ib.PipelineMonitor(
        s,
        "Monitor",
        pipelines=[pipeline(s)],
        topics=[sns.Topic(s, "Topic", master_key=kms.Alias.from_alias_name(s, "Key", "alias/aws/sns"))],
    ),
    "events of another source": lambda s: pipeline(s).on_event(
        "Events", event_pattern=events.EventPattern(source=["aws.ec2"])
    ),
    "a recipe that an override renames": lambda s: golden(s).image_recipe.node.default_child.add_property_override(
        "Name", "other"
    ),
    "no concurrency": lambda s: ib.ImageBuilderProvider.configure(s, reserved_concurrent_executions=0),
    "an import of nothing": lambda s: ib.ImagePipeline.from_image_pipeline_attributes(s, "Import"),
    "a workflow of nothing": lambda s: ib.Workflow.from_workflow_attributes(s, "Workflow"),
    "a tag of the library": lambda s: pipeline(s, image_tags={"cdk-image-builder:x": "y"}),
}


def missing(message):
    """The static members in a message that no module has."""
    references = re.findall(r"(?<![\w.])([A-Z]\w+)\.([A-Za-z_]\w*)", re.sub(r"https?://\S+", "", message))
    return [
        f"{cls}.{member}"
        for cls, member in references
        if not any(hasattr(getattr(module, cls, None), member) for module in MODULES)
    ]


told = []
for mistake, make in MISTAKES.items():
    app = cdk.App()
    try:
        make(cdk.Stack(app, "Stack"))
        app.synth()
        told.append({"mistake": mistake, "message": ""})
    except Exception as error:  # a mistake may be met by jsii, or by the check of types
        message = str(error).split("\n    at ")[0]
        told.append({"mistake": mistake, "message": message, "missing": missing(message)})
print(json.dumps(told))
