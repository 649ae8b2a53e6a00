import io.github.cdkimagebuilder.BaseImage;
import io.github.cdkimagebuilder.GoldenImage;
import io.github.cdkimagebuilder.ImagePipelineCronOptions;
import io.github.cdkimagebuilder.ImagePipelineSchedule;
import io.github.cdkimagebuilder.VulnerabilityGate;
import io.github.cdkimagebuilder.VulnerabilityGateOptions;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;

public class GoldenApp {
    public static void main(String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "Golden");
        GoldenImage image = GoldenImage.Builder.create(stack, "Linux")
                .baseImage(BaseImage.amazonLinux2023())
                .schedule(ImagePipelineSchedule.cron(ImagePipelineCronOptions.builder()
                        .weekDay("SUN")
                        .hour("3")
                        .minute("0")
                        .build()))
                .gate(VulnerabilityGate.atMost(VulnerabilityGateOptions.builder()
                        .critical(0)
                        .high(10)
                        .build()))
                .build();
        image.addOutputs();
        app.synth();
    }
}
