// Mistakes that a user of Go may make: prints the error of each.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/jsii-runtime-go"
	ib "github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder"
)

type told struct {
	Mistake string `json:"mistake"`
	Message string `json:"message"`
}

func recipe(stack awscdk.Stack) ib.ImageRecipe {
	return ib.NewImageRecipe(stack, jsii.String("Recipe"), &ib.ImageRecipeProps{BaseImage: ib.BaseImage_AmazonLinux2023(awsec2.InstanceArchitecture_X86_64, nil)})
}

func pipeline(stack awscdk.Stack) ib.ImagePipeline {
	return ib.NewImagePipeline(stack, jsii.String("Pipeline"), &ib.ImagePipelineProps{Recipe: recipe(stack)})
}

func status(stack awscdk.Stack) ib.ImageStatus {
	return ib.NewImageStatus(stack, jsii.String("Status"), &ib.ImageStatusProps{Pipeline: pipeline(stack)})
}

func golden(stack awscdk.Stack, props ib.GoldenImageProps) ib.GoldenImage {
	props.BaseImage = ib.BaseImage_AmazonLinux2023(awsec2.InstanceArchitecture_X86_64, nil)
	return ib.NewGoldenImage(stack, jsii.String("Golden"), &props)
}

func gate() ib.VulnerabilityGate {
	return ib.VulnerabilityGate_AtMost(&ib.VulnerabilityGateOptions{Critical: jsii.Number(0)})
}

type mistake struct {
	name string
	make func(stack awscdk.Stack)
}

var mistakes = []mistake{
	{"a golden image of nothing", func(s awscdk.Stack) {
		ib.NewGoldenImage(s, jsii.String("Golden"), &ib.GoldenImageProps{})
	}},
	{"a golden image of two bases", func(s awscdk.Stack) { golden(s, ib.GoldenImageProps{Recipe: recipe(s)}) }},
	{"a wait without a build", func(s awscdk.Stack) {
		golden(s, ib.GoldenImageProps{WaitForImage: jsii.Bool(false), BuildOnDeploy: jsii.Bool(false)})
	}},
	{"a timeout without a wait", func(s awscdk.Stack) {
		golden(s, ib.GoldenImageProps{WaitForImage: jsii.Bool(false), Timeout: awscdk.Duration_Hours(jsii.Number(2))})
	}},
	{"refused images without a gate", func(s awscdk.Stack) {
		golden(s, ib.GoldenImageProps{}).OnImageRefused(jsii.String("Refused"), nil)
	}},
	{"the connections of the default VPC", func(s awscdk.Stack) { golden(s, ib.GoldenImageProps{}).Connections() }},
	{"a gate without ceilings", func(_ awscdk.Stack) { ib.VulnerabilityGate_AtMost(&ib.VulnerabilityGateOptions{}) }},
	{"both days of a schedule", func(_ awscdk.Stack) {
		ib.ImagePipelineSchedule_Cron(&ib.ImagePipelineCronOptions{Day: jsii.String("1"), WeekDay: jsii.String("SUN")})
	}},
	{"a schedule that is none", func(_ awscdk.Stack) {
		ib.ImagePipelineSchedule_Expression(jsii.String("every sunday"), nil)
	}},
	{"a status of nothing", func(s awscdk.Stack) {
		ib.NewImageStatus(s, jsii.String("Status"), &ib.ImageStatusProps{})
	}},
	{"a prefix with a hyphen", func(s awscdk.Stack) {
		status(s).AddOutputs(&ib.StatusOutputsOptions{Prefix: jsii.String("a-b")})
	}},
	{"no outputs", func(s awscdk.Stack) {
		status(s).AddOutputs(&ib.StatusOutputsOptions{Only: &[]ib.ImageStatusAttribute{}})
	}},
	{"some outputs and all", func(s awscdk.Stack) {
		only := &[]ib.ImageStatusAttribute{ib.ImageStatusAttribute_IMAGE_ID}
		status(s).AddOutputs(&ib.StatusOutputsOptions{Only: only, All: jsii.Bool(true)})
	}},
	{"a timeout that is too long", func(s awscdk.Stack) {
		pipeline(s).Start(jsii.String("Start"), &ib.ImagePipelineExecutionOptions{Timeout: awscdk.Duration_Days(jsii.Number(1))})
	}},
	{"a gate without a wait", func(s awscdk.Stack) {
		pipeline(s).Start(jsii.String("Start"), &ib.ImagePipelineExecutionOptions{WaitForImage: jsii.Bool(false), Gate: gate()})
	}},
	{"an attribute without a wait", func(s awscdk.Stack) {
		pipeline(s).Start(jsii.String("Start"), &ib.ImagePipelineExecutionOptions{WaitForImage: jsii.Bool(false)}).ImageId()
	}},
	{"a scan without tests", func(s awscdk.Stack) {
		ib.NewImagePipeline(s, jsii.String("Pipeline"), &ib.ImagePipelineProps{
			Recipe:                     recipe(s),
			ImageTestsEnabled:          jsii.Bool(false),
			ImageScanningConfiguration: ib.ImageScanningConfiguration_TestInstance(),
		})
	}},
	{"an image of nothing", func(s awscdk.Stack) { ib.NewImage(s, jsii.String("Image"), &ib.ImageProps{}) }},
	{"a policy without rules", func(s awscdk.Stack) {
		ib.NewLifecyclePolicy(s, jsii.String("Policy"), &ib.LifecyclePolicyProps{Details: &[]ib.LifecyclePolicyDetail{}})
	}},
	{"a distribution to nowhere", func(s awscdk.Stack) {
		ib.NewDistributionConfiguration(s, jsii.String("Distribution"), &ib.DistributionConfigurationProps{})
	}},
	{"a Dockerfile without its base image", func(s awscdk.Stack) {
		ib.NewContainerRecipe(s, jsii.String("ContainerRecipe"), &ib.ContainerRecipeProps{
			BaseImage:        ib.BaseContainerImage_FromDockerHub(jsii.String("amazonlinux"), jsii.String("2023")),
			TargetRepository: awsecr.NewRepository(s, jsii.String("Repository"), nil),
			Dockerfile:       ib.DockerfileTemplate_FromInline(jsii.String("FROM x")),
		})
	}},
	{"a provider that is configured twice", func(s awscdk.Stack) {
		ib.ImageBuilderProvider_Configure(s, &ib.ImageBuilderProviderOptions{})
		ib.ImageBuilderProvider_Configure(s, &ib.ImageBuilderProviderOptions{})
	}},
}

func try(one mistake) (message string) {
	defer func() {
		if problem := recover(); problem != nil {
			message = strings.Split(fmt.Sprint(problem), "\n    at ")[0]
		}
	}()
	app := awscdk.NewApp(nil)
	one.make(awscdk.NewStack(app, jsii.String("Stack"), nil))
	app.Synth(nil)
	return ""
}

func main() {
	defer jsii.Close()
	all := []told{}
	for _, one := range mistakes {
		all = append(all, told{one.name, try(one)})
	}
	if err := json.NewEncoder(os.Stdout).Encode(all); err != nil {
		panic(err)
	}
}
