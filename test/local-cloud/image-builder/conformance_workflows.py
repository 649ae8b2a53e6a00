"""Drives the workflows, their steps that wait, retries and lifecycle policies."""

import json

from checked_client import ACCOUNT, PREFIX, REGION, call, check, control, refuse

MANAGED = f"arn:aws:imagebuilder:{REGION}:aws:workflow"
LAUNCH = {"name": "Launch", "action": "LaunchInstance", "inputs": {"waitFor": "ssmAgent"}}
ON_INSTANCE = {"instanceId.$": "$.stepOutputs.Launch.instanceId"}
APPROVAL = {
    "schemaVersion": "1.0",
    "parameters": [
        {"name": "topic", "type": "string", "default": "none", "description": "where to ask"},
        {"name": "checks", "type": "stringList", "default": ["a", "b"]},
        {"name": "patient", "type": "boolean"},
    ],
    "steps": [
        LAUNCH,
        {"name": "Approve", "action": "WaitForAction", "timeoutSeconds": 7200, "inputs": {"payload": "{\"topic\": \"{{ $.parameters.topic }}\"}"}},
        {"name": "Finish", "action": "TerminateInstance", "inputs": ON_INSTANCE},
    ],
    "outputs": [{"name": "Decision", "value": "$.stepOutputs.Approve.action"}],
}


def workflow_data(**changes):
    return json.dumps({**APPROVAL, **changes})


def drive_workflows():
    create = {"name": "Approval Gate", "semanticVersion": "1.0.0", "type": "TEST"}
    first = call("CreateWorkflow", ["workflowBuildVersionArn", "latestVersionReferences.latestMinorVersionArn"], **create, data=workflow_data(),
                 description="asks", changeDescription="new", tags={"team": "images"}, clientToken="workflow-once")["workflowBuildVersionArn"]
    check(first == f"{PREFIX}:workflow/test/approval-gate/1.0.0/1", first)
    second = call("CreateWorkflow", **create, data=workflow_data(description="again"))["workflowBuildVersionArn"]
    check(second.endswith("/1.0.0/2"), second)
    refuse("ResourceAlreadyExistsException", 400, "CreateWorkflow", **create, data=workflow_data(description="again"))
    newer = call("CreateWorkflow", **{**create, "semanticVersion": "1.2.0"}, data=workflow_data())["workflowBuildVersionArn"]
    shown = ["arn", "name", "version", "description", "changeDescription", "type", "owner", "data", "dateCreated", "tags.team", "parameters.0.name",
             "parameters.0.type", "parameters.0.defaultValue.0", "parameters.0.description", "parameters.1.defaultValue.1"]
    got = call("GetWorkflow", [f"workflow.{name}" for name in shown], workflowBuildVersionArn=first)["workflow"]
    check("defaultValue" not in got["parameters"][2] and "document" not in got, got)
    for pattern, arn in (("1.0.0", second), ("1.0.x", second), ("x.x.x", newer)):
        got = call("GetWorkflow", ["latestVersionReferences.latestVersionArn"], workflowBuildVersionArn=f"{PREFIX}:workflow/test/approval-gate/{pattern}")["workflow"]
        check(got["arn"] == arn, (pattern, got["arn"]))
    got = call("GetWorkflow", ["workflow.data"], workflowBuildVersionArn=f"{MANAGED}/build/build-image/x.x.x")["workflow"]
    check(got["owner"] == "Amazon" and got["arn"] == f"{MANAGED}/build/build-image/1.0.3/1", got)

    versions = call("ListWorkflows", ["workflowVersionList.0.dateCreated"], owner="Self", filters=[{"name": "type", "values": ["TEST"]}])["workflowVersionList"]
    check([entry["version"] for entry in versions] == ["1.0.0", "1.2.0"], versions)
    named = call("ListWorkflows", byName=True)["workflowVersionList"]
    check([entry["version"] for entry in named] == ["1.2.0"], named)
    managed = call("ListWorkflows", owner="Amazon", maxResults=5)
    rest = call("ListWorkflows", owner="Amazon", maxResults=5, nextToken=managed["nextToken"])
    names = {entry["name"] for entry in managed["workflowVersionList"] + rest["workflowVersionList"]}
    check({"build-image", "test-image", "distribute-image", "build-container", "test-container", "distribute-container"} < names, names)
    builds = call("ListWorkflowBuildVersions", workflowVersionArn=f"{PREFIX}:workflow/test/approval-gate/1.0.0")
    check([entry["arn"] for entry in builds["workflowSummaryList"]] == [second, first], builds)

    refuse("IdempotentParameterMismatchException", 400, "CreateWorkflow", **create, data=workflow_data(description="other"), clientToken="workflow-once")
    refuse("DryRunOperationException", 412, "CreateWorkflow", **create, data=workflow_data(), dryRun=True)
    refuse("InvalidParameterCombinationException", 400, "CreateWorkflow", **create, data=workflow_data(), uri="s3://bucket/key")
    refuse("InvalidParameterCombinationException", 400, "CreateWorkflow", **create)
    refuse("InvalidParameterValueException", 400, "CreateWorkflow", **{**create, "semanticVersion": "1.0.x"}, data=workflow_data())
    refuse("InvalidVersionNumberException", 400, "CreateWorkflow", **{**create, "semanticVersion": "1.0.1073741824"}, data=workflow_data())
    refuse("InvalidParameterValueException", 400, "CreateWorkflow", **{**create, "type": "DEPLOY"}, data=workflow_data())
    refuse("InvalidParameterValueException", 400, "CreateWorkflow", **create, data=workflow_data(description="a" * 16000))
    refuse("InvalidRequestException", 400, "CreateWorkflow", name="typeless", semanticVersion="1.0.0", data=workflow_data())
    refuse("ResourceNotFoundException", 404, "GetWorkflow", workflowBuildVersionArn=f"{PREFIX}:workflow/test/none/x.x.x")
    refuse("InvalidParameterValueException", 400, "GetWorkflow", workflowBuildVersionArn=f"{PREFIX}:workflow/TEST/approval-gate/x.x.x")
    refuse("InvalidParameterValueException", 400, "ListWorkflows", filters=[{"name": "colour", "values": ["red"]}])
    refuse("InvalidParameterValueException", 400, "ListWorkflows", maxResults=101)
    refuse("InvalidPaginationTokenException", 400, "ListWorkflows", nextToken="forged")
    refuse("InvalidPaginationTokenException", 400, "ListWorkflowBuildVersions", nextToken="forged")
    call("DeleteWorkflow", ["workflowBuildVersionArn"], workflowBuildVersionArn=newer)
    refuse("ResourceNotFoundException", 404, "DeleteWorkflow", workflowBuildVersionArn=newer)
    return {"approval": second}


