package main

import (
	_ "embed"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/jsii-runtime-go"
	ib "github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder"
)

//go:embed Dockerfile
var dockerfile string

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("WebContainer"), nil)

	repository := awsecr.NewRepository(stack, jsii.String("Repository"), &awsecr.RepositoryProps{ImageScanOnPush: jsii.Bool(true)})
	webServer := ib.NewComponent(stack, jsii.String("WebServer"), &ib.ComponentProps{
		Platform: ib.Platform_LINUX,
		Document: ib.ComponentDocument_FromSteps(&ib.ComponentDocumentProps{
			BuildSteps: &[]ib.ComponentStep{ib.NewExecuteBashStep(jsii.String("Install"), &ib.ExecuteBashStepProps{
				Commands: jsii.Strings("dnf install --assumeyes nginx"),
			})},
		}),
	})
	recipe := ib.NewContainerRecipe(stack, jsii.String("Recipe"), &ib.ContainerRecipeProps{
		BaseImage:        ib.BaseContainerImage_FromEcrPublic(jsii.String("amazonlinux"), jsii.String("amazonlinux"), jsii.String("2023"), ""),
		PlatformOverride: ib.Platform_LINUX,
		Dockerfile:       ib.DockerfileTemplate_FromInline(jsii.String(dockerfile)),
		Components:       &[]*ib.ComponentConfiguration{{Component: webServer}},
		TargetRepository: repository,
	})

	// Amazon Inspector scans every image that is pushed to the scanning repositories of Image Builder. This setting
	// applies to the whole registry: keep it in one stack of the account and Region.
	ib.NewRegistryScanning(stack, jsii.String("RegistryScanning"), nil)
	pipeline := ib.NewImagePipeline(stack, jsii.String("Pipeline"), &ib.ImagePipelineProps{
		Recipe: recipe,
		ImageScanningConfiguration: ib.ImageScanningConfiguration_Container(&ib.ContainerScanOptions{
			Repository: ib.NewScanningRepository(stack, jsii.String("ScanningRepository"), nil),
		}),
		DistributionConfiguration: ib.NewDistributionConfiguration(stack, jsii.String("Distribution"), &ib.DistributionConfigurationProps{
			ContainerDistributions: &[]*ib.ContainerDistribution{{
				TargetRepository: repository,
				ContainerTags:    jsii.Strings("latest"),
			}},
		}),
	})

	// Image Builder deletes old images from repositories with this tag only.
	awscdk.Tags_Of(repository).Add(jsii.String("LifecycleExecutionAccess"), jsii.String("EC2 Image Builder"), nil)
	ib.NewLifecyclePolicy(stack, jsii.String("Lifecycle"), &ib.LifecyclePolicyProps{
		Recipes: &[]any{recipe},
		Details: &[]ib.LifecyclePolicyDetail{ib.LifecyclePolicyDetail_KeepLast(jsii.Number(10), nil)},
	})
	awscdk.NewCfnOutput(stack, jsii.String("PipelineArn"), &awscdk.CfnOutputProps{Value: pipeline.ImagePipelineArn()})

	app.Synth(nil)
}
