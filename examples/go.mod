module examples

go 1.25

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.260.0
	github.com/aws/jsii-runtime-go v1.140.0
	github.com/cdk-image-builder/cdk-image-builder-go/cdkimagebuilder v0.0.0
)
