package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"
	ib "github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("CustomWorkflow"), nil)

	// A command tests an instance of the image; then a person approves it, if the pipeline asks for that.
	command := ib.WorkflowParameter_OfString(jsii.String("Command"), nil)
	approval := ib.WorkflowParameter_OfBoolean(jsii.String("Approval"), &ib.BooleanWorkflowParameterOptions{DefaultValue: jsii.Bool(false)})
	approvals := awssns.NewTopic(stack, jsii.String("Approvals"), &awssns.TopicProps{
		EnforceSSL: jsii.Bool(true),
		MasterKey:  awskms.NewKey(stack, jsii.String("Key"), &awskms.KeyProps{EnableKeyRotation: jsii.Bool(true)}),
	})

	launch := ib.NewLaunchInstanceStep(jsii.String("Launch"), nil)
	smokeTest := ib.NewRunCommandStep(jsii.String("SmokeTest"), &ib.RunCommandStepProps{
		InstanceId:   launch.InstanceId(),
		DocumentName: jsii.String("AWS-RunShellScript"),
		Parameters:   &map[string]*[]*string{"commands": jsii.Strings(*command.Value().ToString())},
		Timeout:      awscdk.Duration_Minutes(jsii.Number(10)),
	})
	approve := ib.NewWaitForActionStep(jsii.String("Approve"), &ib.WaitForActionStepProps{
		Topic:     approvals,
		Condition: ib.WorkflowCondition_BooleanEquals(approval.Value(), jsii.Bool(true)),
	})
	terminate := ib.NewTerminateInstanceStep(jsii.String("Terminate"), &ib.TerminateInstanceStepProps{InstanceId: launch.InstanceId()})

	acceptance := ib.NewWorkflow(stack, jsii.String("Acceptance"), &ib.WorkflowProps{
		WorkflowType: ib.WorkflowType_TEST,
		Document: ib.WorkflowDocument_FromSteps(&ib.WorkflowDocumentProps{
			Parameters: &[]ib.WorkflowParameter{command, approval},
			Steps:      &[]ib.WorkflowStep{launch, smokeTest, approve, terminate},
		}),
	})

	pipeline := ib.NewImagePipeline(stack, jsii.String("Pipeline"), &ib.ImagePipelineProps{
		Recipe: ib.NewImageRecipe(stack, jsii.String("Recipe"), &ib.ImageRecipeProps{
			BaseImage: ib.BaseImage_AmazonLinux2023("", nil),
			Components: &[]*ib.ComponentConfiguration{
				{Component: ib.ManagedComponent_CloudWatchAgent(stack, jsii.String("CloudWatchAgent"), ib.Platform_LINUX, nil)},
			},
		}),
		Workflows: &[]*ib.WorkflowConfiguration{
			{Workflow: ib.ManagedWorkflow_BuildImage(stack, jsii.String("Build"))},
			{
				Workflow: acceptance,
				Parameters: &map[string]*[]*string{
					"Command":  jsii.Strings("systemctl is-active amazon-ssm-agent"),
					"Approval": jsii.Strings("true"),
				},
			},
		},
	})
	awscdk.NewCfnOutput(stack, jsii.String("PipelineArn"), &awscdk.CfnOutputProps{Value: pipeline.ImagePipelineArn()})

	app.Synth(nil)
}
