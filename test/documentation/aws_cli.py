"""The part of the AWS CLI that the documentation uses: checks a command against the service's model, and runs it if there is an endpoint."""

import json
import os
import sys
import uuid

import botocore.session
import jmespath
from botocore import xform_name
from botocore.validate import ParamValidator

SERVICES = {"configservice": "config"}


def main(arguments):
    service, operation, *rest = arguments
    session = botocore.session.Session()
    model = session.get_service_model(SERVICES.get(service, service))
    names = {xform_name(name, "-"): name for name in model.operation_names}
    if operation not in names:
        fail(f"{service} has no operation '{operation}'")
    options = options_of(rest)
    query, output = last(options.pop("query", [])), last(options.pop("output", ["json"]))
    parameters = parameters_of(model.operation_model(names[operation]).input_shape, options, f"{service} {operation}")
    expression = jmespath.compile(query) if query else None
    if not os.environ.get("AWS_ENDPOINT_URL"):
        print("x")
        return
    client = session.create_client(SERVICES.get(service, service))
    answer = getattr(client, xform_name(names[operation]))(**parameters)
    answer.pop("ResponseMetadata", None)
    show(expression.search(answer) if expression else answer, output)


def options_of(tokens):
    """The values of each option, by its name without hyphens."""
    options = {}
    for token in tokens:
        if token.startswith("--"):
            name = token[2:]
            options[name] = []
        elif not options:
            fail(f"'{token}' belongs to no option")
        else:
            options[name].append(token)
    return options


def last(values):
    return values[-1] if values else None


def parameters_of(shape, options, command):
    members = {xform_name(name, "-"): name for name in shape.members} if shape else {}
    parameters = {}
    for option, values in options.items():
        if option not in members:
            fail(f"{command} has no option --{option}: it has {', '.join(sorted(members))}")
        parameters[members[option]] = parsed(shape.members[members[option]], values, f"{command} --{option}")
    for name, member in shape.members.items() if shape else ():
        if member.metadata.get("idempotencyToken"):
            parameters.setdefault(name, str(uuid.uuid4()))
    report = ParamValidator().validate(parameters, shape) if shape else None
    if report and report.has_errors():
        fail(f"{command}: {report.generate_report()}")
    return parameters


def parsed(shape, values, option):
    if shape.type_name == "boolean" and not values:
        return True
    if len(values) == 1 and values[0][:1] in "{[" and shape.type_name in ("structure", "list", "map"):
        return json.loads(values[0])
    if shape.type_name == "list":
        return [shorthand(shape.member, value, option) for value in values]
    if len(values) != 1:
        fail(f"{option} takes one value, got {values}")
    return shorthand(shape, values[0], option)


def shorthand(shape, text, option):
    """`key=value,key=value,value`, or a plain value."""
    if shape.type_name not in ("structure", "map"):
        return scalar(shape, text)
    pairs = {}
    for part in text.split(","):
        if "=" in part:
            key, value = part.split("=", 1)
            pairs[key] = [value]
        elif pairs:
            pairs[key].append(part)
        else:
            fail(f"{option} takes key=value, got '{text}'")
    if shape.type_name == "map":
        return {key: scalar(shape.value, ",".join(values)) for key, values in pairs.items()}
    result = {}
    for key, values in pairs.items():
        if key not in shape.members:
            fail(f"{option} has no '{key}': it has {', '.join(shape.members)}")
        member = shape.members[key]
        result[key] = [scalar(member.member, value) for value in values] if member.type_name == "list" else scalar(member, ",".join(values))
    return result


def scalar(shape, text):
    if shape.type_name in ("integer", "long"):
        return int(text)
    if shape.type_name == "boolean":
        return text == "true"
    enum = getattr(shape, "enum", None)
    if enum and text not in enum and not text.startswith("x"):
        fail(f"'{text}' is not one of {', '.join(enum)}")
    return text


def show(value, output):
    if output != "text":
        print(json.dumps(value, indent=4, default=str))
        return
    rows = value if isinstance(value, list) and value and isinstance(value[0], list) else [value]
    for row in rows:
        print("\t".join(str(cell) for cell in row) if isinstance(row, list) else row)


def fail(message):
    print(message, file=sys.stderr)
    sys.exit(252)


if __name__ == "__main__":
    main(sys.argv[1:])
