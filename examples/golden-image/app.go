package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	ib "github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("GoldenImage"), nil)

	hardening := ib.NewComponent(stack, jsii.String("Hardening"), &ib.ComponentProps{
		Platform: ib.Platform_LINUX,
		Document: ib.ComponentDocument_FromSteps(&ib.ComponentDocumentProps{
			BuildSteps: &[]ib.ComponentStep{ib.NewExecuteBashStep(jsii.String("NoCoreDumps"), &ib.ExecuteBashStepProps{
				Commands: jsii.Strings("echo '* hard core 0' > /etc/security/limits.d/core.conf"),
			})},
			TestSteps: &[]ib.ComponentStep{ib.NewExecuteBashStep(jsii.String("HasNoCoreDumps"), &ib.ExecuteBashStepProps{
				Commands: jsii.Strings(`test "$(ulimit -H -c)" = 0`),
			})},
		}),
	})

	// Built and scanned when the stack is deployed, and every Sunday night if the base image is newer. The SSM
	// parameter names the newest image that passed the gate.
	golden := ib.NewGoldenImage(stack, jsii.String("Linux"), &ib.GoldenImageProps{
		BaseImage:  ib.BaseImage_AmazonLinux2023("", nil),
		Components: &[]*ib.ComponentConfiguration{{Component: hardening}},
		Schedule: ib.ImagePipelineSchedule_Cron(&ib.ImagePipelineCronOptions{
			WeekDay:  jsii.String("SUN"),
			Hour:     jsii.String("3"),
			Minute:   jsii.String("0"),
			TimeZone: awscdk.TimeZone_EUROPE_BERLIN(),
		}),
		Gate: ib.VulnerabilityGate_AtMost(&ib.VulnerabilityGateOptions{
			Critical: jsii.Number(0),
			High:     jsii.Number(10),
			Exceptions: &[]*ib.VulnerabilityException{{
				VulnerabilityId: jsii.String("CVE-2024-3094"),
				Reason:          jsii.String("sshd is not installed"),
				Expires:         jsii.String("2999-12-31"),
			}},
		}),
		Retention: &[]ib.LifecyclePolicyDetail{ib.LifecyclePolicyDetail_KeepLast(jsii.Number(5), nil)},
	})
	golden.AddOutputs(nil)

	app.Synth(nil)
}
