import os

from aws_cdk import App, CfnOutput, Environment, Stack
from cdk_image_builder import (
    AmiDistribution,
    AmiSsmParameter,
    AssertStep,
    BaseImage,
    Component,
    ComponentCondition,
    ComponentConfiguration,
    ComponentDocument,
    ComponentParameter,
    CreateFileInput,
    CreateFileStep,
    DistributionConfiguration,
    ExecuteBashStep,
    ImagePipeline,
    ImageRecipe,
    ImageScanningConfiguration,
    LaunchPermission,
    LifecyclePeriod,
    LifecyclePolicy,
    LifecyclePolicyDetail,
    ManagedComponent,
    Platform,
    Severity,
)

app = App()
stack = Stack(
    app,
    "SharedAmi",
    env=Environment(account=os.getenv("CDK_DEFAULT_ACCOUNT"), region=os.getenv("CDK_DEFAULT_REGION")),
)

# A web server, a check before the image is created that it is installed, and a test that it responds on an instance of
# the image.
greeting = ComponentParameter("Greeting", description="What the server answers.")
update = ExecuteBashStep("Update", commands=["dnf upgrade --releasever=latest --assumeyes"])
install = ExecuteBashStep(
    "Install",
    commands=["dnf install --assumeyes nginx", "systemctl enable nginx"],
    max_attempts=3,
)
page = CreateFileStep(
    "Page",
    inputs=[CreateFileInput(path="/usr/share/nginx/html/index.html", content=greeting.value, overwrite=True)],
)
installed = AssertStep("Installed", ComponentCondition.binary_exists("nginx"))
answers = ExecuteBashStep("Answers", commands=["curl --fail --silent http://localhost/"])
web_server = Component(
    stack,
    "WebServer",
    platform=Platform.LINUX,
    document=ComponentDocument.from_steps(
        parameters=[greeting],
        build_steps=[update, install, page],
        validate_steps=[installed],
        test_steps=[answers],
    ),
)
recipe = ImageRecipe(
    stack,
    "Recipe",
    base_image=BaseImage.amazon_linux2023(),
    components=[
        ComponentConfiguration(component=web_server, parameters={"Greeting": ["Hello"]}),
        ComponentConfiguration(component=ManagedComponent.simple_boot_test(stack, "BootTest", Platform.LINUX)),
    ],
)

# Two accounts may launch the image in two Regions. Each Region has a parameter that names the newest image.
launch_permission = LaunchPermission(accounts=["111111111111", "222222222222"])
ssm_parameters = [AmiSsmParameter(parameter_name="/imagebuilder/web-server")]
other_region = "eu-central-1" if stack.region == "eu-west-1" else "eu-west-1"
distribution = DistributionConfiguration(
    stack,
    "Distribution",
    ami_distributions=[
        AmiDistribution(
            launch_permission=launch_permission,
            ssm_parameters=ssm_parameters,
            ami_tags={"Application": "web"},
        ),
        AmiDistribution(
            region=other_region,
            launch_permission=launch_permission,
            ssm_parameters=ssm_parameters,
            ami_tags={"Application": "web"},
        ),
    ],
)
pipeline = ImagePipeline(
    stack,
    "Pipeline",
    recipe=recipe,
    distribution_configuration=distribution,
    # An AMI with a critical vulnerability that has a fix reaches nobody.
    image_scanning_configuration=ImageScanningConfiguration.on_demand_ami(maximum_severity=Severity.HIGH),
)

# Nobody should start from an image of last quarter; the five newest images are enough to go back to.
LifecyclePolicy(
    stack,
    "Lifecycle",
    recipes=[recipe],
    details=[
        LifecyclePolicyDetail.deprecate_after(LifecyclePeriod.months(3)),
        LifecyclePolicyDetail.keep_last(5),
    ],
)
CfnOutput(stack, "PipelineArn", value=pipeline.image_pipeline_arn)

app.synth()
