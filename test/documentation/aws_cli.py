"""The part of the AWS CLI that the documentation uses: runs a command, or checks many of them against the models of the services."""

import json
import sys
import uuid

import botocore.session
import jmespath
from botocore import xform_name
from botocore.validate import ParamValidator

SERVICES = {"configservice": "config"}


def run(arguments):
    session, service, operation, parameters, expression, output = read(botocore.session.Session(), arguments)
    client = session.create_client(service)
    answer = getattr(client, xform_name(operation))(**parameters)
    answer.pop("ResponseMetadata", None)
    show(expression.search(answer) if expression else answer, output)


def check(commands):
    """Why each command would be refused; None for one that is right."""
    session = botocore.session.Session()
    return [problem_of(session, command) for command in commands]


def problem_of(session, arguments):
    try:
        read(session, arguments)
    except Refused as refused:
        return str(refused)
    return None


def read(session, arguments):
    """What a command calls, with which parameters, and what it shows of the answer."""
    service, operation, *rest = arguments
    model = session.get_service_model(SERVICES.get(service, service))
    names = {xform_name(name, "-"): name for name in model.operation_names}
    if operation not in names:
        fail(f"{service} has no operation '{operation}'")
    options = options_of(rest)
    query, output = last(options.pop("query", [])), last(options.pop("output", ["json"]))
    parameters = parameters_of(model.operation_model(names[operation]).input_shape, options, f"{service} {operation}")
    expression = jmespath.compile(query) if query else None
    return session, SERVICES.get(service, service), names[operation], parameters, expression, output


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


class Refused(Exception):
    """A command that the CLI would refuse."""


def fail(message):
    raise Refused(message)


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        print(json.dumps(check(json.load(sys.stdin))))
    else:
        run(sys.argv[1:])
