"""Puts right what MiniStack says of a Lambda function that fails."""

import threading

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

ANSWER = 'error: String(err.message || err), trace: err.stack || ""'
THROWN = "error: e.message, trace: e.stack"
DIED = "Worker process died"


def name_errors():
    """The type of an error is its name, so that a state machine can retry or catch it; its stack goes along.

    See https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
    """
    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    if ANSWER not in script or THROWN not in script:
        raise RuntimeError("This MiniStack answers errors of Node functions in another way than functions.py corrects.")
    lambda_runtime._NODEJS_WORKER_SCRIPT = (
        script.replace(ANSWER, f"{ANSWER}, name: err.name").replace(THROWN, f"{THROWN}, name: e.name"))

    last = threading.local()
    invoke, execute = lambda_runtime.Worker.invoke, lambda_svc._execute_function_warm

    def invoke_worker(self, *arguments, **named):
        last.answer = invoke(self, *arguments, **named)
        return last.answer

    def execute_function(*arguments):
        last.answer = {}
        result = execute(*arguments)
        answer, body = last.answer, result.get("body")
        if not result.get("error") or not isinstance(body, dict) or body.get("errorType") != "Runtime.HandlerError":
            return result
        if answer.get("error") == DIED:
            error = {"errorType": "Runtime.ExitError", "errorMessage": "Error: Runtime exited without providing a reason"}
        elif answer.get("name"):
            error = {"errorType": answer["name"], "errorMessage": body["errorMessage"], "trace": str(answer.get("trace", "")).split("\n")}
        else:
            return result
        return {**result, "body": error}

    lambda_runtime.Worker.invoke = invoke_worker
    lambda_svc._execute_function_warm = execute_function
