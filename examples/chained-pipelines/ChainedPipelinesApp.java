import io.github.cdkimagebuilder.BaseImage;
import io.github.cdkimagebuilder.ComponentConfiguration;
import io.github.cdkimagebuilder.IImage;
import io.github.cdkimagebuilder.Image;
import io.github.cdkimagebuilder.ImagePipeline;
import io.github.cdkimagebuilder.ImagePipelineTarget;
import io.github.cdkimagebuilder.ImageRecipe;
import io.github.cdkimagebuilder.ManagedComponent;
import io.github.cdkimagebuilder.Platform;
import java.util.List;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.ec2.LaunchTemplate;
import software.amazon.awscdk.services.events.OnEventOptions;
import software.amazon.awscdk.services.events.targets.SnsTopic;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sqs.Queue;

public class ChainedPipelinesApp {
    public static void main(String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "Chained");

        // All builds write to our own log group; the library grants this to the roles that need it.
        LogGroup imageLogGroup = LogGroup.Builder.create(stack, "Builds")
                .logGroupName("/golden/builds")
                .retention(RetentionDays.ONE_MONTH)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();

        ImagePipeline base = ImagePipeline.Builder.create(stack, "Base")
                .recipe(ImageRecipe.Builder.create(stack, "BaseRecipe")
                        .baseImage(BaseImage.amazonLinux2023())
                        .components(List.of(ComponentConfiguration.builder()
                                .component(ManagedComponent.cloudWatchAgent(stack, "CloudWatchAgent", Platform.LINUX))
                                .build()))
                        .build())
                .imageLogGroup(imageLogGroup)
                .build();

        // The first base image is built while the stack is deployed. It is deleted with the stack.
        Image baseImage = Image.Builder.create(stack, "BaseImage")
                .pipeline(base)
                .deleteUnderlyingResources(true)
                .build();

        IImage newestBase = Image.fromImageName(stack, "NewestBase", baseImage.getImageName());
        ImagePipeline application = ImagePipeline.Builder.create(stack, "Application")
                .recipe(ImageRecipe.Builder.create(stack, "ApplicationRecipe")
                        .baseImage(BaseImage.fromImage(newestBase))
                        .components(List.of(ComponentConfiguration.builder()
                                .component(ManagedComponent.cloudWatchAgent(stack, "Agent", Platform.LINUX))
                                .build()))
                        .build())
                .imageLogGroup(imageLogGroup)
                .build();

        // Each new base image starts a build of the application image. A queue keeps the events that EventBridge cannot deliver.
        Queue undelivered = Queue.Builder.create(stack, "Undelivered").enforceSsl(true).build();
        Validations.of(undelivered).acknowledge(
                Acknowledgment.builder()
                        .id("AwsSolutions-SQS3")
                        .reason("It is where events end; nothing reads them from it.")
                        .build(),
                Acknowledgment.builder()
                        .id("Serverless-SQSRedrivePolicy")
                        .reason("It is where events end; nothing reads them from it.")
                        .build());
        base.onImageAvailable("RebuildApplication", OnEventOptions.builder()
                .target(ImagePipelineTarget.Builder.create(application).deadLetterQueue(undelivered).build())
                .build());

        // EventBridge can publish to an encrypted topic only if it may use the key.
        Key key = Key.Builder.create(stack, "Key").enableKeyRotation(true).build();
        key.grantEncryptDecrypt(new ServicePrincipal("events.amazonaws.com"));
        Topic alarms = Topic.Builder.create(stack, "Alarms").enforceSsl(true).masterKey(key).build();
        for (ImagePipeline pipeline : List.of(base, application)) {
            pipeline.onImageFailed("Failed", OnEventOptions.builder()
                    .target(SnsTopic.Builder.create(alarms).deadLetterQueue(undelivered).build())
                    .build());
        }

        LaunchTemplate template = LaunchTemplate.Builder.create(stack, "Template")
                .machineImage(baseImage.toMachineImage())
                .requireImdsv2(true)
                .build();

        CfnOutput.Builder.create(stack, "BaseAmiId").value(baseImage.getImageId()).build();
        CfnOutput.Builder.create(stack, "LaunchTemplateId").value(template.getLaunchTemplateId()).build();
        CfnOutput.Builder.create(stack, "ApplicationPipelineArn").value(application.getImagePipelineArn()).build();

        app.synth();
    }
}
