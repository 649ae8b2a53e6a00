"""Writes model.json: what of the service's own API model the emulator needs.

Run with the newest botocore, which the project's virtual environment has beside MiniStack's:
    PYTHONPATH=.venv/newest-botocore .venv/bin/python local-cloud/image-builder/extract_model.py
"""

import json
import os

import botocore
import botocore.loaders

SHAPE_KEYS = ("type", "required", "enum", "pattern", "min", "max", "error")
MEMBER_KEYS = ("shape", "location", "locationName")


def strip_shape(shape):
    """Keeps what decides whether a value is valid and how it travels; drops all prose."""
    stripped = {key: shape[key] for key in SHAPE_KEYS if key in shape}
    if "members" in shape:
        stripped["members"] = {
            name: {key: member[key] for key in MEMBER_KEYS if key in member}
            for name, member in shape["members"].items()
        }
    for part in ("member", "key", "value"):
        if part in shape:
            stripped[part] = shape[part]["shape"]
    return stripped


def strip_operation(operation):
    return {
        "method": operation["http"]["method"],
        "uri": operation["http"]["requestUri"],
        "input": operation["input"]["shape"],
        "output": operation["output"]["shape"],
        "errors": [error["shape"] for error in operation.get("errors", [])],
    }


def main():
    service = botocore.loaders.Loader().load_service_model("imagebuilder", "service-2")
    model = {
        "generated": f"by extract_model.py from botocore {botocore.__version__}; do not edit",
        "apiVersion": service["metadata"]["apiVersion"],
        "operations": {name: strip_operation(op) for name, op in service["operations"].items()},
        "shapes": {name: strip_shape(shape) for name, shape in service["shapes"].items()},
    }
    target = os.path.join(os.path.dirname(os.path.abspath(__file__)), "model.json")
    with open(target, "w", encoding="utf-8") as file:
        json.dump(model, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
