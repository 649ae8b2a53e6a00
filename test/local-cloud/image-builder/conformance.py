"""Drives the emulator with botocore's own client and checks each answer against botocore's own model.

Usage: conformance.py <emulator address>
Prints, as JSON, the operations that answered and the refusals that were seen.
"""

import json

from checked_client import ACCOUNT, PREFIX, REGION, answered, call, check, control, refuse, refused
from conformance_workflows import drive_lifecycle_policies, drive_retries, drive_state_updates, drive_waiting_steps, drive_workflows


COMPONENT = """
schemaVersion: 1.0
phases:
  - name: build
    steps:
      - name: Install
        action: ExecuteBash
        inputs: { commands: [echo hello] }
"""


def drive_parts():
    component = call("CreateComponent", ["componentBuildVersionArn", "latestVersionReferences.latestVersionArn"],
                     name="Install Tools", semanticVersion="1.0.0", platform="Linux", data=COMPONENT,
                     tags={"team": "images"})["componentBuildVersionArn"]
    check(component == f"{PREFIX}:component/install-tools/1.0.0/1", component)
    described = ["component." + name for name in ("arn", "name", "version", "type", "platform", "owner", "data", "dateCreated", "tags.team")]
    call("GetComponent", described, componentBuildVersionArn=f"{PREFIX}:component/install-tools/x.x.x")
    call("ListComponents", ["componentVersionList.0.arn", "componentVersionList.0.version"], owner="Self")
    call("ListComponentBuildVersions", ["componentSummaryList.0.arn"], componentVersionArn=f"{PREFIX}:component/install-tools/1.0.0")
    refuse("InvalidParameterCombinationException", 400, "CreateComponent", name="both", semanticVersion="1.0.0", platform="Linux", data=COMPONENT, uri="s3://a/b")
    refuse("InvalidParameterValueException", 400, "CreateComponent", name="os", semanticVersion="1.0.0", platform="BeOS", data=COMPONENT)
    refuse("InvalidParameterValueException", 400, "CreateComponent", name="wild", semanticVersion="1.0.x", platform="Linux", data=COMPONENT)
    refuse("InvalidVersionNumberException", 400, "CreateComponent", name="big", semanticVersion="1.0.1073741824", platform="Linux", data=COMPONENT)
    refuse("DryRunOperationException", 412, "CreateComponent", name="dry", semanticVersion="1.0.0", platform="Linux", data=COMPONENT, dryRun=True)
    refuse("ResourceAlreadyExistsException", 400, "CreateComponent", name="install_tools", semanticVersion="1.0.0", platform="Linux", data=COMPONENT)
    refuse("InvalidParameterValueException", 400, "CreateComponent", name="script", semanticVersion="1.0.0", platform="Linux", data="#!/bin/bash\necho hello")
    refuse("ResourceNotFoundException", 404, "GetComponent", componentBuildVersionArn=f"{PREFIX}:component/dry/1.0.0/1")

    recipe = call("CreateImageRecipe", ["imageRecipeArn", "latestVersionReferences.latestMinorVersionArn"],
                  name="Golden_Linux", semanticVersion="1.0.x", parentImage="ami-0123456789abcdef0",
                  components=[{"componentArn": f"{PREFIX}:component/install-tools/1.0.x"}])["imageRecipeArn"]
    check(recipe == f"{PREFIX}:image-recipe/golden-linux/1.0.0", recipe)
    second = call("CreateImageRecipe", name="golden linux", semanticVersion="1.0.x", parentImage="ami-0123456789abcdef0")["imageRecipeArn"]
    check(second.endswith("/1.0.1"), second)
    call("GetImageRecipe", ["imageRecipe.arn", "imageRecipe.components.0.componentArn", "imageRecipe.parentImage", "imageRecipe.platform"], imageRecipeArn=recipe)
    call("ListImageRecipes", ["imageRecipeSummaryList.1.arn"], filters=[{"name": "platform", "values": ["Linux"]}])
    refuse("ResourceAlreadyExistsException", 400, "CreateImageRecipe", name="GOLDEN-linux", semanticVersion="1.0.0", parentImage="ami-1")
    refuse("InvalidVersionNumberException", 400, "CreateImageRecipe", name="wild", semanticVersion="1.x.0", parentImage="ami-1")
    refuse("InvalidParameterValueException", 400, "CreateImageRecipe", name="gone", semanticVersion="1.0.0", parentImage="ami-1",
           components=[{"componentArn": f"{PREFIX}:component/missing/1.0.0"}])
    refuse("InvalidRequestException", 400, "CreateImageRecipe", name="no-parent", semanticVersion="1.0.0")
    refuse("InvalidParameterValueException", 400, "CreateImageRecipe", name="no components", semanticVersion="1.0.0", parentImage="ami-1", components=[])
    refuse("ServiceQuotaExceededException", 402, "CreateImageRecipe", name="many components", semanticVersion="1.0.0", parentImage="ami-1",
           components=[{"componentArn": f"arn:aws:imagebuilder:{REGION}:aws:component/update-linux/x.x.x"}] * 21)
    refuse("ResourceNotFoundException", 404, "GetImageRecipe", imageRecipeArn=f"{PREFIX}:image-recipe/none/x.x.x")
    drive_held_components(component)

    container = call("CreateContainerRecipe", ["containerRecipeArn"], containerType="DOCKER", name="web", semanticVersion="2.0.0",
                     parentImage="amazonlinux:latest", targetRepository={"service": "ECR", "repositoryName": "web"})["containerRecipeArn"]
    call("GetContainerRecipe", ["containerRecipe.arn", "containerRecipe.targetRepository.repositoryName", "containerRecipe.platform"], containerRecipeArn=container)
    call("ListContainerRecipes", ["containerRecipeSummaryList.0.containerType"])
    refuse("InvalidRequestException", 400, "CreateContainerRecipe", containerType="DOCKER", name="public", semanticVersion="1.0.0",
           parentImage="public.ecr.aws/amazonlinux/amazonlinux:2023", targetRepository={"service": "ECR", "repositoryName": "web"})
    refuse("InvalidParameterCombinationException", 400, "CreateContainerRecipe", containerType="DOCKER", name="windows", semanticVersion="1.0.0",
           parentImage="mine:latest", platformOverride="Windows", targetRepository={"service": "ECR", "repositoryName": "web"})

    infrastructure = call("CreateInfrastructureConfiguration", ["infrastructureConfigurationArn"], name="Small Instances",
                          instanceProfileName="builder", instanceTypes=["t3.small"], resourceTags={"a": "b"})["infrastructureConfigurationArn"]
    call("UpdateInfrastructureConfiguration", infrastructureConfigurationArn=infrastructure, instanceProfileName="builder", description="small")
    got = call("GetInfrastructureConfiguration", ["infrastructureConfiguration.arn", "infrastructureConfiguration.description", "infrastructureConfiguration.dateUpdated"],
               infrastructureConfigurationArn=infrastructure)["infrastructureConfiguration"]
    check("instanceTypes" not in got, "an update is not selective")
    call("ListInfrastructureConfigurations", ["infrastructureConfigurationSummaryList.0.instanceProfileName"])
    refuse("ResourceAlreadyExistsException", 400, "CreateInfrastructureConfiguration", name="small_instances", instanceProfileName="builder")
    refuse("InvalidParameterValueException", 400, "CreateInfrastructureConfiguration", name="metadata", instanceProfileName="builder",
           instanceMetadataOptions={"httpPutResponseHopLimit": 65})
    refuse("ResourceNotFoundException", 404, "GetInfrastructureConfiguration", infrastructureConfigurationArn=f"{PREFIX}:infrastructure-configuration/none")

    distribution = call("CreateDistributionConfiguration", ["distributionConfigurationArn"], name="everywhere", distributions=[
        {"region": REGION, "amiDistributionConfiguration": {"name": "golden-{{ imagebuilder:buildDate }}"}},
        {"region": "eu-north-1", "amiDistributionConfiguration": {"amiTags": {"a": "b"}}},
    ])["distributionConfigurationArn"]
    call("UpdateDistributionConfiguration", distributionConfigurationArn=distribution, description="two Regions", distributions=[
        {"region": REGION, "amiDistributionConfiguration": {"amiTags": {"a": "b"}}}, {"region": "eu-north-1", "amiDistributionConfiguration": {"amiTags": {"a": "b"}}}])
    call("GetDistributionConfiguration", ["distributionConfiguration.distributions.1.region", "distributionConfiguration.timeoutMinutes"],
         distributionConfigurationArn=distribution)
    call("ListDistributionConfigurations", ["distributionConfigurationSummaryList.0.regions.1"])
    refuse("InvalidParameterValueException", 400, "CreateDistributionConfiguration", name="nothing", distributions=[{"region": REGION}])
    return {"recipe": recipe, "unused": second, "component": component, "container": container, "infrastructure": infrastructure, "distribution": distribution}


