"""Deletes an AWS::ImageBuilder::Image whose build still runs, as CloudFormation would; prints the state before, and the answer after it.

Usage: image_type.py <emulator address>
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "local-cloud" / "ministack"))

from image_builder import HandlerError, ImageBuilderApi, ImageType  # noqa: E402

api = ImageBuilderApi(sys.argv[1], "us-east-1")
recipe = api.call("CreateImageRecipe", {"Name": "golden", "SemanticVersion": "1.0.0", "ParentImage": "ami-0123456789abcdef0"})
infrastructure = api.call("CreateInfrastructureConfiguration", {"Name": "builder", "InstanceProfileName": "builder"})
image = ImageType(api, {}, "us-east-1", 0.05)
arn = image.start({
    "ImageRecipeArn": recipe["imageRecipeArn"], "InfrastructureConfigurationArn": infrastructure["infrastructureConfigurationArn"],
})
before = api.call("GetImage", {"imageBuildVersionArn": arn})["image"]["state"]["status"]
image.delete(arn, {})
try:
    after = api.call("GetImage", {"imageBuildVersionArn": arn})["image"]["state"]["status"]
except HandlerError as error:
    after = str(error)
print(json.dumps({"before": before, "after": after}))
