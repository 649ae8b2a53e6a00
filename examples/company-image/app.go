package main

import (
	"fmt"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"
	ib "github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder"
)

func main() {
	defer jsii.Close()

	account := lookup("CDK_DEFAULT_ACCOUNT")
	regions := []string{"us-east-1", "eu-west-1"}
	launchPermission := &ib.LaunchPermission{Accounts: jsii.Strings("111111111111", "222222222222")}
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("CompanyImage"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: account, Region: jsii.String(regions[0])},
	})

	// The multi-Region key of the security team, whose policy allows these accounts.
	keys := map[string]awskms.IKey{}
	distributions := []*ib.AmiDistribution{}
	for _, region := range regions {
		arn := fmt.Sprintf("arn:aws:kms:%s:%s:key/mrk-1234abcd12ab34cd56ef1234567890ab", region, *stack.Account())
		keys[region] = awskms.Key_FromKeyArn(stack, jsii.String("Key-"+region), jsii.String(arn))
		distributions = append(distributions, &ib.AmiDistribution{
			Region: jsii.String(region), KmsKey: keys[region], LaunchPermission: launchPermission,
		})
	}
	approvals := awssns.NewTopic(stack, jsii.String("Approvals"), &awssns.TopicProps{
		EnforceSSL: jsii.Bool(true),
		MasterKey:  awskms.NewKey(stack, jsii.String("TopicKey"), &awskms.KeyProps{EnableKeyRotation: jsii.Bool(true)}),
	})

	// Hardened, encrypted, evaluated by the gate and approved by a person before it is copied, shared or named by a
	// parameter.
	golden := ib.NewGoldenImage(stack, jsii.String("Linux"), &ib.GoldenImageProps{
		BaseImage: ib.BaseImage_AmazonLinux2023("", nil),
		Components: &[]*ib.ComponentConfiguration{
			{Component: ib.ManagedComponent_StigBuild(stack, jsii.String("Stig"), ib.Platform_LINUX, nil)},
		},
		BlockDevices: &[]*awsec2.BlockDevice{{
			DeviceName: jsii.String("/dev/xvda"),
			Volume: awsec2.BlockDeviceVolume_Ebs(jsii.Number(20), &awsec2.EbsDeviceOptions{
				Encrypted: jsii.Bool(true), KmsKey: keys[regions[0]],
			}),
		}},
		AmiDistributions: &distributions,
		Gate: ib.VulnerabilityGate_AtMost(&ib.VulnerabilityGateOptions{
			Critical: jsii.Number(0),
			Exceptions: &[]*ib.VulnerabilityException{{
				VulnerabilityId: jsii.String("CVE-2024-3094"),
				Reason:          jsii.String("sshd is not installed"),
				Expires:         jsii.String("2999-12-31"),
			}},
		}),
		Approval: &ib.ReleaseApproval{Topic: approvals, Timeout: awscdk.Duration_Days(jsii.Number(2))},
		Schedule: ib.ImagePipelineSchedule_Cron(&ib.ImagePipelineCronOptions{
			WeekDay: jsii.String("SUN"),
			Hour:    jsii.String("3"),
			Minute:  jsii.String("0"),
		}),
		BuildOnDeploy: jsii.Bool(false),
	})
	awscdk.Annotations_Of(golden).AcknowledgeWarning(
		jsii.String("cdk-image-builder:sharedKeyPolicy"), jsii.String("The policy of the key allows the accounts."),
	)
	awscdk.NewCfnOutput(stack, jsii.String("PipelineArn"), &awscdk.CfnOutputProps{Value: golden.Pipeline().ImagePipelineArn()})

	// The servers in each Region start from the AMI that is released there.
	for _, region := range regions {
		servers := awscdk.NewStack(app, jsii.String("Servers-"+region), &awscdk.StackProps{
			Env: &awscdk.Environment{Account: account, Region: jsii.String(region)},
		})
		awsec2.NewLaunchTemplate(servers, jsii.String("Template"), &awsec2.LaunchTemplateProps{
			MachineImage:  golden.ToMachineImage(&ib.GoldenMachineImageOptions{ResolveAtLaunch: jsii.Bool(true)}),
			RequireImdsv2: jsii.Bool(true),
		})
	}

	app.Synth(nil)
}

// lookup returns nil for a variable that is not set; the stack can then be deployed to any account or Region.
func lookup(name string) *string {
	if value, ok := os.LookupEnv(name); ok {
		return &value
	}
	return nil
}