def drive_held_components(component):
    """A recipe holds a component that it names by its build or version. Whether a wildcard holds it is not recorded."""
    for version in ("1.0.0", "1.0.0/1"):
        holding = call("CreateImageRecipe", name="holding", semanticVersion="1.0.0", parentImage="ami-1",
                       components=[{"componentArn": f"{PREFIX}:component/install-tools/{version}"}], clientToken=version)["imageRecipeArn"]
        refuse("ResourceDependencyException", 400, "DeleteComponent", componentBuildVersionArn=component)
        call("DeleteImageRecipe", imageRecipeArn=holding)


def drive_pipeline(parts):
    settings = {"infrastructureConfigurationArn": parts["infrastructure"], "imageScanningConfiguration": {"imageScanningEnabled": True}}
    create = {**settings, "name": "Golden Pipeline", "imageRecipeArn": parts["recipe"], "distributionConfigurationArn": parts["distribution"],
              "tags": {"owner": "images"}, "imageTags": {"from": "pipeline"},
              "schedule": {"scheduleExpression": "cron(0 3 ? * mon *)", "timezone": "Europe/Berlin", "autoDisablePolicy": {"failureCount": 3}}}
    pipeline = call("CreateImagePipeline", ["imagePipelineArn"], **create, clientToken="once")["imagePipelineArn"]
    again = call("CreateImagePipeline", **create, clientToken="once")["imagePipelineArn"]
    check(pipeline == again == f"{PREFIX}:image-pipeline/golden-pipeline", (pipeline, again))
    refuse("IdempotentParameterMismatchException", 400, "CreateImagePipeline", **{**create, "name": "other"}, clientToken="once")
    refuse("ResourceAlreadyExistsException", 400, "CreateImagePipeline", **{**create, "name": "golden_pipeline"})
    create["name"] = "another"
    refuse("InvalidParameterCombinationException", 400, "CreateImagePipeline", **create, containerRecipeArn=parts["container"])
    refuse("InvalidRequestException", 400, "CreateImagePipeline", **settings, name="another")
    refuse("InvalidRequestException", 400, "CreateImagePipeline", **create, imageTestsConfiguration={"imageTestsEnabled": False})
    refuse("InvalidParameterValueException", 400, "CreateImagePipeline", **{**create, "imageRecipeArn": f"{PREFIX}:image-recipe/none/1.0.0"})
    refuse("InvalidParameterValueException", 400, "CreateImagePipeline", **{**create, "tags": {}})
    refuse("InvalidRequestException", 400, "CreateImagePipeline", **create, workflows=[{"workflowArn": f"arn:aws:imagebuilder:{REGION}:aws:workflow/build/build-image/x.x.x"}])
    control("PUT", "inspector", ec2=False)
    message = refuse("ResourceDependencyException", 400, "CreateImagePipeline", **create)
    check(message == f"Resource dependency error: Amazon Inspector is not enabled for 'ec2' resources in account '{ACCOUNT}'.", message)
    control("PUT", "inspector", ec2=True)

    call("UpdateImagePipeline", ["imagePipelineArn"], imagePipelineArn=pipeline, imageRecipeArn=parts["recipe"], description="golden",
         distributionConfigurationArn=parts["distribution"], imageTags={"from": "pipeline"}, **settings)
    refuse("InvalidParameterCombinationException", 400, "UpdateImagePipeline", imagePipelineArn=pipeline, containerRecipeArn=parts["container"], **settings)
    refuse("ResourceNotFoundException", 404, "UpdateImagePipeline", imagePipelineArn=f"{pipeline}-2", imageRecipeArn=parts["recipe"], **settings)
    refuse("InvalidRequestException", 400, "UpdateImagePipeline", imagePipelineArn=pipeline, imageRecipeArn=parts["recipe"])
    shown = ["arn", "name", "description", "platform", "status", "imageRecipeArn", "infrastructureConfigurationArn", "distributionConfigurationArn",
             "imageTestsConfiguration.imageTestsEnabled", "imageScanningConfiguration.imageScanningEnabled", "dateCreated", "dateUpdated", "tags.owner"]
    call("GetImagePipeline", [f"imagePipeline.{name}" for name in shown], imagePipelineArn=pipeline)
    refuse("ResourceNotFoundException", 404, "GetImagePipeline", imagePipelineArn=f"{pipeline}-2")
    refuse("InvalidParameterValueException", 400, "GetImagePipeline", imagePipelineArn="golden-pipeline")
    refuse("InvalidRequestException", 400, "GetImagePipeline")
    call("ListImagePipelines", [f"imagePipelineList.0.{name}" for name in shown], filters=[{"name": "name", "values": ["Golden Pipeline"]}], maxResults=100)
    refuse("InvalidParameterValueException", 400, "ListImagePipelines", maxResults=101)
    refuse("InvalidParameterValueException", 400, "ListImagePipelines", filters=[])
    refuse("InvalidParameterValueException", 400, "ListImagePipelines", filters=[{"name": "colour", "values": ["red"]}])
    refuse("InvalidPaginationTokenException", 400, "ListImagePipelines", nextToken="forged")
    return pipeline


