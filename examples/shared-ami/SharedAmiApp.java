import io.github.cdkimagebuilder.AmiDistribution;
import io.github.cdkimagebuilder.AmiSsmParameter;
import io.github.cdkimagebuilder.AssertStep;
import io.github.cdkimagebuilder.BaseImage;
import io.github.cdkimagebuilder.Component;
import io.github.cdkimagebuilder.ComponentCondition;
import io.github.cdkimagebuilder.ComponentConfiguration;
import io.github.cdkimagebuilder.ComponentDocument;
import io.github.cdkimagebuilder.ComponentDocumentProps;
import io.github.cdkimagebuilder.ComponentParameter;
import io.github.cdkimagebuilder.CreateFileInput;
import io.github.cdkimagebuilder.CreateFileStep;
import io.github.cdkimagebuilder.DistributionConfiguration;
import io.github.cdkimagebuilder.ExecuteBashStep;
import io.github.cdkimagebuilder.ImagePipeline;
import io.github.cdkimagebuilder.ImageRecipe;
import io.github.cdkimagebuilder.ImageScanningConfiguration;
import io.github.cdkimagebuilder.LaunchPermission;
import io.github.cdkimagebuilder.LifecyclePeriod;
import io.github.cdkimagebuilder.LifecyclePolicy;
import io.github.cdkimagebuilder.LifecyclePolicyDetail;
import io.github.cdkimagebuilder.ManagedComponent;
import io.github.cdkimagebuilder.Platform;
import io.github.cdkimagebuilder.ScanResultCondition;
import io.github.cdkimagebuilder.Severity;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;

public class SharedAmiApp {
    public static void main(String[] args) {
        App app = new App();
        Stack stack = Stack.Builder.create(app, "SharedAmi")
                .env(Environment.builder()
                        .account(System.getenv("CDK_DEFAULT_ACCOUNT"))
                        .region(System.getenv("CDK_DEFAULT_REGION"))
                        .build())
                .build();

        // A web server, a check before the image is created that it is installed, and a test that it responds on an
        // instance of the image.
        ComponentParameter greeting = ComponentParameter.Builder.create("Greeting")
                .description("What the server answers.")
                .build();
        ExecuteBashStep update = ExecuteBashStep.Builder.create("Update")
                .commands(List.of("dnf upgrade --releasever=latest --assumeyes"))
                .build();
        ExecuteBashStep install = ExecuteBashStep.Builder.create("Install")
                .commands(List.of("dnf install --assumeyes nginx", "systemctl enable nginx"))
                .maxAttempts(3)
                .build();
        CreateFileStep page = CreateFileStep.Builder.create("Page")
                .inputs(List.of(CreateFileInput.builder()
                        .path("/usr/share/nginx/html/index.html")
                        .content(greeting.getValue())
                        .overwrite(true)
                        .build()))
                .build();
        AssertStep installed = new AssertStep("Installed", ComponentCondition.binaryExists("nginx"));
        ExecuteBashStep answers = ExecuteBashStep.Builder.create("Answers")
                .commands(List.of("curl --fail --silent http://localhost/"))
                .build();
        Component webServer = Component.Builder.create(stack, "WebServer")
                .platform(Platform.LINUX)
                .document(ComponentDocument.fromSteps(ComponentDocumentProps.builder()
                        .parameters(List.of(greeting))
                        .buildSteps(List.of(update, install, page))
                        .validateSteps(List.of(installed))
                        .testSteps(List.of(answers))
                        .build()))
                .build();
        ImageRecipe recipe = ImageRecipe.Builder.create(stack, "Recipe")
                .baseImage(BaseImage.amazonLinux2023())
                .components(List.of(
                        ComponentConfiguration.builder()
                                .component(webServer)
                                .parameters(Map.of("Greeting", List.of("Hello")))
                                .build(),
                        ComponentConfiguration.builder()
                                .component(ManagedComponent.simpleBootTest(stack, "BootTest", Platform.LINUX))
                                .build()))
                .build();

        // Two accounts may launch the image in two Regions. Each Region has a parameter that names the newest image.
        LaunchPermission launchPermission = LaunchPermission.builder()
                .accounts(List.of("111111111111", "222222222222"))
                .build();
        List<AmiSsmParameter> ssmParameters = List.of(AmiSsmParameter.builder()
                .parameterName("/imagebuilder/web-server")
                .build());
        String otherRegion = "eu-west-1".equals(stack.getRegion()) ? "eu-central-1" : "eu-west-1";
        Map<String, String> amiTags = Map.of("Application", "web");
        DistributionConfiguration distribution = DistributionConfiguration.Builder.create(stack, "Distribution")
                .amiDistributions(List.of(
                        AmiDistribution.builder()
                                .launchPermission(launchPermission)
                                .ssmParameters(ssmParameters)
                                .amiTags(amiTags)
                                .build(),
                        AmiDistribution.builder()
                                .region(otherRegion)
                                .launchPermission(launchPermission)
                                .ssmParameters(ssmParameters)
                                .amiTags(amiTags)
                                .build()))
                .build();
        ImagePipeline pipeline = ImagePipeline.Builder.create(stack, "Pipeline")
                .recipe(recipe)
                .distributionConfiguration(distribution)
                // An AMI with a critical vulnerability that has a fix reaches nobody.
                .imageScanningConfiguration(ImageScanningConfiguration.onDemandAmi(ScanResultCondition.builder()
                        .maximumSeverity(Severity.HIGH)
                        .build()))
                .build();

        // Nobody should start from an image of last quarter; the five newest images are enough to go back to.
        LifecyclePolicy.Builder.create(stack, "Lifecycle")
                .recipes(List.of(recipe))
                .details(List.of(
                        LifecyclePolicyDetail.deprecateAfter(LifecyclePeriod.months(3)),
                        LifecyclePolicyDetail.keepLast(5)))
                .build();
        CfnOutput.Builder.create(stack, "PipelineArn").value(pipeline.getImagePipelineArn()).build();

        app.synth();
    }
}
