package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
	ib "github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Chained"), nil)

	// All builds write to our own log group; the library grants this to the roles that need it.
	imageLogGroup := awslogs.NewLogGroup(stack, jsii.String("Builds"), &awslogs.LogGroupProps{
		LogGroupName:  jsii.String("/golden/builds"),
		Retention:     awslogs.RetentionDays_ONE_MONTH,
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})

	base := ib.NewImagePipeline(stack, jsii.String("Base"), &ib.ImagePipelineProps{
		Recipe: ib.NewImageRecipe(stack, jsii.String("BaseRecipe"), &ib.ImageRecipeProps{
			BaseImage: ib.BaseImage_AmazonLinux2023("", nil),
			Components: &[]*ib.ComponentConfiguration{
				{Component: ib.ManagedComponent_CloudWatchAgent(stack, jsii.String("CloudWatchAgent"), ib.Platform_LINUX, nil)},
			},
		}),
		ImageLogGroup: imageLogGroup,
	})

	// The first base image is built while the stack is deployed. It is deleted with the stack.
	baseImage := ib.NewImage(stack, jsii.String("BaseImage"), &ib.ImageProps{
		Pipeline:                  base,
		DeleteUnderlyingResources: jsii.Bool(true),
	})

	newestBase := ib.Image_FromImageName(stack, jsii.String("NewestBase"), baseImage.ImageName())
	application := ib.NewImagePipeline(stack, jsii.String("Application"), &ib.ImagePipelineProps{
		Recipe: ib.NewImageRecipe(stack, jsii.String("ApplicationRecipe"), &ib.ImageRecipeProps{
			BaseImage: ib.BaseImage_FromImage(newestBase),
			Components: &[]*ib.ComponentConfiguration{
				{Component: ib.ManagedComponent_CloudWatchAgent(stack, jsii.String("Agent"), ib.Platform_LINUX, nil)},
			},
		}),
		ImageLogGroup: imageLogGroup,
	})

	// Each new base image starts a build of the application image. A queue keeps the events that EventBridge cannot deliver.
	undelivered := awssqs.NewQueue(stack, jsii.String("Undelivered"), &awssqs.QueueProps{EnforceSSL: jsii.Bool(true)})
	awscdk.Validations_Of(undelivered).Acknowledge(
		&awscdk.Acknowledgment{
			Id:     jsii.String("AwsSolutions-SQS3"),
			Reason: jsii.String("It is where events end; nothing reads them from it."),
		},
		&awscdk.Acknowledgment{
			Id:     jsii.String("Serverless-SQSRedrivePolicy"),
			Reason: jsii.String("It is where events end; nothing reads them from it."),
		},
	)
	base.OnImageAvailable(jsii.String("RebuildApplication"), &awsevents.OnEventOptions{
		Target: ib.NewImagePipelineTarget(application, &ib.ImagePipelineTargetProps{DeadLetterQueue: undelivered}),
	})

	// EventBridge can publish to an encrypted topic only if it may use the key.
	key := awskms.NewKey(stack, jsii.String("Key"), &awskms.KeyProps{EnableKeyRotation: jsii.Bool(true)})
	key.GrantEncryptDecrypt(awsiam.NewServicePrincipal(jsii.String("events.amazonaws.com"), nil))
	alarms := awssns.NewTopic(stack, jsii.String("Alarms"), &awssns.TopicProps{EnforceSSL: jsii.Bool(true), MasterKey: key})
	for _, pipeline := range []ib.ImagePipeline{base, application} {
		pipeline.OnImageFailed(jsii.String("Failed"), &awsevents.OnEventOptions{
			Target: awseventstargets.NewSnsTopic(alarms, &awseventstargets.SnsTopicProps{DeadLetterQueue: undelivered}),
		})
	}

	template := awsec2.NewLaunchTemplate(stack, jsii.String("Template"), &awsec2.LaunchTemplateProps{
		MachineImage:  baseImage.ToMachineImage(nil),
		RequireImdsv2: jsii.Bool(true),
	})

	awscdk.NewCfnOutput(stack, jsii.String("BaseAmiId"), &awscdk.CfnOutputProps{Value: baseImage.ImageId()})
	awscdk.NewCfnOutput(stack, jsii.String("LaunchTemplateId"), &awscdk.CfnOutputProps{Value: template.LaunchTemplateId()})
	awscdk.NewCfnOutput(stack, jsii.String("ApplicationPipelineArn"), &awscdk.CfnOutputProps{Value: application.ImagePipelineArn()})

	app.Synth(nil)
}
