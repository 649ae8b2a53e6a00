import io.github.cdkimagebuilder.BaseImage;
import io.github.cdkimagebuilder.Component;
import io.github.cdkimagebuilder.ComponentConfiguration;
import io.github.cdkimagebuilder.ComponentDocument;
import io.github.cdkimagebuilder.Image;
import io.github.cdkimagebuilder.ImagePipeline;
import io.github.cdkimagebuilder.ImagePipelineCronOptions;
import io.github.cdkimagebuilder.ImagePipelineSchedule;
import io.github.cdkimagebuilder.ImageRecipe;
import io.github.cdkimagebuilder.ImageScanningConfiguration;
import io.github.cdkimagebuilder.ImageStatus;
import io.github.cdkimagebuilder.Platform;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.TimeZone;

public class GoldenAmiApp {
    public static void main(String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "GoldenAmi");

        Component hardening = Component.Builder.create(stack, "Hardening")
                .platform(Platform.LINUX)
                .document(ComponentDocument.fromObject(Map.of(
                        "schemaVersion", "1.0",
                        "phases", List.of(Map.of(
                                "name", "build",
                                "steps", List.of(Map.of(
                                        "name", "Update",
                                        "action", "ExecuteBash",
                                        "inputs", Map.of(
                                                "commands", List.of("dnf upgrade --releasever=latest --assumeyes")))))))))
                .build();
        ImageRecipe recipe = ImageRecipe.Builder.create(stack, "Recipe")
                .baseImage(BaseImage.amazonLinux2023())
                .components(List.of(ComponentConfiguration.builder().component(hardening).build()))
                .build();

        // Built and scanned now, while the stack is deployed.
        Image image = Image.Builder.create(stack, "Image")
                .recipe(recipe)
                .imageScanningConfiguration(ImageScanningConfiguration.testInstance())
                .build();
        ImageStatus.Builder.create(stack, "Golden").image(image).build().addOutputs();
        CfnOutput.Builder.create(stack, "AmiId").value(image.getImageId()).build();

        // And built every Sunday night, if the base image or a managed component has a newer version.
        ImagePipeline.Builder.create(stack, "Pipeline")
                .recipe(recipe)
                .infrastructureConfiguration(image.getInfrastructureConfiguration())
                .imageScanningConfiguration(ImageScanningConfiguration.testInstance())
                .schedule(ImagePipelineSchedule.cron(ImagePipelineCronOptions.builder()
                        .minute("0")
                        .hour("3")
                        .weekDay("SUN")
                        .timeZone(TimeZone.EUROPE_BERLIN)
                        .build()))
                .build();

        app.synth();
    }
}