def drive_waiting_steps(parts, workflows):
    chosen = {"workflowArn": f"{PREFIX}:workflow/test/approval-gate/x.x.x", "parameters": [{"name": "patient", "value": ["true"]}], "onFailure": "ABORT"}
    settings = {"imageRecipeArn": parts["recipe"], "infrastructureConfigurationArn": parts["infrastructure"], "executionRole": "builder"}
    create = {**settings, "workflows": [{"workflowArn": f"{MANAGED}/build/build-image/x.x.x"}, chosen]}
    for parameters in ([{"name": "other", "value": ["a"]}], [{"name": "patient", "value": ["maybe"]}], [{"name": "topic", "value": ["a"]}]):
        refuse("InvalidParameterValueException", 400, "CreateImage", **{**create, "workflows": [{**chosen, "parameters": parameters}]})
    refuse("InvalidParameterValueException", 400, "CreateImage", **{**create, "workflows": [{"workflowArn": f"{PREFIX}:workflow/test/none/x.x.x"}]})
    # Whether a pipeline that names it by a wildcard holds it is not recorded.
    named = {**chosen, "workflowArn": workflows["approval"]}
    pipeline = call("CreateImagePipeline", **{**create, "workflows": [create["workflows"][0], named]}, name="approved")["imagePipelineArn"]
    refuse("ResourceDependencyException", 400, "DeleteWorkflow", workflowBuildVersionArn=workflows["approval"])

    control("PUT", "scenario", namePrefix="golden", scenario={})
    image = call("CreateImage", **create)["imageBuildVersionArn"]
    stopped = call("StartImagePipelineExecution", imagePipelineArn=pipeline)["imageBuildVersionArn"]
    cancelled = call("CreateImage", **create)["imageBuildVersionArn"]
    check(call("ListWaitingWorkflowSteps")["steps"] == [], "nothing waits yet")
    control("POST", "clock", seconds=3600)
    waiting = call("ListWaitingWorkflowSteps", ["steps.0.stepExecutionId", "steps.0.workflowExecutionId", "steps.0.startTime"], maxResults=2)
    rest = call("ListWaitingWorkflowSteps", maxResults=2, nextToken=waiting["nextToken"])
    steps = {step["imageBuildVersionArn"]: step for step in waiting["steps"] + rest["steps"]}
    check(set(steps) == {image, stopped, cancelled}, steps)
    step = steps[image]
    check((step["name"], step["action"], step["workflowBuildVersionArn"]) == ("Approve", "WaitForAction", workflows["approval"]), step)
    got = call("GetWorkflowStepExecution", ["inputs"], stepExecutionId=step["stepExecutionId"])
    check(json.loads(got["inputs"]) == {"payload": "{\"topic\": \"none\"}"} and got["timeoutSeconds"] == 7200, got)
    check(call("GetImage", imageBuildVersionArn=image)["image"]["state"]["status"] == "TESTING", "a step that waits keeps the image waiting")

    answer = {"stepExecutionId": step["stepExecutionId"], "imageBuildVersionArn": image, "action": "RESUME"}
    refuse("InvalidParameterValueException", 400, "SendWorkflowStepAction", **{**answer, "action": "SKIP"})
    refuse("InvalidParameterValueException", 400, "SendWorkflowStepAction", **{**answer, "reason": "a" * 1025})
    refuse("InvalidRequestException", 400, "SendWorkflowStepAction", stepExecutionId=step["stepExecutionId"], action="RESUME")
    refuse("ResourceNotFoundException", 404, "SendWorkflowStepAction", **{**answer, "imageBuildVersionArn": stopped})
    refuse("ResourceNotFoundException", 404, "SendWorkflowStepAction", **{**answer, "stepExecutionId": "step-00000000-0000-0000-0000-000000000000"})
    call("SendWorkflowStepAction", ["stepExecutionId", "imageBuildVersionArn"], **answer, reason="looks good", clientToken="answered-once")
    call("SendWorkflowStepAction", **answer, reason="looks good", clientToken="answered-once")
    refuse("IdempotentParameterMismatchException", 400, "SendWorkflowStepAction", **answer, reason="looks bad", clientToken="answered-once")
    refuse("InvalidRequestException", 400, "SendWorkflowStepAction", **answer)
    call("SendWorkflowStepAction", **{**answer, "stepExecutionId": steps[stopped]["stepExecutionId"], "imageBuildVersionArn": stopped, "action": "STOP"}, reason="no")
    call("CancelImageCreation", imageBuildVersionArn=cancelled)
    control("POST", "clock", seconds=10)
    refuse("InvalidRequestException", 400, "SendWorkflowStepAction", **{
        **answer, "stepExecutionId": steps[cancelled]["stepExecutionId"], "imageBuildVersionArn": cancelled})
    check(call("ListWaitingWorkflowSteps")["steps"] == [], "all are answered or cancelled")
    refuse("InvalidPaginationTokenException", 400, "ListWaitingWorkflowSteps", nextToken="forged")

    control("POST", "clock", seconds=3600)
    got = call("GetWorkflowStepExecution", ["outputs", "endTime"], stepExecutionId=step["stepExecutionId"])
    check(got["status"] == "COMPLETED" and json.loads(got["outputs"]) == {"action": "RESUME", "reason": "looks good"}, got)
    check(call("GetImage", imageBuildVersionArn=image)["image"]["state"]["status"] == "AVAILABLE", "resumed")
    state = call("GetImage", ["image.state.reason"], imageBuildVersionArn=stopped)["image"]["state"]
    check(state["status"] == "FAILED" and state["reason"].endswith("failed with reason: no"), state)
    executions = call("ListWorkflowExecutions", imageBuildVersionArn=cancelled)["workflowExecutions"]
    check([execution["status"] for execution in executions] == ["COMPLETED", "CANCELLED"], executions)
    call("DeleteImagePipeline", imagePipelineArn=pipeline)
    call("DeleteWorkflow", workflowBuildVersionArn=workflows["approval"])


