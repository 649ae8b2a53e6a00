package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawsimagebuilder"
	"github.com/aws/jsii-runtime-go"
	ib "github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("MonitoredImages"), nil)

	components := &[]*ib.ComponentConfiguration{{Component: ib.ManagedComponent_StigBuild(stack, jsii.String("Stig"), ib.Platform_LINUX, nil)}}
	linux := goldenImage(stack, "Linux", ib.BaseImage_AmazonLinux2023("", nil), components)
	ubuntu := goldenImage(stack, "Ubuntu", ib.BaseImage_UbuntuServer2404("", nil), components)

	// The gate needs scans. Amazon Inspector bills every instance of the account, not only those of Image Builder.
	inspector := ib.NewInspectorActivation(stack, jsii.String("Inspector"), nil)
	linux.Node().AddDependency(inspector)
	ubuntu.Node().AddDependency(inspector)

	// The team gets an e-mail when a build fails, an image is refused, a pipeline is disabled, or an image is too old.
	notices := awssns.NewTopic(stack, jsii.String("Notices"), &awssns.TopicProps{
		MasterKey: awskms.NewKey(stack, jsii.String("Key"), &awskms.KeyProps{EnableKeyRotation: jsii.Bool(true)}),
	})
	notices.AddSubscription(awssnssubscriptions.NewEmailSubscription(jsii.String("platform-team@example.com"), nil))
	awscdk.Validations_Of(notices).Acknowledge(&awscdk.Acknowledgment{
		Id:     jsii.String("Serverless-SNSRedrivePolicy"),
		Reason: jsii.String("The dashboard shows what a lost e-mail would say."),
	})
	pipelines := &[]interfacesawsimagebuilder.IImagePipelineRef{linux, ubuntu}
	monitor := ib.NewPipelineMonitor(stack, jsii.String("Monitor"), &ib.PipelineMonitorProps{
		Pipelines:       pipelines,
		Topics:          &[]awssns.ITopic{notices},
		MaximumImageAge: awscdk.Duration_Days(jsii.Number(30)),
		RepeatAfter:     awscdk.Duration_Days(jsii.Number(7)),
	})
	monitor.AlarmOnImageAge()

	// Everybody can view the last builds.
	ib.NewBuildDashboard(stack, jsii.String("Dashboard"), &ib.BuildDashboardProps{Pipelines: pipelines})

	awscdk.NewCfnOutput(stack, jsii.String("PipelineArn"), &awscdk.CfnOutputProps{Value: linux.Pipeline().ImagePipelineArn()})

	app.Synth(nil)
}

func goldenImage(stack awscdk.Stack, id string, baseImage ib.BaseImage, components *[]*ib.ComponentConfiguration) ib.GoldenImage {
	return ib.NewGoldenImage(stack, jsii.String(id), &ib.GoldenImageProps{
		BaseImage:  baseImage,
		Components: components,
		Schedule: ib.ImagePipelineSchedule_Cron(&ib.ImagePipelineCronOptions{
			WeekDay: jsii.String("SUN"),
			Hour:    jsii.String("3"),
			Minute:  jsii.String("0"),
		}),
		Gate:          ib.VulnerabilityGate_AtMost(&ib.VulnerabilityGateOptions{Critical: jsii.Number(0)}),
		BuildOnDeploy: jsii.Bool(false),
	})
}
