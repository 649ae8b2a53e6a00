import io.github.cdkimagebuilder.BaseImage;
import io.github.cdkimagebuilder.BuildDashboard;
import io.github.cdkimagebuilder.ComponentConfiguration;
import io.github.cdkimagebuilder.GoldenImage;
import io.github.cdkimagebuilder.ImagePipelineCronOptions;
import io.github.cdkimagebuilder.ImagePipelineSchedule;
import io.github.cdkimagebuilder.InspectorActivation;
import io.github.cdkimagebuilder.ManagedComponent;
import io.github.cdkimagebuilder.PipelineMonitor;
import io.github.cdkimagebuilder.Platform;
import io.github.cdkimagebuilder.VulnerabilityGate;
import io.github.cdkimagebuilder.VulnerabilityGateOptions;
import java.util.List;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;

public class MonitoredImagesApp {
    public static void main(String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "MonitoredImages");

        List<ComponentConfiguration> components = List.of(ComponentConfiguration.builder()
                .component(ManagedComponent.stigBuild(stack, "Stig", Platform.LINUX))
                .build());
        GoldenImage linux = goldenImage(stack, "Linux", BaseImage.amazonLinux2023(), components);
        GoldenImage ubuntu = goldenImage(stack, "Ubuntu", BaseImage.ubuntuServer2404(), components);

        // The gate needs scans. Amazon Inspector bills every instance of the account, not only those of Image Builder.
        InspectorActivation inspector = new InspectorActivation(stack, "Inspector");
        linux.getNode().addDependency(inspector);
        ubuntu.getNode().addDependency(inspector);

        // The team gets an e-mail when a build fails, an image is refused, a pipeline is disabled, or an image is too old.
        Topic notices = Topic.Builder.create(stack, "Notices")
                .masterKey(Key.Builder.create(stack, "Key").enableKeyRotation(true).build())
                .build();
        notices.addSubscription(new EmailSubscription("platform-team@example.com"));
        Validations.of(notices).acknowledge(
                Acknowledgment.builder()
                        .id("Serverless-SNSRedrivePolicy")
                        .reason("The dashboard shows what a lost e-mail would say.")
                        .build());
        PipelineMonitor monitor = PipelineMonitor.Builder.create(stack, "Monitor")
                .pipelines(List.of(linux, ubuntu))
                .topics(List.of(notices))
                .maximumImageAge(Duration.days(30))
                .repeatAfter(Duration.days(7))
                .build();
        monitor.alarmOnImageAge();

        // Everybody can view the last builds.
        BuildDashboard.Builder.create(stack, "Dashboard")
                .pipelines(List.of(linux, ubuntu))
                .build();

        CfnOutput.Builder.create(stack, "PipelineArn")
                .value(linux.getPipeline().getImagePipelineArn())
                .build();

        app.synth();
    }

    private static GoldenImage goldenImage(
            Stack stack, String id, BaseImage baseImage, List<ComponentConfiguration> components) {
        return GoldenImage.Builder.create(stack, id)
                .baseImage(baseImage)
                .components(components)
                .schedule(ImagePipelineSchedule.cron(ImagePipelineCronOptions.builder()
                        .weekDay("SUN")
                        .hour("3")
                        .minute("0")
                        .build()))
                .gate(VulnerabilityGate.atMost(
                        VulnerabilityGateOptions.builder().critical(0).build()))
                .buildOnDeploy(false)
                .build();
    }
}
