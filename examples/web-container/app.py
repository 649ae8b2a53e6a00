from pathlib import Path

from aws_cdk import App, CfnOutput, Stack, Tags
from aws_cdk.aws_ecr import Repository
from cdk_image_builder import (
    BaseContainerImage,
    Component,
    ComponentConfiguration,
    ComponentDocument,
    ContainerDistribution,
    ContainerRecipe,
    DistributionConfiguration,
    DockerfileTemplate,
    ExecuteBashStep,
    ImagePipeline,
    ImageScanningConfiguration,
    LifecyclePolicy,
    LifecyclePolicyDetail,
    Platform,
    RegistryScanning,
    ScanningRepository,
)

app = App()
stack = Stack(app, "WebContainer")

repository = Repository(stack, "Repository", image_scan_on_push=True)
web_server = Component(
    stack,
    "WebServer",
    platform=Platform.LINUX,
    document=ComponentDocument.from_steps(
        build_steps=[ExecuteBashStep("Install", commands=["dnf install --assumeyes nginx"])],
    ),
)
recipe = ContainerRecipe(
    stack,
    "Recipe",
    base_image=BaseContainerImage.from_ecr_public("amazonlinux", "amazonlinux", "2023"),
    platform_override=Platform.LINUX,
    dockerfile=DockerfileTemplate.from_file(str(Path(__file__).with_name("Dockerfile"))),
    components=[ComponentConfiguration(component=web_server)],
    target_repository=repository,
)

# Amazon Inspector scans every image that is pushed to the scanning repositories of Image Builder. This setting applies
# to the whole registry: keep it in one stack of the account and Region.
RegistryScanning(stack, "RegistryScanning")
pipeline = ImagePipeline(
    stack,
    "Pipeline",
    recipe=recipe,
    image_scanning_configuration=ImageScanningConfiguration.container(
        repository=ScanningRepository(stack, "ScanningRepository"),
    ),
    distribution_configuration=DistributionConfiguration(
        stack,
        "Distribution",
        container_distributions=[ContainerDistribution(target_repository=repository, container_tags=["latest"])],
    ),
)

# Image Builder deletes old images from repositories with this tag only.
Tags.of(repository).add("LifecycleExecutionAccess", "EC2 Image Builder")
LifecyclePolicy(stack, "Lifecycle", recipes=[recipe], details=[LifecyclePolicyDetail.keep_last(10)])
CfnOutput(stack, "PipelineArn", value=pipeline.image_pipeline_arn)

app.synth()
