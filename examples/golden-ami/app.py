from aws_cdk import App, CfnOutput, Stack, TimeZone
from cdk_image_builder import (
    BaseImage,
    Component,
    ComponentConfiguration,
    ComponentDocument,
    Image,
    ImagePipeline,
    ImagePipelineSchedule,
    ImageRecipe,
    ImageScanningConfiguration,
    ImageStatus,
    Platform,
)

app = App()
stack = Stack(app, "GoldenAmi")

hardening = Component(
    stack,
    "Hardening",
    platform=Platform.LINUX,
    document=ComponentDocument.from_object(
        {
            "schemaVersion": "1.0",
            "phases": [
                {
                    "name": "build",
                    "steps": [
                        {
                            "name": "Update",
                            "action": "ExecuteBash",
                            "inputs": {"commands": ["dnf upgrade --releasever=latest --assumeyes"]},
                        }
                    ],
                }
            ],
        }
    ),
)
recipe = ImageRecipe(
    stack,
    "Recipe",
    base_image=BaseImage.amazon_linux2023(),
    components=[ComponentConfiguration(component=hardening)],
)

# Built and scanned now, while the stack is deployed.
image = Image(
    stack,
    "Image",
    recipe=recipe,
    image_scanning_configuration=ImageScanningConfiguration.test_instance(),
)
ImageStatus(stack, "Golden", image=image).add_outputs()
CfnOutput(stack, "AmiId", value=image.image_id)

# And built every Sunday night, if the base image or a managed component has a newer version.
ImagePipeline(
    stack,
    "Pipeline",
    recipe=recipe,
    infrastructure_configuration=image.infrastructure_configuration,
    image_scanning_configuration=ImageScanningConfiguration.test_instance(),
    schedule=ImagePipelineSchedule.cron(minute="0", hour="3", week_day="SUN", time_zone=TimeZone.EUROPE_BERLIN),
)

app.synth()
