package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
	ib "github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Compliance"), nil)

	// The organization's VPC. The function that reads statuses must reach Image Builder there and, for its responses,
	// S3.
	vpc := awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Vpc"), &awsec2.VpcAttributes{
		VpcId:                       jsii.String("vpc-0a1b2c3d4e5f60718"),
		AvailabilityZones:           jsii.Strings("us-east-1a", "us-east-1b"),
		IsolatedSubnetIds:           jsii.Strings("subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"),
		IsolatedSubnetRouteTableIds: jsii.Strings("rtb-0a1b2c3d4e5f60718", "rtb-0b1c2d3e4f5061728"),
	})
	encryptionKey := awskms.NewKey(stack, jsii.String("Key"), &awskms.KeyProps{EnableKeyRotation: jsii.Bool(true)})
	deadLetterQueue := awssqs.NewQueue(stack, jsii.String("DeadLetters"), &awssqs.QueueProps{
		EncryptionMasterKey: encryptionKey,
		EnforceSSL:          jsii.Bool(true),
	})
	awscdk.Validations_Of(deadLetterQueue).Acknowledge(&awscdk.Acknowledgment{
		Id:     jsii.String("Serverless-SQSRedrivePolicy"),
		Reason: jsii.String("It is where messages end; nothing reads them from it."),
	})
	ib.ImageBuilderProvider_Configure(stack, &ib.ImageBuilderProviderOptions{
		Vpc:                          vpc,
		VpcSubnets:                   &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED},
		EncryptionKey:                encryptionKey,
		ReservedConcurrentExecutions: jsii.Number(5),
		DeadLetterQueue:              deadLetterQueue,
		LogRetention:                 awslogs.RetentionDays_ONE_YEAR,
	})

	image := ib.NewImage(stack, jsii.String("Image"), &ib.ImageProps{
		Recipe: ib.NewImageRecipe(stack, jsii.String("Recipe"), &ib.ImageRecipeProps{
			BaseImage: ib.BaseImage_AmazonLinux2023("", nil),
			Components: &[]*ib.ComponentConfiguration{
				{Component: ib.ManagedComponent_StigBuild(stack, jsii.String("Stig"), ib.Platform_LINUX, nil)},
			},
		}),
		ImageScanningConfiguration: ib.ImageScanningConfiguration_TestInstance(),
	})
	ib.NewImageStatus(stack, jsii.String("Golden"), &ib.ImageStatusProps{
		Image: image,
		Gate:  ib.VulnerabilityGate_AtMost(&ib.VulnerabilityGateOptions{Critical: jsii.Number(0)}),
	}).AddOutputs(nil)

	app.Synth(nil)
}
