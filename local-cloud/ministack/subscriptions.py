"""Asks for the confirmation of HTTP subscriptions that CloudFormation makes; MiniStack asks only for those of the API."""

import asyncio
import threading
import uuid

from ministack.services import sns
from ministack.services.cloudformation import provisioners


def confirm_subscriptions():
    """The endpoint gets a token, and nothing else until it has confirmed.

    See https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html
    """
    handlers = provisioners._RESOURCE_HANDLERS["AWS::SNS::Subscription"]
    create = handlers["create"]

    def create_and_ask(logical_id, props, stack_name):
        arn, attributes = create(logical_id, props, stack_name)
        topic_arn = sns._sub_arn_to_topic.get(arn, "")
        subscription = sns._find_subscription(topic_arn, arn) if topic_arn else None
        if subscription and not subscription["confirmed"]:
            subscription["token"] = str(uuid.uuid4())
            subscription["attributes"]["PendingConfirmation"] = "true"
            request = sns._send_subscription_confirmation(topic_arn, subscription)
            threading.Thread(target=asyncio.run, args=(request,), daemon=True).start()
        return arn, attributes

    handlers["create"] = create_and_ask
