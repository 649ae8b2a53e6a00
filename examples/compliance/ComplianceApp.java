import io.github.cdkimagebuilder.BaseImage;
import io.github.cdkimagebuilder.ComponentConfiguration;
import io.github.cdkimagebuilder.Image;
import io.github.cdkimagebuilder.ImageRecipe;
import io.github.cdkimagebuilder.ImageScanningConfiguration;
import io.github.cdkimagebuilder.ImageStatus;
import io.github.cdkimagebuilder.ImageBuilderProvider;
import io.github.cdkimagebuilder.ImageBuilderProviderOptions;
import io.github.cdkimagebuilder.ManagedComponent;
import io.github.cdkimagebuilder.Platform;
import io.github.cdkimagebuilder.VulnerabilityGate;
import io.github.cdkimagebuilder.VulnerabilityGateOptions;
import java.util.List;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.sqs.Queue;

public class ComplianceApp {
    public static void main(String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "Compliance");

        // The organization's VPC. The function that reads statuses must reach Image Builder there and, for its
        // responses, S3.
        IVpc vpc = Vpc.fromVpcAttributes(stack, "Vpc", VpcAttributes.builder()
                .vpcId("vpc-0a1b2c3d4e5f60718")
                .availabilityZones(List.of("us-east-1a", "us-east-1b"))
                .isolatedSubnetIds(List.of("subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"))
                .isolatedSubnetRouteTableIds(List.of("rtb-0a1b2c3d4e5f60718", "rtb-0b1c2d3e4f5061728"))
                .build());
        Key encryptionKey = Key.Builder.create(stack, "Key").enableKeyRotation(true).build();
        Queue deadLetterQueue = Queue.Builder.create(stack, "DeadLetters")
                .encryptionMasterKey(encryptionKey)
                .enforceSsl(true)
                .build();
        Validations.of(deadLetterQueue).acknowledge(Acknowledgment.builder()
                .id("Serverless-SQSRedrivePolicy")
                .reason("It is where messages end; nothing reads them from it.")
                .build());
        ImageBuilderProvider.configure(stack, ImageBuilderProviderOptions.builder()
                .vpc(vpc)
                .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build())
                .encryptionKey(encryptionKey)
                .reservedConcurrentExecutions(5)
                .deadLetterQueue(deadLetterQueue)
                .logRetention(RetentionDays.ONE_YEAR)
                .build());

        Image image = Image.Builder.create(stack, "Image")
                .recipe(ImageRecipe.Builder.create(stack, "Recipe")
                        .baseImage(BaseImage.amazonLinux2023())
                        .components(List.of(ComponentConfiguration.builder()
                                .component(ManagedComponent.stigBuild(stack, "Stig", Platform.LINUX))
                                .build()))
                        .build())
                .imageScanningConfiguration(ImageScanningConfiguration.testInstance())
                .build();
        ImageStatus.Builder.create(stack, "Golden")
                .image(image)
                .gate(VulnerabilityGate.atMost(VulnerabilityGateOptions.builder().critical(0).build()))
                .build()
                .addOutputs();

        app.synth();
    }
}
