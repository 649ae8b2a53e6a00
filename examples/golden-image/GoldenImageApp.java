import io.github.cdkimagebuilder.BaseImage;
import io.github.cdkimagebuilder.Component;
import io.github.cdkimagebuilder.ComponentConfiguration;
import io.github.cdkimagebuilder.ComponentDocument;
import io.github.cdkimagebuilder.ComponentDocumentProps;
import io.github.cdkimagebuilder.ExecuteBashStep;
import io.github.cdkimagebuilder.GoldenImage;
import io.github.cdkimagebuilder.ImagePipelineCronOptions;
import io.github.cdkimagebuilder.ImagePipelineSchedule;
import io.github.cdkimagebuilder.LifecyclePolicyDetail;
import io.github.cdkimagebuilder.Platform;
import io.github.cdkimagebuilder.VulnerabilityException;
import io.github.cdkimagebuilder.VulnerabilityGate;
import io.github.cdkimagebuilder.VulnerabilityGateOptions;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.TimeZone;

public class GoldenImageApp {
    public static void main(String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "GoldenImage");

        Component hardening = Component.Builder.create(stack, "Hardening")
                .platform(Platform.LINUX)
                .document(ComponentDocument.fromSteps(ComponentDocumentProps.builder()
                        .buildSteps(List.of(ExecuteBashStep.Builder.create("NoCoreDumps")
                                .commands(List.of("echo '* hard core 0' > /etc/security/limits.d/core.conf"))
                                .build()))
                        .testSteps(List.of(ExecuteBashStep.Builder.create("HasNoCoreDumps")
                                .commands(List.of("test \"$(ulimit -H -c)\" = 0"))
                                .build()))
                        .build()))
                .build();

        // Built and scanned when the stack is deployed, and every Sunday night if the base image is newer. The SSM
        // parameter names the newest image that passed the gate.
        GoldenImage golden = GoldenImage.Builder.create(stack, "Linux")
                .baseImage(BaseImage.amazonLinux2023())
                .components(List.of(ComponentConfiguration.builder().component(hardening).build()))
                .schedule(ImagePipelineSchedule.cron(ImagePipelineCronOptions.builder()
                        .weekDay("SUN")
                        .hour("3")
                        .minute("0")
                        .timeZone(TimeZone.EUROPE_BERLIN)
                        .build()))
                .gate(VulnerabilityGate.atMost(VulnerabilityGateOptions.builder()
                        .critical(0)
                        .high(10)
                        .exceptions(List.of(VulnerabilityException.builder()
                                .vulnerabilityId("CVE-2024-3094")
                                .reason("sshd is not installed")
                                .expires("2999-12-31")
                                .build()))
                        .build()))
                .retention(List.of(LifecyclePolicyDetail.keepLast(5)))
                .build();
        golden.addOutputs();

        app.synth();
    }
}
