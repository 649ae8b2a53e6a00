"""Turns CloudFormation properties into the parameters of an API call."""

# Where CloudFormation and the API name the same thing differently.
ALIASES = {"Version": "semanticVersion", "LaunchPermissionConfiguration": "launchPermission"}


def api_name(name):
    return ALIASES.get(name) or name[:1].lower() + name[1:]


def to_parameters(shape, value, known_only):
    """`value` in the API's names and types.

    A member that botocore's model does not have yet (CloudFormation got it first) keeps
    its place under its API name, unless `known_only`. Maps keep their keys: they are data.
    """
    kind = shape.type_name if shape is not None else None
    if isinstance(value, dict):
        if kind == "map":
            return {key: str(item) for key, item in value.items()}
        members = shape.members if kind == "structure" else {}
        return {
            api_name(name): to_parameters(members.get(api_name(name)), item, known_only)
            for name, item in value.items()
            if api_name(name) in members or not known_only
        }
    if isinstance(value, list):
        item_shape = shape.member if kind == "list" else None
        return [to_parameters(item_shape, item, known_only) for item in value]
    # A template may carry a scalar as text; the type decides.
    if kind == "boolean":
        return str(value).lower() == "true"
    if kind in ("integer", "long"):
        return int(value)
    if kind in ("float", "double"):
        return float(value)
    return str(value) if kind == "string" else value
