import io.github.cdkimagebuilder.BaseImage;
import io.github.cdkimagebuilder.BooleanWorkflowParameterOptions;
import io.github.cdkimagebuilder.ComponentConfiguration;
import io.github.cdkimagebuilder.ImagePipeline;
import io.github.cdkimagebuilder.ImageRecipe;
import io.github.cdkimagebuilder.LaunchInstanceStep;
import io.github.cdkimagebuilder.ManagedComponent;
import io.github.cdkimagebuilder.ManagedWorkflow;
import io.github.cdkimagebuilder.Platform;
import io.github.cdkimagebuilder.RunCommandStep;
import io.github.cdkimagebuilder.TerminateInstanceStep;
import io.github.cdkimagebuilder.WaitForActionStep;
import io.github.cdkimagebuilder.Workflow;
import io.github.cdkimagebuilder.WorkflowCondition;
import io.github.cdkimagebuilder.WorkflowConfiguration;
import io.github.cdkimagebuilder.WorkflowDocument;
import io.github.cdkimagebuilder.WorkflowDocumentProps;
import io.github.cdkimagebuilder.WorkflowParameter;
import io.github.cdkimagebuilder.WorkflowType;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.sns.Topic;

public class CustomWorkflowApp {
    public static void main(String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "CustomWorkflow");

        // A command tests an instance of the image; then a person approves it, if the pipeline asks for that.
        WorkflowParameter command = WorkflowParameter.ofString("Command");
        WorkflowParameter approval = WorkflowParameter.ofBoolean("Approval", BooleanWorkflowParameterOptions.builder()
                .defaultValue(false)
                .build());
        Topic approvals = Topic.Builder.create(stack, "Approvals")
                .enforceSsl(true)
                .masterKey(Key.Builder.create(stack, "Key").enableKeyRotation(true).build())
                .build();

        LaunchInstanceStep launch = new LaunchInstanceStep("Launch");
        RunCommandStep smokeTest = RunCommandStep.Builder.create("SmokeTest")
                .instanceId(launch.getInstanceId())
                .documentName("AWS-RunShellScript")
                .parameters(Map.of("commands", List.of(command.getValue().toString())))
                .timeout(Duration.minutes(10))
                .build();
        WaitForActionStep approve = WaitForActionStep.Builder.create("Approve")
                .topic(approvals)
                .condition(WorkflowCondition.booleanEquals(approval.getValue(), true))
                .build();
        TerminateInstanceStep terminate = TerminateInstanceStep.Builder.create("Terminate")
                .instanceId(launch.getInstanceId())
                .build();

        Workflow acceptance = Workflow.Builder.create(stack, "Acceptance")
                .workflowType(WorkflowType.TEST)
                .document(WorkflowDocument.fromSteps(WorkflowDocumentProps.builder()
                        .parameters(List.of(command, approval))
                        .steps(List.of(launch, smokeTest, approve, terminate))
                        .build()))
                .build();

        ImagePipeline pipeline = ImagePipeline.Builder.create(stack, "Pipeline")
                .recipe(ImageRecipe.Builder.create(stack, "Recipe")
                        .baseImage(BaseImage.amazonLinux2023())
                        .components(List.of(ComponentConfiguration.builder()
                                .component(ManagedComponent.cloudWatchAgent(stack, "CloudWatchAgent", Platform.LINUX))
                                .build()))
                        .build())
                .workflows(List.of(
                        WorkflowConfiguration.builder().workflow(ManagedWorkflow.buildImage(stack, "Build")).build(),
                        WorkflowConfiguration.builder()
                                .workflow(acceptance)
                                .parameters(Map.of(
                                        "Command", List.of("systemctl is-active amazon-ssm-agent"),
                                        "Approval", List.of("true")))
                                .build()))
                .build();
        CfnOutput.Builder.create(stack, "PipelineArn").value(pipeline.getImagePipelineArn()).build();

        app.synth();
    }
}
