from aws_cdk import Acknowledgment, App, CfnOutput, RemovalPolicy, Stack, Validations
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from cdk_image_builder import (
    BaseImage,
    ComponentConfiguration,
    Image,
    ImagePipeline,
    ImagePipelineTarget,
    ImageRecipe,
    ManagedComponent,
    Platform,
)

app = App()
stack = Stack(app, "Chained")

# All builds write to our own log group; the library grants this to the roles that need it.
image_log_group = logs.LogGroup(
    stack,
    "Builds",
    log_group_name="/golden/builds",
    retention=logs.RetentionDays.ONE_MONTH,
    removal_policy=RemovalPolicy.DESTROY,
)

base = ImagePipeline(
    stack,
    "Base",
    recipe=ImageRecipe(
        stack,
        "BaseRecipe",
        base_image=BaseImage.amazon_linux2023(),
        components=[
            ComponentConfiguration(
                component=ManagedComponent.cloud_watch_agent(stack, "CloudWatchAgent", Platform.LINUX)
            )
        ],
    ),
    image_log_group=image_log_group,
)

# The first base image is built while the stack is deployed. It is deleted with the stack.
base_image = Image(stack, "BaseImage", pipeline=base, delete_underlying_resources=True)

newest_base = Image.from_image_name(stack, "NewestBase", base_image.image_name)
application = ImagePipeline(
    stack,
    "Application",
    recipe=ImageRecipe(
        stack,
        "ApplicationRecipe",
        base_image=BaseImage.from_image(newest_base),
        components=[
            ComponentConfiguration(component=ManagedComponent.cloud_watch_agent(stack, "Agent", Platform.LINUX))
        ],
    ),
    image_log_group=image_log_group,
)

# Each new base image starts a build of the application image. A queue keeps the events that EventBridge cannot deliver.
undelivered = sqs.Queue(stack, "Undelivered", enforce_ssl=True)
Validations.of(undelivered).acknowledge(
    Acknowledgment(id="AwsSolutions-SQS3", reason="It is where events end; nothing reads them from it."),
    Acknowledgment(id="Serverless-SQSRedrivePolicy", reason="It is where events end; nothing reads them from it."),
)
base.on_image_available("RebuildApplication", target=ImagePipelineTarget(application, dead_letter_queue=undelivered))

# EventBridge can publish to an encrypted topic only if it may use the key.
key = kms.Key(stack, "Key", enable_key_rotation=True)
key.grant_encrypt_decrypt(iam.ServicePrincipal("events.amazonaws.com"))
alarms = sns.Topic(stack, "Alarms", enforce_ssl=True, master_key=key)
for pipeline in (base, application):
    pipeline.on_image_failed("Failed", target=targets.SnsTopic(alarms, dead_letter_queue=undelivered))

template = ec2.LaunchTemplate(stack, "Template", machine_image=base_image.to_machine_image(), require_imdsv2=True)

CfnOutput(stack, "BaseAmiId", value=base_image.image_id)
CfnOutput(stack, "LaunchTemplateId", value=template.launch_template_id)
CfnOutput(stack, "ApplicationPipelineArn", value=application.image_pipeline_arn)

app.synth()
