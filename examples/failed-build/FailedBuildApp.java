import io.github.cdkimagebuilder.BaseContainerImage;
import io.github.cdkimagebuilder.Component;
import io.github.cdkimagebuilder.ComponentConfiguration;
import io.github.cdkimagebuilder.ComponentDocument;
import io.github.cdkimagebuilder.ContainerRecipe;
import io.github.cdkimagebuilder.ImagePipeline;
import io.github.cdkimagebuilder.ImageStatus;
import io.github.cdkimagebuilder.ImageStatusAttribute;
import io.github.cdkimagebuilder.OnFailure;
import io.github.cdkimagebuilder.Platform;
import io.github.cdkimagebuilder.StatusOutputsOptions;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ecr.Repository;
import software.amazon.awscdk.services.ecr.TagMutability;

public class FailedBuildApp {
    public static void main(String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "FailedBuild");

        Component tools = Component.Builder.create(stack, "Tools")
                .platform(Platform.LINUX)
                .document(ComponentDocument.fromObject(Map.of(
                        "schemaVersion", "1.0",
                        "phases", List.of(Map.of(
                                "name", "build",
                                "steps", List.of(Map.of(
                                        "name", "InstallTools",
                                        "action", "ExecuteBash",
                                        "inputs", Map.of("commands", List.of("dnf install -y no-such-package")))))))))
                .build();
        ImagePipeline pipeline = ImagePipeline.Builder.create(stack, "Pipeline")
                .recipe(ContainerRecipe.Builder.create(stack, "Recipe")
                        .baseImage(BaseContainerImage.fromDockerHub("amazonlinux", "2023"))
                        .targetRepository(Repository.Builder.create(stack, "Repository")
                                .imageScanOnPush(true)
                                .imageTagMutability(TagMutability.IMMUTABLE)
                                .build())
                        .components(List.of(ComponentConfiguration.builder().component(tools).build()))
                        .build())
                .build();

        // The newest build of the pipeline, whoever started it. It is read again when the trigger changes:
        // cdk deploy --context trigger=$(date +%F)
        Object trigger = app.getNode().tryGetContext("trigger");
        ImageStatus.Builder.create(stack, "Newest")
                .pipeline(pipeline)
                .trigger(trigger == null ? "first" : trigger.toString())
                .onFailure(OnFailure.REPORT)
                .build()
                .addOutputs(StatusOutputsOptions.builder()
                        .only(List.of(
                                ImageStatusAttribute.IMAGE_STATE,
                                ImageStatusAttribute.IMAGE_STATE_REASON,
                                ImageStatusAttribute.WORKFLOW_STATUS,
                                ImageStatusAttribute.FAILED_STEP,
                                ImageStatusAttribute.FAILED_STEP_MESSAGE))
                        .build());
        CfnOutput.Builder.create(stack, "PipelineArn").value(pipeline.getImagePipelineArn()).build();

        app.synth();
    }
}
