from aws_cdk import Acknowledgment, App, CfnOutput, Stack, Validations
from aws_cdk.aws_ec2 import (
    FlowLogDestination,
    FlowLogOptions,
    InstanceType,
    SubnetConfiguration,
    SubnetSelection,
    SubnetType,
    Vpc,
)
from aws_cdk.aws_kms import Key
from aws_cdk.aws_s3 import BlockPublicAccess, Bucket
from aws_cdk.aws_sns import Topic
from cdk_image_builder import (
    BaseImage,
    BuildLogs,
    ComponentConfiguration,
    ImageBuilderEndpoints,
    ImagePipeline,
    ImageRecipe,
    InfrastructureConfiguration,
    ManagedComponent,
    Platform,
)

app = App()
stack = Stack(app, "PrivateNetwork")

# A network without internet access.
vpc = Vpc(
    stack,
    "Vpc",
    max_azs=2,
    nat_gateways=0,
    subnet_configuration=[SubnetConfiguration(name="Builds", subnet_type=SubnetType.PRIVATE_ISOLATED)],
    flow_logs={"All": FlowLogOptions(destination=FlowLogDestination.to_cloud_watch_logs())},
)
logs = Bucket(stack, "Logs", enforce_ssl=True, block_public_access=BlockPublicAccess.BLOCK_ALL)
Validations.of(logs).acknowledge(Acknowledgment(id="AwsSolutions-S1", reason="It holds logs itself."))

infrastructure = InfrastructureConfiguration(
    stack,
    "Infrastructure",
    vpc=vpc,
    subnet_selection=SubnetSelection(subnet_type=SubnetType.PRIVATE_ISOLATED),
    instance_types=[InstanceType("m7i.large"), InstanceType("m6i.large")],
    logging=BuildLogs(bucket=logs),
    # The library extends the key policy so that the service may use the key of the topic.
    notification_topic=Topic(
        stack,
        "Builds",
        master_key=Key(stack, "Key", enable_key_rotation=True),
        enforce_ssl=True,
    ),
    resource_tags={"Purpose": "image-build"},
)
# Systems Manager, Image Builder, CloudWatch Logs and S3, which every build needs.
ImageBuilderEndpoints(stack, "Endpoints", vpc=vpc, builders=[infrastructure])

pipeline = ImagePipeline(
    stack,
    "Pipeline",
    recipe=ImageRecipe(
        stack,
        "Recipe",
        base_image=BaseImage.amazon_linux2023(),
        components=[ComponentConfiguration(component=ManagedComponent.python3(stack, "Python", Platform.LINUX))],
    ),
    infrastructure_configuration=infrastructure,
)
CfnOutput(stack, "PipelineArn", value=pipeline.image_pipeline_arn)

app.synth()
