package main

import (
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	ib "github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("SharedAmi"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: lookup("CDK_DEFAULT_ACCOUNT"), Region: lookup("CDK_DEFAULT_REGION")},
	})

	// A web server, a check before the image is created that it is installed, and a test that it responds on an
	// instance of the image.
	greeting := ib.NewComponentParameter(jsii.String("Greeting"), &ib.ComponentParameterOptions{
		Description: jsii.String("What the server answers."),
	})
	update := ib.NewExecuteBashStep(jsii.String("Update"), &ib.ExecuteBashStepProps{
		Commands: jsii.Strings("dnf upgrade --releasever=latest --assumeyes"),
	})
	install := ib.NewExecuteBashStep(jsii.String("Install"), &ib.ExecuteBashStepProps{
		Commands:    jsii.Strings("dnf install --assumeyes nginx", "systemctl enable nginx"),
		MaxAttempts: jsii.Number(3),
	})
	page := ib.NewCreateFileStep(jsii.String("Page"), &ib.CreateFileStepProps{
		Inputs: &[]*ib.CreateFileInput{{
			Path:      jsii.String("/usr/share/nginx/html/index.html"),
			Content:   greeting.Value(),
			Overwrite: jsii.Bool(true),
		}},
	})
	installed := ib.NewAssertStep(jsii.String("Installed"), ib.ComponentCondition_BinaryExists(jsii.String("nginx")), nil)
	answers := ib.NewExecuteBashStep(jsii.String("Answers"), &ib.ExecuteBashStepProps{
		Commands: jsii.Strings("curl --fail --silent http://localhost/"),
	})
	webServer := ib.NewComponent(stack, jsii.String("WebServer"), &ib.ComponentProps{
		Platform: ib.Platform_LINUX,
		Document: ib.ComponentDocument_FromSteps(&ib.ComponentDocumentProps{
			Parameters:    &[]ib.ComponentParameter{greeting},
			BuildSteps:    &[]ib.ComponentStep{update, install, page},
			ValidateSteps: &[]ib.ComponentStep{installed},
			TestSteps:     &[]ib.ComponentStep{answers},
		}),
	})
	recipe := ib.NewImageRecipe(stack, jsii.String("Recipe"), &ib.ImageRecipeProps{
		BaseImage: ib.BaseImage_AmazonLinux2023("", nil),
		Components: &[]*ib.ComponentConfiguration{
			{Component: webServer, Parameters: &map[string]*[]*string{"Greeting": jsii.Strings("Hello")}},
			{Component: ib.ManagedComponent_SimpleBootTest(stack, jsii.String("BootTest"), ib.Platform_LINUX, nil)},
		},
	})

	// Two accounts may launch the image in two Regions. Each Region has a parameter that names the newest image.
	launchPermission := &ib.LaunchPermission{Accounts: jsii.Strings("111111111111", "222222222222")}
	ssmParameters := &[]*ib.AmiSsmParameter{{ParameterName: jsii.String("/imagebuilder/web-server")}}
	otherRegion := "eu-west-1"
	if *stack.Region() == otherRegion {
		otherRegion = "eu-central-1"
	}
	amiTags := &map[string]*string{"Application": jsii.String("web")}
	distribution := ib.NewDistributionConfiguration(stack, jsii.String("Distribution"), &ib.DistributionConfigurationProps{
		AmiDistributions: &[]*ib.AmiDistribution{
			{LaunchPermission: launchPermission, SsmParameters: ssmParameters, AmiTags: amiTags},
			{Region: jsii.String(otherRegion), LaunchPermission: launchPermission, SsmParameters: ssmParameters, AmiTags: amiTags},
		},
	})
	pipeline := ib.NewImagePipeline(stack, jsii.String("Pipeline"), &ib.ImagePipelineProps{
		Recipe:                    recipe,
		DistributionConfiguration: distribution,
		// An AMI with a critical vulnerability that has a fix reaches nobody.
		ImageScanningConfiguration: ib.ImageScanningConfiguration_OnDemandAmi(&ib.ScanResultCondition{MaximumSeverity: ib.Severity_HIGH}),
	})

	// Nobody should start from an image of last quarter; the five newest images are enough to go back to.
	ib.NewLifecyclePolicy(stack, jsii.String("Lifecycle"), &ib.LifecyclePolicyProps{
		Recipes: &[]any{recipe},
		Details: &[]ib.LifecyclePolicyDetail{
			ib.LifecyclePolicyDetail_DeprecateAfter(ib.LifecyclePeriod_Months(jsii.Number(3)), nil),
			ib.LifecyclePolicyDetail_KeepLast(jsii.Number(5), nil),
		},
	})
	awscdk.NewCfnOutput(stack, jsii.String("PipelineArn"), &awscdk.CfnOutputProps{Value: pipeline.ImagePipelineArn()})

	app.Synth(nil)
}

// lookup returns nil for a variable that is not set; the stack can then be deployed to any account or Region.
func lookup(name string) *string {
	if value, ok := os.LookupEnv(name); ok {
		return &value
	}
	return nil
}
