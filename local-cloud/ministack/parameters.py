"""Puts right which SSM parameters MiniStack takes."""

from ministack.core.responses import error_response_json
from ministack.services import ssm

STANDARD_CHARACTERS = 4096
ADVANCED_CHARACTERS = 8192


def limit_values():
    """A standard parameter holds 4 KB, an advanced one 8 KB.

    See https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
    """
    put = ssm._put_parameter

    def put_parameter(data):
        value = data.get("Value", "")
        tier = data.get("Tier") or ssm._default_tier(data, value, ssm._parameters.get(data.get("Name")))
        limit = STANDARD_CHARACTERS if tier == "Standard" else ADVANCED_CHARACTERS
        if len(value) > limit:
            return error_response_json(
                "ValidationException", f"{tier} tier parameters support a maximum parameter value of {limit} characters.", 400)
        return put(data)

    ssm._put_parameter = put_parameter
