from aws_cdk import Acknowledgment, App, CfnOutput, Duration, Stack, Validations
from aws_cdk.aws_kms import Key
from aws_cdk.aws_sns import Topic
from aws_cdk.aws_sns_subscriptions import EmailSubscription
from cdk_image_builder import (
    BaseImage,
    BuildDashboard,
    ComponentConfiguration,
    GoldenImage,
    ImagePipelineSchedule,
    InspectorActivation,
    ManagedComponent,
    PipelineMonitor,
    Platform,
    VulnerabilityGate,
)

app = App()
stack = Stack(app, "MonitoredImages")

common = {
    "components": [ComponentConfiguration(component=ManagedComponent.stig_build(stack, "Stig", Platform.LINUX))],
    "schedule": ImagePipelineSchedule.cron(week_day="SUN", hour="3", minute="0"),
    "gate": VulnerabilityGate.at_most(critical=0),
    "build_on_deploy": False,
}
linux = GoldenImage(stack, "Linux", base_image=BaseImage.amazon_linux2023(), **common)
ubuntu = GoldenImage(stack, "Ubuntu", base_image=BaseImage.ubuntu_server2404(), **common)

# The gate needs scans. Amazon Inspector bills every instance of the account, not only those of Image Builder.
inspector = InspectorActivation(stack, "Inspector")
linux.node.add_dependency(inspector)
ubuntu.node.add_dependency(inspector)

# The team gets an e-mail when a build fails, an image is refused, a pipeline is disabled, or an image is too old.
notices = Topic(stack, "Notices", master_key=Key(stack, "Key", enable_key_rotation=True))
notices.add_subscription(EmailSubscription("platform-team@example.com"))
Validations.of(notices).acknowledge(Acknowledgment(id="Serverless-SNSRedrivePolicy", reason="The dashboard shows what a lost e-mail would say."))
monitor = PipelineMonitor(
    stack,
    "Monitor",
    pipelines=[linux, ubuntu],
    topics=[notices],
    maximum_image_age=Duration.days(30),
    repeat_after=Duration.days(7),
)
monitor.alarm_on_image_age()

# Everybody can view the last builds.
BuildDashboard(stack, "Dashboard", pipelines=[linux, ubuntu])

CfnOutput(stack, "PipelineArn", value=linux.pipeline.image_pipeline_arn)

app.synth()
