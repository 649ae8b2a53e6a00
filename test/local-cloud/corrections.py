"""Asks MiniStack, by boto3, for what its corrections are about; prints the answers as JSON.

Usage: corrections.py <address>
"""

import io
import json
import sys
import time
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::000000000000:role/test"
FUNCTION = """
exports.handler = async ({ mode }) => {
  if (mode === 'crash') process.exit(1);
  if (mode === 'text') throw 'just text';
  throw Object.assign(new Error('boom'), { name: 'OwnError' });
};
"""


def client(service):
    return boto3.client(service, endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test",
                        config=Config(retries={"total_max_attempts": 1}))


functions, machines, parameters, rules, queues = client("lambda"), client("stepfunctions"), client("ssm"), client("events"), client("sqs")


def refusal(call, **arguments):
    try:
        call(**arguments)
        return "accepted"
    except ClientError as error:
        return error.response["Error"]["Code"]


def create_function():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.js", FUNCTION)
    return functions.create_function(
        FunctionName="fails", Runtime="nodejs22.x", Role=ROLE, Handler="index.handler", Code={"ZipFile": archive.getvalue()})["FunctionArn"]


def create_machine(name, states, **more):
    definition = {"StartAt": next(iter(states)), "States": states, **more}
    return machines.create_state_machine(name=name, definition=json.dumps(definition), roleArn=ROLE)["stateMachineArn"]


def run(name, states, given=None, **more):
    """The end of an execution, and how long it took."""
    start = time.monotonic()
    machine = create_machine(name, states, **more)
    execution = machines.start_execution(stateMachineArn=machine, input=json.dumps(given or {}))["executionArn"]
    while True:
        seen = machines.describe_execution(executionArn=execution)
        if seen["status"] != "RUNNING":
            events = [event["type"] for event in machines.get_execution_history(executionArn=execution)["events"]]
            return {**{key: seen.get(key) for key in ("status", "error", "cause", "output")}, "seconds": time.monotonic() - start, "last": events[-1]}
        time.sleep(0.05)


def wait(**how):
    return {"Wait": {"Type": "Wait", "End": True, **how}}


def starts():
    machine = create_machine("starts", wait(Seconds=300))
    arguments = {"stateMachineArn": machine, "name": "one", "input": '{"a":1}'}
    first = machines.start_execution(**arguments)
    again = machines.start_execution(**arguments)
    other = refusal(machines.start_execution, **{**arguments, "input": '{"a":2}'})
    machines.stop_execution(executionArn=first["executionArn"])
    return {
        "same": (first["executionArn"], first["startDate"]) == (again["executionArn"], again["startDate"]),
        "otherInput": other,
        "ended": refusal(machines.start_execution, **arguments),
        "longestName": refusal(machines.start_execution, stateMachineArn=machine, name="a" * 80),
        "tooLongName": refusal(machines.start_execution, stateMachineArn=machine, name="a" * 81),
        "nameWithSlash": refusal(machines.start_execution, stateMachineArn=machine, name="a/b"),
        "notJson": refusal(machines.start_execution, stateMachineArn=machine, input="{"),
        "largest": refusal(machines.start_execution, stateMachineArn=machine, input=json.dumps("a" * 262_142)),
        "tooLarge": refusal(machines.start_execution, stateMachineArn=machine, input=json.dumps("a" * 262_143)),
    }


def task(function, mode):
    return {
        "Try": {
            "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": function, "Payload": {"mode": mode}},
            "Catch": [{"ErrorEquals": ["OwnError", "Runtime.ExitError"], "Next": "Caught"}], "End": True,
        },
        "Caught": {"Type": "Pass", "Parameters": {"error.$": "$.Error", "cause.$": "States.StringToJson($.Cause)"}, "End": True},
    }


def waits():
    by_path = wait(SecondsPath="$.seconds")
    return {
        **{json.dumps(value): run(f"path-{index}", by_path, {"seconds": value}) for index, value in enumerate((0, 20, "20", -1, 1.5, None))},
        "context": run("path-context", wait(SecondsPath="$$.Execution.Input.seconds"), {"seconds": 20}),
    }


def timeouts():
    looping = {"Wait": {"Type": "Wait", "Seconds": 10, "Next": "Again"}, "Again": {"Type": "Pass", "Next": "Wait"}}
    return {
        "loop": run("timeout-loop", looping, TimeoutSeconds=55),
        "enough": run("timeout-enough", wait(Seconds=10), TimeoutSeconds=20),
    }


def values():
    put = parameters.put_parameter
    return {
        "standard": refusal(put, Name="/a", Value="v" * 4096, Type="SecureString"),
        "overStandard": refusal(put, Name="/b", Value="v" * 4097, Type="SecureString"),
        "advanced": refusal(put, Name="/c", Value="v" * 8192, Type="String", Tier="Advanced"),
        "overAdvanced": refusal(put, Name="/d", Value="v" * 8193, Type="String", Tier="Advanced"),
    }


def delivered():
    """What a queue gets of an event whose rule names items of its lists."""
    queue = queues.create_queue(QueueName="delivered")["QueueUrl"]
    arn = queues.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    rules.put_rule(Name="items", EventPattern=json.dumps({"source": ["test"]}))
    paths = {"image": "$.resources[0]", "second": "$.detail.steps[1].name", "none": "$.resources[7]", "source": "$.source"}
    template = json.dumps({name: f"<{name}>" for name in paths})
    rules.put_targets(Rule="items", Targets=[{"Id": "queue", "Arn": arn, "InputTransformer": {"InputPathsMap": paths, "InputTemplate": template}}])
    detail = {"steps": [{"name": "Launch"}, {"name": "Create"}]}
    rules.put_events(Entries=[{"Source": "test", "DetailType": "test", "Resources": ["image-1", "image-2"], "Detail": json.dumps(detail)}])
    messages = queues.receive_message(QueueUrl=queue, WaitTimeSeconds=10)["Messages"]
    return [json.loads(message["Body"]) for message in messages]


def failed_stacks():
    """The states of stacks that fail without rollback, and are updated then."""
    stacks = client("cloudformation")
    queue = {"Type": "AWS::SQS::Queue"}
    fails = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Name": "/imagebuilder/e", "Value": "v" * 8193, "Tier": "Advanced"}}
    works = {**fails, "Properties": {**fails["Properties"], "Value": "v"}}

    def end(call, name, *resources):
        template = json.dumps({"Resources": {f"Resource{index}": resource for index, resource in enumerate(resources)}})
        code = refusal(call, StackName=name, TemplateBody=template, DisableRollback=True)
        while True:
            status = stacks.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
            if not status.endswith("_PROGRESS"):
                return f"{code} {status}"
            time.sleep(0.05)

    created = [end(stacks.create_stack, "created", queue, fails), end(stacks.update_stack, "created", queue, works)]
    end(stacks.create_stack, "updated", queue)
    updated = [end(stacks.update_stack, "updated", queue, fails) for _ in range(2)]
    return {"created": created, "updated": [*updated, *(end(stacks.update_stack, "updated", queue) for _ in range(2))]}


def main():
    function = create_function()
    print(json.dumps({
        "starts": starts(),
        "waits": waits(),
        "timeouts": timeouts(),
        "errors": {mode: run(f"error-{mode}", task(function, mode)) for mode in ("throw", "crash", "text")},
        "values": values(),
        "delivered": delivered(),
        "failedStacks": failed_stacks(),
    }))


if __name__ == "__main__":
    main()
