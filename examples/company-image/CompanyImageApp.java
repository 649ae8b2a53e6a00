import io.github.cdkimagebuilder.AmiDistribution;
import io.github.cdkimagebuilder.BaseImage;
import io.github.cdkimagebuilder.ComponentConfiguration;
import io.github.cdkimagebuilder.GoldenImage;
import io.github.cdkimagebuilder.GoldenMachineImageOptions;
import io.github.cdkimagebuilder.ImagePipelineCronOptions;
import io.github.cdkimagebuilder.ImagePipelineSchedule;
import io.github.cdkimagebuilder.LaunchPermission;
import io.github.cdkimagebuilder.ManagedComponent;
import io.github.cdkimagebuilder.Platform;
import io.github.cdkimagebuilder.ReleaseApproval;
import io.github.cdkimagebuilder.VulnerabilityException;
import io.github.cdkimagebuilder.VulnerabilityGate;
import io.github.cdkimagebuilder.VulnerabilityGateOptions;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.BlockDevice;
import software.amazon.awscdk.services.ec2.BlockDeviceVolume;
import software.amazon.awscdk.services.ec2.EbsDeviceOptions;
import software.amazon.awscdk.services.ec2.LaunchTemplate;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.sns.Topic;

public class CompanyImageApp {
    public static void main(String[] args) {
        String account = System.getenv("CDK_DEFAULT_ACCOUNT");
        List<String> regions = List.of("us-east-1", "eu-west-1");
        LaunchPermission launchPermission = LaunchPermission.builder()
                .accounts(List.of("111111111111", "222222222222"))
                .build();
        App app = new App();
        Stack stack = Stack.Builder.create(app, "CompanyImage")
                .env(Environment.builder().account(account).region(regions.get(0)).build())
                .build();

        // The multi-Region key of the security team, whose policy allows these accounts.
        List<IKey> keys = regions.stream()
                .map(region -> Key.fromKeyArn(
                        stack,
                        "Key-" + region,
                        "arn:aws:kms:" + region + ":" + stack.getAccount() + ":key/mrk-1234abcd12ab34cd56ef1234567890ab"))
                .collect(Collectors.toList());
        Topic approvals = Topic.Builder.create(stack, "Approvals")
                .enforceSsl(true)
                .masterKey(Key.Builder.create(stack, "TopicKey").enableKeyRotation(true).build())
                .build();

        // Hardened, encrypted, evaluated by the gate and approved by a person before it is copied, shared or named by a
        // parameter.
        GoldenImage golden = GoldenImage.Builder.create(stack, "Linux")
                .baseImage(BaseImage.amazonLinux2023())
                .components(List.of(ComponentConfiguration.builder()
                        .component(ManagedComponent.stigBuild(stack, "Stig", Platform.LINUX))
                        .build()))
                .blockDevices(List.of(BlockDevice.builder()
                        .deviceName("/dev/xvda")
                        .volume(BlockDeviceVolume.ebs(
                                20,
                                EbsDeviceOptions.builder().encrypted(true).kmsKey(keys.get(0)).build()))
                        .build()))
                .amiDistributions(regions.stream()
                        .map(region -> AmiDistribution.builder()
                                .region(region)
                                .kmsKey(keys.get(regions.indexOf(region)))
                                .launchPermission(launchPermission)
                                .build())
                        .collect(Collectors.toList()))
                .gate(VulnerabilityGate.atMost(VulnerabilityGateOptions.builder()
                        .critical(0)
                        .exceptions(List.of(VulnerabilityException.builder()
                                .vulnerabilityId("CVE-2024-3094")
                                .reason("sshd is not installed")
                                .expires("2999-12-31")
                                .build()))
                        .build()))
                .approval(ReleaseApproval.builder().topic(approvals).timeout(Duration.days(2)).build())
                .schedule(ImagePipelineSchedule.cron(ImagePipelineCronOptions.builder()
                        .weekDay("SUN")
                        .hour("3")
                        .minute("0")
                        .build()))
                .buildOnDeploy(false)
                .build();
        Annotations.of(golden)
                .acknowledgeWarning("cdk-image-builder:sharedKeyPolicy", "The policy of the key allows the accounts.");
        CfnOutput.Builder.create(stack, "PipelineArn")
                .value(golden.getPipeline().getImagePipelineArn())
                .build();

        // The servers in each Region start from the AMI that is released there.
        for (String region : regions) {
            Stack servers = Stack.Builder.create(app, "Servers-" + region)
                    .env(Environment.builder().account(account).region(region).build())
                    .build();
            LaunchTemplate.Builder.create(servers, "Template")
                    .machineImage(golden.toMachineImage(GoldenMachineImageOptions.builder().resolveAtLaunch(true).build()))
                    .requireImdsv2(true)
                    .build();
        }

        app.synth();
    }
}
