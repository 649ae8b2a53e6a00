package main

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/jsii-runtime-go"
	ib "github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("ScannedContainer"), nil)

	recipe := ib.NewContainerRecipe(stack, jsii.String("Recipe"), &ib.ContainerRecipeProps{
		BaseImage: ib.BaseContainerImage_FromDockerHub(jsii.String("amazonlinux"), jsii.String("2023")),
		Components: &[]*ib.ComponentConfiguration{
			{Component: ib.ManagedComponent_Python3(stack, jsii.String("Python"), ib.Platform_LINUX, nil)},
		},
		TargetRepository: awsecr.NewRepository(stack, jsii.String("Repository"), &awsecr.RepositoryProps{
			ImageScanOnPush:    jsii.Bool(true),
			ImageTagMutability: awsecr.TagMutability_IMMUTABLE,
		}),
	})
	image := ib.NewImage(stack, jsii.String("Image"), &ib.ImageProps{
		Recipe: recipe,
		ImageScanningConfiguration: ib.ImageScanningConfiguration_Container(&ib.ContainerScanOptions{
			Repository: ib.NewScanningRepository(stack, jsii.String("ScanningRepository"), nil),
		}),
	})

	// An image with a critical finding, or with too many high findings, fails the deployment.
	high := 10
	if context := app.Node().TryGetContext(jsii.String("high")); context != nil {
		high, _ = strconv.Atoi(fmt.Sprint(context))
	}
	ib.NewImageStatus(stack, jsii.String("Scanned"), &ib.ImageStatusProps{
		Image: image,
		Gate: ib.VulnerabilityGate_AtMost(&ib.VulnerabilityGateOptions{
			Critical: jsii.Number(0),
			High:     jsii.Number(high),
		}),
	}).AddOutputs(nil)

	app.Synth(nil)
}
