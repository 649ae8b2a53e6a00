"""botocore's own client, and the checks of its answers against botocore's own model."""

import json
import re
import sys
import urllib.request

import botocore.session
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

ENDPOINT = sys.argv[1]
REGION = "eu-west-1"
ACCOUNT = "000000000000"
PREFIX = f"arn:aws:imagebuilder:{REGION}:{ACCOUNT}"

client = botocore.session.get_session().create_client(
    "imagebuilder",
    region_name=REGION,
    endpoint_url=ENDPOINT,
    aws_access_key_id="test",
    aws_secret_access_key="test",
    # Invalid input has to reach the emulator, and a refusal has to be seen at once.
    config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
)
# A step that waits has this status, as AWS's samples show; no model lists it.
UNLISTED = {("WorkflowStepExecutionStatus", "WAITING")}
answered = set()
refused = set()


def check(condition, message):
    if not condition:
        raise AssertionError(message)


def check_values(shape, value, path):
    """What ParamValidator leaves out: enums and patterns."""
    if shape.type_name == "structure":
        for name, member in value.items():
            check_values(shape.members[name], member, f"{path}.{name}")
    elif shape.type_name == "list":
        for item in value:
            check_values(shape.member, item, f"{path}[]")
    elif shape.type_name == "map":
        for key, item in value.items():
            check_values(shape.key, key, f"{path} key")
            check_values(shape.value, item, f"{path}.{key}")
    elif shape.type_name == "string":
        check(not shape.enum or value in shape.enum or (shape.name, value) in UNLISTED, f"{path}: {value} is not one of {shape.enum}")
        pattern = shape.metadata.get("pattern")
        check(not pattern or re.search(pattern, value), f"{path}: {value} does not match {pattern}")


def dig(value, path):
    for name in path.split("."):
        value = value[int(name)] if isinstance(value, list) else value.get(name)
        if value is None:
            return None
    return value


def call(operation, must=(), **parameters):
    """Calls an operation; each path in must has to be there and not be empty."""
    response = getattr(client, xform_name(operation))(**parameters)
    metadata = response.pop("ResponseMetadata")
    check(metadata["HTTPStatusCode"] == 200, f"{operation}: status {metadata['HTTPStatusCode']}")
    shape = client.meta.service_model.operation_model(operation).output_shape
    report = ParamValidator().validate(response, shape)
    check(not report.has_errors(), f"{operation}: {report.generate_report()}")
    check_values(shape, response, operation)
    always = [name for name in ("requestId", "clientToken") if name in shape.members]
    for path in [*always, *must]:
        check(dig(response, path) not in (None, "", [], {}), f"{operation}: {path} is missing in {response}")
    answered.add(operation)
    return response


def refuse(code, status, operation, **parameters):
    try:
        getattr(client, xform_name(operation))(**parameters)
    except ClientError as error:
        seen = (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])
        check(seen == (code, status), f"{operation} {parameters}: {seen} instead of {(code, status)}: {error}")
        check(error.response["Error"]["Message"], f"{operation}: {code} has no message")
        refused.add(f"{operation} {code}")
        return error.response["Error"]["Message"]
    raise AssertionError(f"{operation} {parameters} was answered; expected {code}")


def control(method, path, **body):
    request = urllib.request.Request(f"{ENDPOINT}/_emulator/{path}", json.dumps(body).encode(), method=method)
    with urllib.request.urlopen(request) as response:
        return json.load(response)