def drive_retries(parts):
    settings = {"imageRecipeArn": parts["recipe"], "infrastructureConfigurationArn": parts["infrastructure"]}
    control("PUT", "scenario", namePrefix="golden", scenario={"failure": {"workflow": "TEST", "step": 1, "message": "no capacity"}})
    image = call("CreateImage", **settings)["imageBuildVersionArn"]
    refuse("ResourceInUseException", 400, "RetryImage", imageBuildVersionArn=image)
    control("POST", "clock", seconds=7200)
    control("PUT", "scenario", namePrefix="golden", scenario={"failure": {"workflow": "DISTRIBUTION", "message": "no access"}})
    check(call("GetImage", imageBuildVersionArn=image)["image"]["state"]["status"] == "FAILED", "the test fails")
    for state in ("TESTING", "DISTRIBUTING"):
        call("RetryImage", ["imageBuildVersionArn"], imageBuildVersionArn=image)
        check(call("GetImage", imageBuildVersionArn=image)["image"]["state"]["status"] == state, f"{state} again")
        control("POST", "clock", seconds=7200)
        control("PUT", "scenario", namePrefix="golden", scenario={})
    check(call("GetImage", imageBuildVersionArn=image)["image"]["state"]["status"] == "AVAILABLE", "the distribution succeeds")
    seen = [(w["type"], w["status"], w["retried"]) for w in call("ListWorkflowExecutions", imageBuildVersionArn=image)["workflowExecutions"]]
    check(seen == [("BUILD", "COMPLETED", False), ("TEST", "ROLLBACK_COMPLETED", True), ("TEST", "COMPLETED", False)], seen)
    refuse("InvalidRequestException", 400, "RetryImage", imageBuildVersionArn=image)
    refuse("ResourceNotFoundException", 404, "RetryImage", imageBuildVersionArn=f"{PREFIX}:image/golden-linux/1.0.0/99")


