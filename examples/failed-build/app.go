package main

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/jsii-runtime-go"
	ib "github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("FailedBuild"), nil)

	tools := ib.NewComponent(stack, jsii.String("Tools"), &ib.ComponentProps{
		Platform: ib.Platform_LINUX,
		Document: ib.ComponentDocument_FromObject(&map[string]any{
			"schemaVersion": "1.0",
			"phases": []any{map[string]any{
				"name": "build",
				"steps": []any{map[string]any{
					"name":   "InstallTools",
					"action": "ExecuteBash",
					"inputs": map[string]any{"commands": []string{"dnf install -y no-such-package"}},
				}},
			}},
		}),
	})
	pipeline := ib.NewImagePipeline(stack, jsii.String("Pipeline"), &ib.ImagePipelineProps{
		Recipe: ib.NewContainerRecipe(stack, jsii.String("Recipe"), &ib.ContainerRecipeProps{
			BaseImage: ib.BaseContainerImage_FromDockerHub(jsii.String("amazonlinux"), jsii.String("2023")),
			TargetRepository: awsecr.NewRepository(stack, jsii.String("Repository"), &awsecr.RepositoryProps{
				ImageScanOnPush:    jsii.Bool(true),
				ImageTagMutability: awsecr.TagMutability_IMMUTABLE,
			}),
			Components: &[]*ib.ComponentConfiguration{{Component: tools}},
		}),
	})

	// The newest build of the pipeline, whoever started it. It is read again when the trigger changes:
	// cdk deploy --context trigger=$(date +%F)
	trigger := "first"
	if context := app.Node().TryGetContext(jsii.String("trigger")); context != nil {
		trigger = fmt.Sprint(context)
	}
	ib.NewImageStatus(stack, jsii.String("Newest"), &ib.ImageStatusProps{
		Pipeline:  pipeline,
		Trigger:   jsii.String(trigger),
		OnFailure: ib.OnFailure_REPORT,
	}).AddOutputs(&ib.StatusOutputsOptions{
		Only: &[]ib.ImageStatusAttribute{
			ib.ImageStatusAttribute_IMAGE_STATE,
			ib.ImageStatusAttribute_IMAGE_STATE_REASON,
			ib.ImageStatusAttribute_WORKFLOW_STATUS,
			ib.ImageStatusAttribute_FAILED_STEP,
			ib.ImageStatusAttribute_FAILED_STEP_MESSAGE,
		},
	})
	awscdk.NewCfnOutput(stack, jsii.String("PipelineArn"), &awscdk.CfnOutputProps{Value: pipeline.ImagePipelineArn()})

	app.Synth(nil)
}
