import io.github.cdkimagebuilder.BaseContainerImage;
import io.github.cdkimagebuilder.ComponentConfiguration;
import io.github.cdkimagebuilder.ContainerRecipe;
import io.github.cdkimagebuilder.ContainerScanOptions;
import io.github.cdkimagebuilder.Image;
import io.github.cdkimagebuilder.ImageScanningConfiguration;
import io.github.cdkimagebuilder.ImageStatus;
import io.github.cdkimagebuilder.ManagedComponent;
import io.github.cdkimagebuilder.Platform;
import io.github.cdkimagebuilder.ScanningRepository;
import io.github.cdkimagebuilder.VulnerabilityGate;
import io.github.cdkimagebuilder.VulnerabilityGateOptions;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ecr.Repository;
import software.amazon.awscdk.services.ecr.TagMutability;

public class ScannedContainerApp {
    public static void main(String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "ScannedContainer");

        ContainerRecipe recipe = ContainerRecipe.Builder.create(stack, "Recipe")
                .baseImage(BaseContainerImage.fromDockerHub("amazonlinux", "2023"))
                .components(List.of(ComponentConfiguration.builder()
                        .component(ManagedComponent.python3(stack, "Python", Platform.LINUX))
                        .build()))
                .targetRepository(Repository.Builder.create(stack, "Repository")
                        .imageScanOnPush(true)
                        .imageTagMutability(TagMutability.IMMUTABLE)
                        .build())
                .build();
        Image image = Image.Builder.create(stack, "Image")
                .recipe(recipe)
                .imageScanningConfiguration(ImageScanningConfiguration.container(ContainerScanOptions.builder()
                        .repository(new ScanningRepository(stack, "ScanningRepository"))
                        .build()))
                .build();

        // An image with a critical finding, or with too many high findings, fails the deployment.
        Object high = app.getNode().tryGetContext("high");
        ImageStatus.Builder.create(stack, "Scanned")
                .image(image)
                .gate(VulnerabilityGate.atMost(VulnerabilityGateOptions.builder()
                        .critical(0)
                        .high(high == null ? 10 : Integer.parseInt(high.toString()))
                        .build()))
                .build()
                .addOutputs();

        app.synth();
    }
}
