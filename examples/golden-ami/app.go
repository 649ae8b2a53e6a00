package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	ib "github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("GoldenAmi"), nil)

	hardening := ib.NewComponent(stack, jsii.String("Hardening"), &ib.ComponentProps{
		Platform: ib.Platform_LINUX,
		Document: ib.ComponentDocument_FromObject(&map[string]any{
			"schemaVersion": "1.0",
			"phases": []any{map[string]any{
				"name": "build",
				"steps": []any{map[string]any{
					"name":   "Update",
					"action": "ExecuteBash",
					"inputs": map[string]any{"commands": []string{"dnf upgrade --releasever=latest --assumeyes"}},
				}},
			}},
		}),
	})
	recipe := ib.NewImageRecipe(stack, jsii.String("Recipe"), &ib.ImageRecipeProps{
		BaseImage:  ib.BaseImage_AmazonLinux2023("", nil),
		Components: &[]*ib.ComponentConfiguration{{Component: hardening}},
	})

	// Built and scanned now, while the stack is deployed.
	image := ib.NewImage(stack, jsii.String("Image"), &ib.ImageProps{
		Recipe:                     recipe,
		ImageScanningConfiguration: ib.ImageScanningConfiguration_TestInstance(),
	})
	ib.NewImageStatus(stack, jsii.String("Golden"), &ib.ImageStatusProps{Image: image}).AddOutputs(nil)
	awscdk.NewCfnOutput(stack, jsii.String("AmiId"), &awscdk.CfnOutputProps{Value: image.ImageId()})

	// And built every Sunday night, if the base image or a managed component has a newer version.
	ib.NewImagePipeline(stack, jsii.String("Pipeline"), &ib.ImagePipelineProps{
		Recipe:                      recipe,
		InfrastructureConfiguration: image.InfrastructureConfiguration(),
		ImageScanningConfiguration:  ib.ImageScanningConfiguration_TestInstance(),
		Schedule: ib.ImagePipelineSchedule_Cron(&ib.ImagePipelineCronOptions{
			Minute:   jsii.String("0"),
			Hour:     jsii.String("3"),
			WeekDay:  jsii.String("SUN"),
			TimeZone: awscdk.TimeZone_EUROPE_BERLIN(),
		}),
	})

	app.Synth(nil)
}
