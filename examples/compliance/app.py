from aws_cdk import Acknowledgment, App, Stack, Validations
from aws_cdk.aws_ec2 import SubnetSelection, SubnetType, Vpc
from aws_cdk.aws_kms import Key
from aws_cdk.aws_logs import RetentionDays
from aws_cdk.aws_sqs import Queue
from cdk_image_builder import (
    BaseImage,
    ComponentConfiguration,
    Image,
    ImageRecipe,
    ImageScanningConfiguration,
    ImageStatus,
    ImageBuilderProvider,
    ManagedComponent,
    Platform,
    VulnerabilityGate,
)

app = App()
stack = Stack(app, "Compliance")

# The organization's VPC. The function that reads statuses must reach Image Builder there and, for its responses, S3.
vpc = Vpc.from_vpc_attributes(
    stack,
    "Vpc",
    vpc_id="vpc-0a1b2c3d4e5f60718",
    availability_zones=["us-east-1a", "us-east-1b"],
    isolated_subnet_ids=["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"],
    isolated_subnet_route_table_ids=["rtb-0a1b2c3d4e5f60718", "rtb-0b1c2d3e4f5061728"],
)
encryption_key = Key(stack, "Key", enable_key_rotation=True)
dead_letter_queue = Queue(stack, "DeadLetters", encryption_master_key=encryption_key, enforce_ssl=True)
Validations.of(dead_letter_queue).acknowledge(
    Acknowledgment(
        id="Serverless-SQSRedrivePolicy",
        reason="It is where messages end; nothing reads them from it.",
    )
)
ImageBuilderProvider.configure(
    stack,
    vpc=vpc,
    vpc_subnets=SubnetSelection(subnet_type=SubnetType.PRIVATE_ISOLATED),
    encryption_key=encryption_key,
    reserved_concurrent_executions=5,
    dead_letter_queue=dead_letter_queue,
    log_retention=RetentionDays.ONE_YEAR,
)

image = Image(
    stack,
    "Image",
    recipe=ImageRecipe(
        stack,
        "Recipe",
        base_image=BaseImage.amazon_linux2023(),
        components=[ComponentConfiguration(component=ManagedComponent.stig_build(stack, "Stig", Platform.LINUX))],
    ),
    image_scanning_configuration=ImageScanningConfiguration.test_instance(),
)
ImageStatus(stack, "Golden", image=image, gate=VulnerabilityGate.at_most(critical=0)).add_outputs()

app.synth()
