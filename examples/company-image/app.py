import os

from aws_cdk import Annotations, App, CfnOutput, Duration, Environment, Stack
from aws_cdk.aws_ec2 import BlockDevice, BlockDeviceVolume, LaunchTemplate
from aws_cdk.aws_kms import Key
from aws_cdk.aws_sns import Topic
from cdk_image_builder import (
    AmiDistribution,
    BaseImage,
    ComponentConfiguration,
    GoldenImage,
    ImagePipelineSchedule,
    LaunchPermission,
    ManagedComponent,
    Platform,
    ReleaseApproval,
    VulnerabilityException,
    VulnerabilityGate,
)

account = os.getenv("CDK_DEFAULT_ACCOUNT")
regions = ["us-east-1", "eu-west-1"]
launch_permission = LaunchPermission(accounts=["111111111111", "222222222222"])
app = App()
stack = Stack(app, "CompanyImage", env=Environment(account=account, region=regions[0]))

# The multi-Region key of the security team, whose policy allows these accounts.
keys = {
    region: Key.from_key_arn(
        stack, f"Key-{region}", f"arn:aws:kms:{region}:{stack.account}:key/mrk-1234abcd12ab34cd56ef1234567890ab"
    )
    for region in regions
}
approvals = Topic(stack, "Approvals", enforce_ssl=True, master_key=Key(stack, "TopicKey", enable_key_rotation=True))

# Hardened, encrypted, evaluated by the gate and approved by a person before it is copied, shared or named by a
# parameter.
golden = GoldenImage(
    stack,
    "Linux",
    base_image=BaseImage.amazon_linux2023(),
    components=[ComponentConfiguration(component=ManagedComponent.stig_build(stack, "Stig", Platform.LINUX))],
    block_devices=[
        BlockDevice(
            device_name="/dev/xvda",
            volume=BlockDeviceVolume.ebs(20, encrypted=True, kms_key=keys[regions[0]]),
        )
    ],
    ami_distributions=[
        AmiDistribution(region=region, kms_key=keys[region], launch_permission=launch_permission) for region in regions
    ],
    gate=VulnerabilityGate.at_most(
        critical=0,
        exceptions=[
            VulnerabilityException(vulnerability_id="CVE-2024-3094", reason="sshd is not installed", expires="2999-12-31")
        ],
    ),
    approval=ReleaseApproval(topic=approvals, timeout=Duration.days(2)),
    schedule=ImagePipelineSchedule.cron(week_day="SUN", hour="3", minute="0"),
    build_on_deploy=False,
)
Annotations.of(golden).acknowledge_warning(
    "cdk-image-builder:sharedKeyPolicy", "The policy of the key allows the accounts."
)
CfnOutput(stack, "PipelineArn", value=golden.pipeline.image_pipeline_arn)

# The servers in each Region start from the AMI that is released there.
for region in regions:
    servers = Stack(app, f"Servers-{region}", env=Environment(account=account, region=region))
    LaunchTemplate(
        servers, "Template", machine_image=golden.to_machine_image(resolve_at_launch=True), require_imdsv2=True
    )

app.synth()
