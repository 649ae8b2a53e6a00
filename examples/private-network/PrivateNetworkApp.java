import io.github.cdkimagebuilder.BaseImage;
import io.github.cdkimagebuilder.BuildLogs;
import io.github.cdkimagebuilder.ComponentConfiguration;
import io.github.cdkimagebuilder.ImageBuilderEndpoints;
import io.github.cdkimagebuilder.ImagePipeline;
import io.github.cdkimagebuilder.ImageRecipe;
import io.github.cdkimagebuilder.InfrastructureConfiguration;
import io.github.cdkimagebuilder.ManagedComponent;
import io.github.cdkimagebuilder.Platform;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.ec2.FlowLogDestination;
import software.amazon.awscdk.services.ec2.FlowLogOptions;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sns.Topic;

public class PrivateNetworkApp {
    public static void main(String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "PrivateNetwork");

        // A network without internet access.
        Vpc vpc = Vpc.Builder.create(stack, "Vpc")
                .maxAzs(2)
                .natGateways(0)
                .subnetConfiguration(List.of(SubnetConfiguration.builder()
                        .name("Builds")
                        .subnetType(SubnetType.PRIVATE_ISOLATED)
                        .build()))
                .flowLogs(Map.of("All", FlowLogOptions.builder()
                        .destination(FlowLogDestination.toCloudWatchLogs())
                        .build()))
                .build();
        Bucket logs = Bucket.Builder.create(stack, "Logs")
                .enforceSsl(true)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .build();
        Validations.of(logs).acknowledge(Acknowledgment.builder()
                .id("AwsSolutions-S1")
                .reason("It holds logs itself.")
                .build());

        InfrastructureConfiguration infrastructure = InfrastructureConfiguration.Builder.create(stack, "Infrastructure")
                .vpc(vpc)
                .subnetSelection(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build())
                .instanceTypes(List.of(new InstanceType("m7i.large"), new InstanceType("m6i.large")))
                .logging(BuildLogs.builder().bucket(logs).build())
                // The library extends the key policy so that the service may use the key of the topic.
                .notificationTopic(Topic.Builder.create(stack, "Builds")
                        .masterKey(Key.Builder.create(stack, "Key").enableKeyRotation(true).build())
                        .enforceSsl(true)
                        .build())
                .resourceTags(Map.of("Purpose", "image-build"))
                .build();
        // Systems Manager, Image Builder, CloudWatch Logs and S3, which every build needs.
        ImageBuilderEndpoints.Builder.create(stack, "Endpoints")
                .vpc(vpc)
                .builders(List.of(infrastructure))
                .build();

        ImagePipeline pipeline = ImagePipeline.Builder.create(stack, "Pipeline")
                .recipe(ImageRecipe.Builder.create(stack, "Recipe")
                        .baseImage(BaseImage.amazonLinux2023())
                        .components(List.of(ComponentConfiguration.builder()
                                .component(ManagedComponent.python3(stack, "Python", Platform.LINUX))
                                .build()))
                        .build())
                .infrastructureConfiguration(infrastructure)
                .build();
        CfnOutput.Builder.create(stack, "PipelineArn").value(pipeline.getImagePipelineArn()).build();

        app.synth();
    }
}