def drive_lifecycle_policies():
    detail = {"action": {"type": "DELETE", "includeResources": {"amis": True, "snapshots": True}},
              "filter": {"type": "AGE", "value": 6, "unit": "MONTHS", "retainAtLeast": 3},
              "exclusionRules": {"tagMap": {"keep": "yes"}, "amis": {"isPublic": True, "lastLaunched": {"value": 30, "unit": "DAYS"}}}}
    create = {"name": "Keep Few", "executionRole": f"arn:aws:iam::{ACCOUNT}:role/lifecycle", "resourceType": "AMI_IMAGE", "policyDetails": [detail],
              "resourceSelection": {"recipes": [{"name": "golden", "semanticVersion": "1.x.x"}]}}
    policy = call("CreateLifecyclePolicy", ["lifecyclePolicyArn"], **create, description="few", tags={"team": "images"})["lifecyclePolicyArn"]
    check(policy == f"{PREFIX}:lifecycle-policy/keep-few", policy)
    shown = ["arn", "name", "description", "status", "executionRole", "resourceType", "policyDetails.0.exclusionRules.amis.lastLaunched.value",
             "resourceSelection.recipes.0.name", "dateCreated", "tags.team"]
    got = call("GetLifecyclePolicy", [f"lifecyclePolicy.{name}" for name in shown], lifecyclePolicyArn=policy)["lifecyclePolicy"]
    check(got["status"] == "ENABLED" and "dateUpdated" not in got, got)
    update = {**{key: value for key, value in create.items() if key != "name"}, "lifecyclePolicyArn": policy}
    call("UpdateLifecyclePolicy", ["lifecyclePolicyArn"], **update, status="DISABLED")
    got = call("GetLifecyclePolicy", ["lifecyclePolicy.dateUpdated"], lifecyclePolicyArn=policy)["lifecyclePolicy"]
    check(got["status"] == "DISABLED" and "description" not in got, "an update is not selective")
    call("ListLifecyclePolicies", ["lifecyclePolicySummaryList.0.executionRole"], filters=[{"name": "status", "values": ["DISABLED"]}])

    refuse("ResourceAlreadyExistsException", 400, "CreateLifecyclePolicy", **{**create, "name": "keep_few"})
    create["name"] = "another"
    refuse("DryRunOperationException", 412, "CreateLifecyclePolicy", **create, dryRun=True)
    for changes in (
        {"policyDetails": [detail, detail]},
        {"policyDetails": [{**detail, "filter": {"type": "AGE", "value": 6}}]},
        {"policyDetails": [{**detail, "filter": {"type": "COUNT", "value": 6, "retainAtLeast": 1}}]},
        {"policyDetails": [{**detail, "action": {"type": "DELETE", "includeResources": {"containers": True}}}]},
        {"resourceType": "CONTAINER_IMAGE"},
        {"resourceType": "CONTAINER_IMAGE", "policyDetails": [{"action": {"type": "DISABLE"}, "filter": {"type": "COUNT", "value": 6}}]},
        {"resourceSelection": {}},
        {"resourceSelection": {"recipes": [{"name": "golden", "semanticVersion": "1.x.x"}], "tagMap": {"a": "b"}}},
    ):
        refuse("InvalidRequestException", 400, "CreateLifecyclePolicy", **{**create, **changes})
    refuse("InvalidParameterValueException", 400, "CreateLifecyclePolicy", **{**create, "policyDetails": []})
    refuse("InvalidParameterValueException", 400, "CreateLifecyclePolicy", **{**create, "policyDetails": [{**detail, "filter": {"type": "COUNT", "value": 1001}}]})
    refuse("ResourceNotFoundException", 404, "GetLifecyclePolicy", lifecyclePolicyArn=f"{policy}-2")
    refuse("ResourceNotFoundException", 404, "UpdateLifecyclePolicy", **{**update, "lifecyclePolicyArn": f"{policy}-2"})
    refuse("InvalidPaginationTokenException", 400, "ListLifecyclePolicies", nextToken="forged")
    call("DeleteLifecyclePolicy", ["lifecyclePolicyArn"], lifecyclePolicyArn=policy)
    refuse("ResourceNotFoundException", 404, "DeleteLifecyclePolicy", lifecyclePolicyArn=policy)


