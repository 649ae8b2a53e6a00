from aws_cdk import App, Stack
from aws_cdk.aws_ecr import Repository, TagMutability
from cdk_image_builder import (
    BaseContainerImage,
    ComponentConfiguration,
    ContainerRecipe,
    Image,
    ImageScanningConfiguration,
    ImageStatus,
    ManagedComponent,
    Platform,
    ScanningRepository,
    VulnerabilityGate,
)

app = App()
stack = Stack(app, "ScannedContainer")

recipe = ContainerRecipe(
    stack,
    "Recipe",
    base_image=BaseContainerImage.from_docker_hub("amazonlinux", "2023"),
    components=[ComponentConfiguration(component=ManagedComponent.python3(stack, "Python", Platform.LINUX))],
    target_repository=Repository(
        stack, "Repository", image_scan_on_push=True, image_tag_mutability=TagMutability.IMMUTABLE
    ),
)
image = Image(
    stack,
    "Image",
    recipe=recipe,
    image_scanning_configuration=ImageScanningConfiguration.container(
        repository=ScanningRepository(stack, "ScanningRepository"),
    ),
)

# An image with a critical finding, or with too many high findings, fails the deployment.
high = int(app.node.try_get_context("high") or 10)
ImageStatus(
    stack,
    "Scanned",
    image=image,
    gate=VulnerabilityGate.at_most(critical=0, high=high),
).add_outputs()

app.synth()
