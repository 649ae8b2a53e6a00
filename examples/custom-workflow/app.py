from aws_cdk import App, CfnOutput, Duration, Stack
from aws_cdk.aws_kms import Key
from aws_cdk.aws_sns import Topic
from cdk_image_builder import (
    BaseImage,
    ComponentConfiguration,
    ImagePipeline,
    ImageRecipe,
    LaunchInstanceStep,
    ManagedComponent,
    ManagedWorkflow,
    Platform,
    RunCommandStep,
    TerminateInstanceStep,
    WaitForActionStep,
    Workflow,
    WorkflowCondition,
    WorkflowConfiguration,
    WorkflowDocument,
    WorkflowParameter,
    WorkflowType,
)

app = App()
stack = Stack(app, "CustomWorkflow")

# A command tests an instance of the image; then a person approves it, if the pipeline asks for that.
command = WorkflowParameter.of_string("Command")
approval = WorkflowParameter.of_boolean("Approval", default_value=False)
approvals = Topic(stack, "Approvals", enforce_ssl=True, master_key=Key(stack, "Key", enable_key_rotation=True))

launch = LaunchInstanceStep("Launch")
smoke_test = RunCommandStep(
    "SmokeTest",
    instance_id=launch.instance_id,
    document_name="AWS-RunShellScript",
    parameters={"commands": [command.value.to_string()]},
    timeout=Duration.minutes(10),
)
approve = WaitForActionStep(
    "Approve",
    topic=approvals,
    condition=WorkflowCondition.boolean_equals(approval.value, True),
)
terminate = TerminateInstanceStep("Terminate", instance_id=launch.instance_id)

acceptance = Workflow(
    stack,
    "Acceptance",
    workflow_type=WorkflowType.TEST,
    document=WorkflowDocument.from_steps(
        parameters=[command, approval],
        steps=[launch, smoke_test, approve, terminate],
    ),
)

pipeline = ImagePipeline(
    stack,
    "Pipeline",
    recipe=ImageRecipe(
        stack,
        "Recipe",
        base_image=BaseImage.amazon_linux2023(),
        components=[
            ComponentConfiguration(component=ManagedComponent.cloud_watch_agent(stack, "CloudWatchAgent", Platform.LINUX))
        ],
    ),
    workflows=[
        WorkflowConfiguration(workflow=ManagedWorkflow.build_image(stack, "Build")),
        WorkflowConfiguration(
            workflow=acceptance,
            parameters={"Command": ["systemctl is-active amazon-ssm-agent"], "Approval": ["true"]},
        ),
    ],
)
CfnOutput(stack, "PipelineArn", value=pipeline.image_pipeline_arn)

app.synth()