def drive_state_updates(parts):
    settings = {"imageRecipeArn": parts["recipe"], "infrastructureConfigurationArn": parts["infrastructure"]}
    image = call("CreateImage", **settings)["imageBuildVersionArn"]
    update = {"resourceArn": image, "state": {"status": "DEPRECATED"}}
    refuse("ResourceInUseException", 400, "StartResourceStateUpdate", **update)
    control("POST", "clock", seconds=7200)
    refuse("InvalidRequestException", 400, "StartResourceStateUpdate", **{**update, "state": {}})
    refuse("InvalidRequestException", 400, "StartResourceStateUpdate", **update, includeResources={"amis": True})
    refuse("InvalidParameterValueException", 400, "StartResourceStateUpdate", **{**update, "state": {"status": "GONE"}})
    refuse("ResourceNotFoundException", 404, "StartResourceStateUpdate", **{**update, "resourceArn": f"{image}9"})
    check("lifecycleExecutionId" not in call("StartResourceStateUpdate", ["resourceArn"], **update), "takes effect at once")
    got = call("GetImage", ["image.outputResources.amis"], imageBuildVersionArn=image)["image"]
    check(got["state"]["status"] == "DEPRECATED", got["state"])

    execution = call("StartResourceStateUpdate", ["lifecycleExecutionId"], resourceArn=image, state={"status": "DELETED"}, executionRole="lifecycle",
                     includeResources={"amis": True, "snapshots": True}, clientToken="deleted-once")["lifecycleExecutionId"]
    refuse("ResourceInUseException", 400, "StartResourceStateUpdate", **update)
    got = call("GetLifecycleExecution", ["lifecycleExecution.startTime"], lifecycleExecutionId=execution)["lifecycleExecution"]
    check(got["state"]["status"] == "IN_PROGRESS", got)
    control("POST", "clock", seconds=60)
    got = call("GetLifecycleExecution", ["lifecycleExecution.endTime"], lifecycleExecutionId=execution)["lifecycleExecution"]
    check(got["state"]["status"] == "SUCCESS", got)
    listed = call("ListLifecycleExecutions", resourceArn=image)["lifecycleExecutions"]
    check([entry["lifecycleExecutionId"] for entry in listed] == [execution], listed)
    got = call("GetImage", ["image.lifecycleExecutionId"], imageBuildVersionArn=image)["image"]
    check(got["state"]["status"] == "DELETED" and got["outputResources"] == {"amis": []}, got)
    refuse("ResourceNotFoundException", 404, "GetLifecycleExecution", lifecycleExecutionId="lce-00000000-0000-0000-0000-000000000000")
    refuse("InvalidPaginationTokenException", 400, "ListLifecycleExecutions", resourceArn=image, nextToken="forged")
    call("DeleteImage", imageBuildVersionArn=image)
