from aws_cdk import App, CfnOutput, Stack
from aws_cdk.aws_ecr import Repository, TagMutability
from cdk_image_builder import (
    BaseContainerImage,
    Component,
    ComponentConfiguration,
    ComponentDocument,
    ContainerRecipe,
    ImagePipeline,
    ImageStatus,
    ImageStatusAttribute,
    OnFailure,
    Platform,
)

app = App()
stack = Stack(app, "FailedBuild")

tools = Component(
    stack,
    "Tools",
    platform=Platform.LINUX,
    document=ComponentDocument.from_object(
        {
            "schemaVersion": "1.0",
            "phases": [
                {
                    "name": "build",
                    "steps": [
                        {
                            "name": "InstallTools",
                            "action": "ExecuteBash",
                            "inputs": {"commands": ["dnf install -y no-such-package"]},
                        }
                    ],
                }
            ],
        }
    ),
)
pipeline = ImagePipeline(
    stack,
    "Pipeline",
    recipe=ContainerRecipe(
        stack,
        "Recipe",
        base_image=BaseContainerImage.from_docker_hub("amazonlinux", "2023"),
        target_repository=Repository(
            stack, "Repository", image_scan_on_push=True, image_tag_mutability=TagMutability.IMMUTABLE
        ),
        components=[ComponentConfiguration(component=tools)],
    ),
)

# The newest build of the pipeline, whoever started it. It is read again when the trigger changes:
# cdk deploy --context trigger=$(date +%F)
ImageStatus(
    stack,
    "Newest",
    pipeline=pipeline,
    trigger=app.node.try_get_context("trigger") or "first",
    on_failure=OnFailure.REPORT,
).add_outputs(
    only=[
        ImageStatusAttribute.IMAGE_STATE,
        ImageStatusAttribute.IMAGE_STATE_REASON,
        ImageStatusAttribute.WORKFLOW_STATUS,
        ImageStatusAttribute.FAILED_STEP,
        ImageStatusAttribute.FAILED_STEP_MESSAGE,
    ]
)
CfnOutput(stack, "PipelineArn", value=pipeline.image_pipeline_arn)

app.synth()
