from aws_cdk import App, Stack, TimeZone
from cdk_image_builder import (
    BaseImage,
    Component,
    ComponentConfiguration,
    ComponentDocument,
    ExecuteBashStep,
    GoldenImage,
    ImagePipelineSchedule,
    LifecyclePolicyDetail,
    Platform,
    VulnerabilityException,
    VulnerabilityGate,
)

app = App()
stack = Stack(app, "GoldenImage")

hardening = Component(
    stack,
    "Hardening",
    platform=Platform.LINUX,
    document=ComponentDocument.from_steps(
        build_steps=[ExecuteBashStep("NoCoreDumps", commands=["echo '* hard core 0' > /etc/security/limits.d/core.conf"])],
        test_steps=[ExecuteBashStep("HasNoCoreDumps", commands=['test "$(ulimit -H -c)" = 0'])],
    ),
)

# Built and scanned when the stack is deployed, and every Sunday night if the base image is newer. The SSM parameter
# names the newest image that passed the gate.
golden = GoldenImage(
    stack,
    "Linux",
    base_image=BaseImage.amazon_linux2023(),
    components=[ComponentConfiguration(component=hardening)],
    schedule=ImagePipelineSchedule.cron(week_day="SUN", hour="3", minute="0", time_zone=TimeZone.EUROPE_BERLIN),
    gate=VulnerabilityGate.at_most(
        critical=0,
        high=10,
        exceptions=[
            VulnerabilityException(vulnerability_id="CVE-2024-3094", reason="sshd is not installed", expires="2999-12-31")
        ],
    ),
    retention=[LifecyclePolicyDetail.keep_last(5)],
)
golden.add_outputs()

app.synth()
