package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"
	ib "github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("PrivateNetwork"), nil)

	// A network without internet access.
	vpc := awsec2.NewVpc(stack, jsii.String("Vpc"), &awsec2.VpcProps{
		MaxAzs:      jsii.Number(2),
		NatGateways: jsii.Number(0),
		SubnetConfiguration: &[]*awsec2.SubnetConfiguration{{
			Name:       jsii.String("Builds"),
			SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED,
		}},
		FlowLogs: &map[string]*awsec2.FlowLogOptions{
			"All": {Destination: awsec2.FlowLogDestination_ToCloudWatchLogs(nil, nil)},
		},
	})
	logs := awss3.NewBucket(stack, jsii.String("Logs"), &awss3.BucketProps{
		EnforceSSL:        jsii.Bool(true),
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
	})
	awscdk.Validations_Of(logs).Acknowledge(&awscdk.Acknowledgment{
		Id:     jsii.String("AwsSolutions-S1"),
		Reason: jsii.String("It holds logs itself."),
	})

	infrastructure := ib.NewInfrastructureConfiguration(stack, jsii.String("Infrastructure"), &ib.InfrastructureConfigurationProps{
		Vpc:             vpc,
		SubnetSelection: &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED},
		InstanceTypes: &[]awsec2.InstanceType{
			awsec2.NewInstanceType(jsii.String("m7i.large")),
			awsec2.NewInstanceType(jsii.String("m6i.large")),
		},
		Logging: &ib.BuildLogs{Bucket: logs},
		// The library extends the key policy so that the service may use the key of the topic.
		NotificationTopic: awssns.NewTopic(stack, jsii.String("Builds"), &awssns.TopicProps{
			MasterKey:  awskms.NewKey(stack, jsii.String("Key"), &awskms.KeyProps{EnableKeyRotation: jsii.Bool(true)}),
			EnforceSSL: jsii.Bool(true),
		}),
		ResourceTags: &map[string]*string{"Purpose": jsii.String("image-build")},
	})
	// Systems Manager, Image Builder, CloudWatch Logs and S3, which every build needs.
	ib.NewImageBuilderEndpoints(stack, jsii.String("Endpoints"), &ib.ImageBuilderEndpointsProps{
		Vpc:      vpc,
		Builders: &[]awsec2.IConnectable{infrastructure},
	})

	pipeline := ib.NewImagePipeline(stack, jsii.String("Pipeline"), &ib.ImagePipelineProps{
		Recipe: ib.NewImageRecipe(stack, jsii.String("Recipe"), &ib.ImageRecipeProps{
			BaseImage: ib.BaseImage_AmazonLinux2023("", nil),
			Components: &[]*ib.ComponentConfiguration{
				{Component: ib.ManagedComponent_Python3(stack, jsii.String("Python"), ib.Platform_LINUX, nil)},
			},
		}),
		InfrastructureConfiguration: infrastructure,
	})
	awscdk.NewCfnOutput(stack, jsii.String("PipelineArn"), &awscdk.CfnOutputProps{Value: pipeline.ImagePipelineArn()})

	app.Synth(nil)
}