def drive_builds(parts, pipeline):
    control("PUT", "scenario", namePrefix="golden", scenario={"cancelSeconds": 5, "findings": {"CRITICAL": 1, "HIGH": 4, "MEDIUM": 20, "LOW": 30, "INFORMATIONAL": 0, "UNTRIAGED": 5}})
    image = call("StartImagePipelineExecution", ["imageBuildVersionArn"], imagePipelineArn=pipeline, tags={"trigger": "one"})["imageBuildVersionArn"]
    check(image == f"{PREFIX}:image/golden-linux/1.0.0/1", image)
    refuse("ResourceNotFoundException", 404, "StartImagePipelineExecution", imagePipelineArn=f"{pipeline}-2")
    once = {"imagePipelineArn": pipeline, "tags": {"trigger": "two"}, "clientToken": "started-once"}
    second = call("StartImagePipelineExecution", **once)["imageBuildVersionArn"]
    check(second != image and call("StartImagePipelineExecution", **once)["imageBuildVersionArn"] == second, second)
    refuse("IdempotentParameterMismatchException", 400, "StartImagePipelineExecution", **{**once, "tags": {"trigger": "three"}})
    call("CancelImageCreation", imageBuildVersionArn=second)
    check(call("GetImage", imageBuildVersionArn=second)["image"]["state"]["status"] != "CANCELLED", "a build is stopped after the answer")
    control("POST", "clock", seconds=10)
    check(call("GetImage", imageBuildVersionArn=second)["image"]["state"]["status"] == "CANCELLED", "a build that is cancelled is stopped")
    check(call("StartImagePipelineExecution", **once)["imageBuildVersionArn"] == second, "a token outlives the build that it started")
    refuse("ResourceDependencyException", 400, "DeleteImage", imageBuildVersionArn=image)
    control("POST", "clock", seconds=120)
    running = call("ListWorkflowExecutions", ["workflowExecutions.0.workflowExecutionId"], imageBuildVersionArn=image)["workflowExecutions"]
    check([w["status"] for w in running] == ["RUNNING"], running)
    control("POST", "clock", seconds=7200)

    shown = ["arn", "name", "version", "type", "platform", "osVersion", "state.status", "imageRecipe.arn", "infrastructureConfiguration.instanceProfileName",
             "distributionConfiguration.arn", "sourcePipelineArn", "imageTestsConfiguration.imageTestsEnabled", "dateCreated",
             "outputResources.amis.1.image", "outputResources.amis.1.region", "outputResources.amis.1.accountId", "tags.trigger", "buildType", "workflows.1.workflowArn",
             "scanState.status", "imageScanningConfiguration.imageScanningEnabled"]
    got = call("GetImage", [f"image.{name}" for name in shown], imageBuildVersionArn=image)["image"]
    check((got["state"]["status"], got["scanState"]["status"]) == ("AVAILABLE", "COMPLETED"), got)
    check(got["tags"] == {"trigger": "one"}, got["tags"])
    check(got["version"] == "1.0.0/1", got["version"])
    newest = call("GetImage", ["image.arn"], imageBuildVersionArn=f"{PREFIX}:image/golden-linux/x.x.x")["image"]
    check(newest["arn"] == image, "the newest build that became available")
    refuse("ResourceNotFoundException", 404, "GetImage", imageBuildVersionArn=f"{PREFIX}:image/golden-linux/1.0.0/9")
    refuse("InvalidParameterValueException", 400, "GetImage", imageBuildVersionArn="ami-1")
    refuse("InvalidParameterValueException", 400, "CancelImageCreation", imageBuildVersionArn=image)
    listed = call("ListImagePipelineImages", imagePipelineArn=pipeline)["imageSummaryList"]
    check([entry["tags"]["trigger"] for entry in listed] == ["one", "two"], listed)
    call("ListImagePipelineImages", ["imageSummaryList.0.arn", "imageSummaryList.0.owner", "imageSummaryList.0.outputResources.amis"], imagePipelineArn=pipeline)
    refuse("ResourceNotFoundException", 404, "ListImagePipelineImages", imagePipelineArn=f"{pipeline}-2")
    builds = call("ListImageBuildVersions", imageVersionArn=f"{PREFIX}:image/golden-linux/1.0.0")["imageSummaryList"]
    check([entry["version"] for entry in builds] == ["1.0.0/2", "1.0.0/1"], builds)
    call("ListImages", ["imageVersionList.0.arn"], owner="Self")

    ended = call("ListWorkflowExecutions", ["imageBuildVersionArn", "workflowExecutions.1.endTime"], imageBuildVersionArn=image)["workflowExecutions"]
    check([(w["type"], w["status"], w["retried"]) for w in ended] == [("BUILD", "COMPLETED", False), ("TEST", "COMPLETED", False)], ended)
    for workflow in ended:
        total = workflow["totalStepsSucceeded"] + workflow["totalStepsFailed"] + workflow["totalStepsSkipped"]
        check(workflow["totalStepCount"] == total > 0, workflow)
    refuse("ResourceNotFoundException", 404, "ListWorkflowExecutions", imageBuildVersionArn=f"{PREFIX}:image/golden-linux/1.0.0/9")
    refuse("InvalidParameterValueException", 400, "ListWorkflowExecutions", imageBuildVersionArn=f"{PREFIX}:image/golden-linux/1.0.0")
    refuse("InvalidPaginationTokenException", 400, "ListWorkflowExecutions", imageBuildVersionArn=image, nextToken="forged")
    build = ended[0]["workflowExecutionId"]
    call("GetWorkflowExecution", ["workflowBuildVersionArn", "workflowExecutionId", "imageBuildVersionArn", "type", "status", "totalStepCount",
                                  "totalStepsSucceeded", "startTime", "endTime"], workflowExecutionId=build)
    refuse("ResourceNotFoundException", 404, "GetWorkflowExecution", workflowExecutionId="wf-00000000-0000-0000-0000-000000000000")
    refuse("InvalidParameterValueException", 400, "GetWorkflowExecution", workflowExecutionId="wf-1")
    steps = call("ListWorkflowStepExecutions", ["workflowBuildVersionArn", "workflowExecutionId", "imageBuildVersionArn", "steps.0.inputs", "steps.0.outputs",
                                                "steps.0.startTime", "steps.0.endTime", "steps.0.action"], workflowExecutionId=build)["steps"]
    check(steps[0]["name"] == "LaunchBuildInstance", steps[0])
    refuse("ResourceNotFoundException", 404, "ListWorkflowStepExecutions", workflowExecutionId="wf-00000000-0000-0000-0000-000000000000")
    call("GetWorkflowStepExecution", ["stepExecutionId", "workflowBuildVersionArn", "workflowExecutionId", "imageBuildVersionArn", "name", "action",
                                      "status", "inputs", "outputs", "startTime", "endTime", "onFailure", "timeoutSeconds"], stepExecutionId=steps[0]["stepExecutionId"])
    refuse("ResourceNotFoundException", 404, "GetWorkflowStepExecution", stepExecutionId="step-00000000-0000-0000-0000-000000000000")
    return image


