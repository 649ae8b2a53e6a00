package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"
	ib "github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Golden"), nil)
	image := ib.NewGoldenImage(stack, jsii.String("Linux"), &ib.GoldenImageProps{
		BaseImage: ib.BaseImage_AmazonLinux2023(awsec2.InstanceArchitecture_X86_64, nil),
		Schedule: ib.ImagePipelineSchedule_Cron(&ib.ImagePipelineCronOptions{
			WeekDay: jsii.String("SUN"),
			Hour:    jsii.String("3"),
			Minute:  jsii.String("0"),
		}),
		Gate: ib.VulnerabilityGate_AtMost(&ib.VulnerabilityGateOptions{
			Critical: jsii.Number(0),
			High:     jsii.Number(10),
		}),
	})
	image.AddOutputs(nil)
	app.Synth(nil)
}
