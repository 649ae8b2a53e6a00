import io.github.cdkimagebuilder.BaseContainerImage;
import io.github.cdkimagebuilder.Component;
import io.github.cdkimagebuilder.ComponentConfiguration;
import io.github.cdkimagebuilder.ComponentDocument;
import io.github.cdkimagebuilder.ComponentDocumentProps;
import io.github.cdkimagebuilder.ContainerDistribution;
import io.github.cdkimagebuilder.ContainerRecipe;
import io.github.cdkimagebuilder.ContainerScanOptions;
import io.github.cdkimagebuilder.DistributionConfiguration;
import io.github.cdkimagebuilder.DockerfileTemplate;
import io.github.cdkimagebuilder.ExecuteBashStep;
import io.github.cdkimagebuilder.ImagePipeline;
import io.github.cdkimagebuilder.ImageScanningConfiguration;
import io.github.cdkimagebuilder.LifecyclePolicy;
import io.github.cdkimagebuilder.LifecyclePolicyDetail;
import io.github.cdkimagebuilder.Platform;
import io.github.cdkimagebuilder.RegistryScanning;
import io.github.cdkimagebuilder.ScanningRepository;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.ecr.Repository;

public class WebContainerApp {
    public static void main(String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "WebContainer");

        Repository repository = Repository.Builder.create(stack, "Repository").imageScanOnPush(true).build();
        Component webServer = Component.Builder.create(stack, "WebServer")
                .platform(Platform.LINUX)
                .document(ComponentDocument.fromSteps(ComponentDocumentProps.builder()
                        .buildSteps(List.of(ExecuteBashStep.Builder.create("Install")
                                .commands(List.of("dnf install --assumeyes nginx"))
                                .build()))
                        .build()))
                .build();
        ContainerRecipe recipe = ContainerRecipe.Builder.create(stack, "Recipe")
                .baseImage(BaseContainerImage.fromEcrPublic("amazonlinux", "amazonlinux", "2023"))
                .platformOverride(Platform.LINUX)
                // The path is relative to the folder of pom.xml, where Maven runs the app.
                .dockerfile(DockerfileTemplate.fromFile("web-container/Dockerfile"))
                .components(List.of(ComponentConfiguration.builder().component(webServer).build()))
                .targetRepository(repository)
                .build();

        // Amazon Inspector scans every image that is pushed to the scanning repositories of Image Builder. This setting
        // applies to the whole registry: keep it in one stack of the account and Region.
        new RegistryScanning(stack, "RegistryScanning");
        ImagePipeline pipeline = ImagePipeline.Builder.create(stack, "Pipeline")
                .recipe(recipe)
                .imageScanningConfiguration(ImageScanningConfiguration.container(ContainerScanOptions.builder()
                        .repository(new ScanningRepository(stack, "ScanningRepository"))
                        .build()))
                .distributionConfiguration(DistributionConfiguration.Builder.create(stack, "Distribution")
                        .containerDistributions(List.of(ContainerDistribution.builder()
                                .targetRepository(repository)
                                .containerTags(List.of("latest"))
                                .build()))
                        .build())
                .build();

        // Image Builder deletes old images from repositories with this tag only.
        Tags.of(repository).add("LifecycleExecutionAccess", "EC2 Image Builder");
        LifecyclePolicy.Builder.create(stack, "Lifecycle")
                .recipes(List.of(recipe))
                .details(List.of(LifecyclePolicyDetail.keepLast(10)))
                .build();
        CfnOutput.Builder.create(stack, "PipelineArn").value(pipeline.getImagePipelineArn()).build();

        app.synth();
    }
}