def drive_findings(pipeline, image):
    by_image = [{"name": "imageBuildVersionArn", "values": [image]}]
    must = ["awsAccountId", "imageBuildVersionArn", "imagePipelineArn", "type", "title", "description", "severity", "firstObservedAt", "updatedAt",
            "inspectorScoreDetails.adjustedCvss.version", "remediation.recommendation.text", "packageVulnerabilityDetails.vulnerabilityId",
            "packageVulnerabilityDetails.vulnerablePackages.0.name", "fixAvailable"]
    first = call("ListImageScanFindings", ["nextToken", *(f"findings.0.{name}" for name in must)], filters=by_image)
    check(len(first["findings"]) == 25, len(first["findings"]))
    second = call("ListImageScanFindings", ["nextToken"], filters=by_image, nextToken=first["nextToken"])
    third = call("ListImageScanFindings", filters=by_image, nextToken=second["nextToken"])
    check(len(third["findings"]) == 10 and "nextToken" not in third, third.get("nextToken"))
    severe = call("ListImageScanFindings", ["findings.0"], filters=[{"name": "severity", "values": ["CRITICAL"]}])["findings"]
    check(len(severe) == 1, severe)
    vulnerability = severe[0]["packageVulnerabilityDetails"]["vulnerabilityId"]
    refuse("InvalidPaginationTokenException", 400, "ListImageScanFindings", nextToken=first["nextToken"])
    refuse("InvalidParameterValueException", 400, "ListImageScanFindings", filters=by_image * 2)
    refuse("InvalidParameterValueException", 400, "ListImageScanFindings", filters=[{"name": "severity", "values": ["HIGH", "CRITICAL"]}])
    refuse("InvalidParameterValueException", 400, "ListImageScanFindings", filters=[{"name": "accountId", "values": [ACCOUNT]}])

    counts = {"all": 60, "critical": 1, "high": 4, "medium": 20}
    for name, value, kind, expected in (
        ("accountId", ACCOUNT, "accountAggregation", counts),
        ("imageBuildVersionArn", image, "imageAggregation", counts),
        ("imagePipelineArn", pipeline, "imagePipelineAggregation", counts),
        ("vulnerabilityId", vulnerability, "vulnerabilityIdAggregation", {"all": 1, "critical": 1, "high": 0, "medium": 0}),
    ):
        got = call("ListImageScanFindingAggregations", ["aggregationType", f"responses.0.{kind}.{name}"], filter={"name": name, "values": [value]})
        check(got["responses"][0][kind] == {name: value, "severityCounts": expected}, got)
    everything = call("ListImageScanFindingAggregations", ["responses.0.accountAggregation"])
    check(everything["aggregationType"] == "accountId", everything)
    refuse("InvalidParameterValueException", 400, "ListImageScanFindingAggregations", filter={"name": "severity", "values": ["HIGH"]})
    refuse("InvalidPaginationTokenException", 400, "ListImageScanFindingAggregations", nextToken="forged")


