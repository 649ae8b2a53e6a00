"""What goes from Image Builder to other services in MiniStack (events, parameters, notifications), and from rules to Image Builder."""

import contextvars
import json
import logging
import re
import threading
import time
import urllib.error
import urllib.request

import botocore.session
from ministack.core.responses import set_request_region
from ministack.services import eventbridge

PAUSE_SECONDS = 0.1
PIPELINE = re.compile(r"^arn:[^:]+:imagebuilder:([^:]+):[0-9]{12}:image-pipeline/")
logger = logging.getLogger("image_builder")


def client_at(endpoint, service, region, access_key="test"):
    return botocore.session.Session().create_client(
        service, region_name=region, endpoint_url=endpoint, aws_access_key_id=access_key, aws_secret_access_key="test")


def let_rules_start_pipelines(image_builder):
    """A pipeline is a target of rules, with a role.

    See https://docs.aws.amazon.com/imagebuilder/latest/userguide/ev-rules-for-pipeline.html
    """
    invoke = eventbridge._invoke_target

    def invoke_target(target, event, rule, *rest):
        pipeline = PIPELINE.match(target.get("Arn", ""))
        if not pipeline:
            return invoke(target, event, rule, *rest)
        if not target.get("RoleArn"):
            logger.warning("The rule %s has no role to start %s with", rule.get("Name"), target["Arn"])
            return None
        return client_at(image_builder, "imagebuilder", pipeline[1]).start_image_pipeline_execution(
            imagePipelineArn=target["Arn"], clientToken=event["EventId"])

    eventbridge._invoke_target = invoke_target


def start_deliveries(image_builder, endpoint):
    """Asks the Image Builder address for what has become due, again and again."""

    def client(service, region):
        return client_at(endpoint, service, region)

    def put_event(delivery):
        # Nobody but a service may put events of a service, so the API is no way.
        set_request_region(delivery["region"])
        eventbridge._put_events({"Entries": [{
            "Source": "aws.imagebuilder",
            "DetailType": delivery["detailType"],
            "Resources": delivery["resources"],
            "Detail": json.dumps(delivery["detail"]),
        }]}, allow_aws_source=True)

    def put_parameter(delivery):
        # MiniStack takes an access key that is an account id for that account.
        client_at(endpoint, "ssm", delivery["region"], delivery["accountId"]).put_parameter(
            Name=delivery["name"], Value=delivery["value"], DataType=delivery["dataType"], Type="String", Overwrite=True)

    def publish(delivery):
        client("sns", delivery["region"]).publish(TopicArn=delivery["topicArn"], Message=json.dumps(delivery["message"]))

    def invoke(delivery):
        client("lambda", delivery["region"]).invoke(
            FunctionName=delivery["functionName"], InvocationType="Event", Payload=json.dumps(delivery["payload"]))

    def push(delivery):
        client("ecr", delivery["region"]).put_image(
            repositoryName=delivery["repositoryName"], imageTag=delivery["imageTag"], imageManifest=delivery["manifest"])

    handlers = {"push": push, "event": put_event, "parameter": put_parameter, "notification": publish, "invocation": invoke}

    def due():
        request = urllib.request.Request(f"{image_builder}/_emulator/deliveries", method="POST")
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                return json.load(response)["deliveries"]
        except (urllib.error.URLError, TimeoutError):
            return []  # not there, or not this emulator

    def run():
        while True:
            for delivery in due():
                try:
                    contextvars.copy_context().run(handlers[delivery["kind"]], delivery)
                except Exception:
                    logger.exception("Image Builder could not deliver %s", delivery)
            time.sleep(PAUSE_SECONDS)

    threading.Thread(target=run, daemon=True).start()