def drive_images(parts):
    settings = {"infrastructureConfigurationArn": parts["infrastructure"]}
    control("PUT", "scenario", namePrefix="web", scenario={"failure": {
        "workflow": "BUILD", "step": 3, "message": "no such package",
        "component": {"phaseName": "build", "stepName": "Install", "action": "ExecuteBash"}, "rollsBack": True}})
    failed = call("CreateImage", ["imageBuildVersionArn", "latestVersionReferences.latestVersionArn"], containerRecipeArn=parts["container"], **settings)["imageBuildVersionArn"]
    control("POST", "clock", seconds=7200)
    image = call("GetImage", ["image.containerRecipe.arn", "image.state.reason", "image.state.failureContext.failedStep",
                              "image.state.failureContext.componentFailure.errorMessage"], imageBuildVersionArn=failed)["image"]
    check(image["state"]["status"] == "FAILED" and "scanState" not in image, image)
    check(image["state"]["failureContext"]["failedStep"] == "ApplyBuildComponents", image["state"])
    workflows = call("ListWorkflowExecutions", ["message"], imageBuildVersionArn=failed)["workflowExecutions"]
    check([w["status"] for w in workflows] == ["ROLLBACK_COMPLETED"], workflows)
    steps = call("ListWorkflowStepExecutions", ["steps.2.outputs", "steps.0.rollbackStatus"], workflowExecutionId=workflows[0]["workflowExecutionId"])["steps"]
    check([s["status"] for s in steps] == ["COMPLETED", "COMPLETED", "FAILED"], steps)

    once = {"containerRecipeArn": parts["container"], **settings, "clientToken": "created-once"}
    created = call("CreateImage", **once)["imageBuildVersionArn"]
    check(call("CreateImage", **once)["imageBuildVersionArn"] == created, created)
    refuse("IdempotentParameterMismatchException", 400, "CreateImage", **{**once, "enhancedImageMetadataEnabled": False})
    refuse("InvalidParameterCombinationException", 400, "CreateImage", imageRecipeArn=parts["recipe"], containerRecipeArn=parts["container"], **settings)
    refuse("InvalidRequestException", 400, "CreateImage", **settings)
    refuse("InvalidRequestException", 400, "CreateImage", imageRecipeArn=parts["recipe"])
    refuse("InvalidParameterValueException", 400, "CreateImage", imageRecipeArn=parts["recipe"], infrastructureConfigurationArn=f"{PREFIX}:infrastructure-configuration/none")
    cancelled = call("CreateImage", imageRecipeArn=f"{PREFIX}:image-recipe/golden-linux/x.x.x", **settings)["imageBuildVersionArn"]
    check(cancelled == f"{PREFIX}:image/golden-linux/1.0.1/1", cancelled)
    control("POST", "clock", seconds=60)
    call("CancelImageCreation", ["imageBuildVersionArn"], imageBuildVersionArn=cancelled)
    control("POST", "clock", seconds=10)
    got = call("GetImage", ["image.state.reason"], imageBuildVersionArn=cancelled)["image"]
    check(got["state"]["status"] == "CANCELLED", got["state"])
    statuses = [w["status"] for w in call("ListWorkflowExecutions", imageBuildVersionArn=cancelled)["workflowExecutions"]]
    check(statuses == ["CANCELLED"], statuses)
    refuse("ResourceNotFoundException", 404, "CancelImageCreation", imageBuildVersionArn=f"{PREFIX}:image/golden-linux/1.0.1/9")

    control("PUT", "scenario", namePrefix="golden", scenario={"throttledCalls": 1})
    throttled = call("CreateImage", imageRecipeArn=parts["recipe"], **settings)["imageBuildVersionArn"]
    refuse("CallRateLimitExceededException", 429, "GetImage", imageBuildVersionArn=throttled)
    call("GetImage", imageBuildVersionArn=throttled)


def drive_tags_and_deletions(parts, pipeline, image):
    call("TagResource", resourceArn=pipeline, tags={"stage": "prod", "old": "yes"})
    call("UntagResource", resourceArn=pipeline, tagKeys=["old", "none"])
    tags = call("ListTagsForResource", ["tags"], resourceArn=pipeline)["tags"]
    check(tags == {"owner": "images", "stage": "prod"}, tags)
    refuse("ResourceNotFoundException", 404, "ListTagsForResource", resourceArn=f"{pipeline}-2")
    refuse("InvalidParameterException", 400, "TagResource", resourceArn=pipeline, tags={"aws:mine": "no"})
    refuse("InvalidParameterException", 400, "UntagResource", resourceArn="golden", tagKeys=["old"])

    refuse("ResourceDependencyException", 400, "DeleteImageRecipe", imageRecipeArn=parts["recipe"])
    refuse("ResourceDependencyException", 400, "DeleteInfrastructureConfiguration", infrastructureConfigurationArn=parts["infrastructure"])
    refuse("ResourceDependencyException", 400, "DeleteDistributionConfiguration", distributionConfigurationArn=parts["distribution"])
    call("DeleteImage", ["imageBuildVersionArn"], imageBuildVersionArn=image)
    refuse("ResourceNotFoundException", 404, "DeleteImage", imageBuildVersionArn=image)
    call("DeleteImagePipeline", ["imagePipelineArn"], imagePipelineArn=pipeline)
    refuse("ResourceNotFoundException", 404, "DeleteImagePipeline", imagePipelineArn=pipeline)
    call("DeleteImageRecipe", ["imageRecipeArn"], imageRecipeArn=parts["recipe"])
    call("DeleteContainerRecipe", ["containerRecipeArn"], containerRecipeArn=parts["container"])
    call("DeleteComponent", ["componentBuildVersionArn"], componentBuildVersionArn=parts["component"])
    call("DeleteInfrastructureConfiguration", ["infrastructureConfigurationArn"], infrastructureConfigurationArn=parts["infrastructure"])
    call("DeleteDistributionConfiguration", ["distributionConfigurationArn"], distributionConfigurationArn=parts["distribution"])


def main():
    parts = drive_parts()
    pipeline = drive_pipeline(parts)
    image = drive_builds(parts, pipeline)
    drive_findings(pipeline, image)
    drive_images(parts)
    workflows = drive_workflows()
    drive_waiting_steps(parts, workflows)
    drive_retries(parts)
    drive_lifecycle_policies()
    drive_state_updates(parts)
    drive_tags_and_deletions(parts, pipeline, image)
    print(json.dumps({"answered": sorted(answered), "refused": sorted(refused)}))


if __name__ == "__main__":
    main()
