"""Puts right how MiniStack runs state machines."""

import json
import re
import threading
import time

from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions

# White space, brackets, wildcards, special and control characters.
FORBIDDEN_IN_NAMES = re.compile(r"[\s<>{}\[\]?*\"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]")
NAME_CHARACTERS = 80
INPUT_BYTES = 262_144


def correct_state_machines():
    check_what_starts_an_execution()
    wait_as_paths_say()
    end_executions_in_time()
    call_auto_scaling()


def check_what_starts_an_execution():
    """A repeated start of a running execution is answered as the first one was; names and inputs have rules.

    See https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    """
    start = stepfunctions._start_execution

    def start_execution(data):
        name, text = data.get("name"), data.get("input", "{}")
        if name is not None and len(name) > NAME_CHARACTERS:
            return error_response_json("ValidationException", f"name: {name} must have length less than or equal to {NAME_CHARACTERS}", 400)
        if name is not None and FORBIDDEN_IN_NAMES.search(name):
            return error_response_json("InvalidName", f"Invalid Name: '{name}'", 400)
        if len(text.encode()) > INPUT_BYTES:
            return error_response_json("ValidationException", f"input: must have at most {INPUT_BYTES} bytes", 400)
        try:
            json.loads(text)
        except ValueError:
            return error_response_json("InvalidExecutionInput", f"Invalid State Machine Execution Input: '{text}'", 400)
        running = running_execution(data)
        if running and running["input"] == text:
            return json_response({"executionArn": running["executionArn"], "startDate": running["startDate"]})
        return start(data)

    def running_execution(data):
        machine = stepfunctions._resolve_state_machine_arn(data.get("stateMachineArn", ""))
        if machine is None or not data.get("name"):
            return None
        execution = stepfunctions._executions.get(f"{machine.replace(':stateMachine:', ':execution:')}:{data['name']}")
        return execution if execution and execution["status"] == "RUNNING" else None

    stepfunctions._start_execution = start_execution


def wait_as_paths_say():
    """`SecondsPath` may select from the context, and must select a whole number that is not negative.

    See https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html
    """
    wait = stepfunctions._execute_wait

    def execute_wait(state, raw_input, ctx=None):
        path = state.get("SecondsPath")
        if path is None:
            return wait(state, raw_input, ctx)
        selected = stepfunctions._resolve_path_or_ctx(path, stepfunctions._apply_input_path(state, raw_input, ctx), ctx)
        if not isinstance(selected, int) or isinstance(selected, bool) or selected < 0:
            raise stepfunctions._ExecutionError(
                "States.Runtime", f"The SecondsPath parameter does not reference an integer value: {path} == {json.dumps(selected)}")
        return wait({**{key: value for key, value in state.items() if key != "SecondsPath"}, "Seconds": selected}, raw_input, ctx)

    stepfunctions._execute_wait = execute_wait


def call_auto_scaling():
    """Tasks may call EC2 Auto Scaling, as they may call other services.

    See https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
    """
    stepfunctions._AWS_SDK_SERVICE_MAP.setdefault("autoscaling", {"protocol": "query"})


class _TimedOut(BaseException):
    """Ends an execution, whatever its states catch."""


class _Budget:
    """What is left of an execution's time: its waits count in full, however they are scaled."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.waited = 0
        self.slept = 0
        self.started = time.monotonic()

    def left(self):
        return self.seconds - self.waited - (time.monotonic() - self.started - self.slept)


def end_executions_in_time():
    """A state machine's own `TimeoutSeconds` ends its executions as TIMED_OUT.

    See https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
    """
    run, sleep, fail = stepfunctions._run_execution, stepfunctions._scaled_sleep, stepfunctions._fail_execution
    current = threading.local()

    def run_execution(arn):
        execution = stepfunctions._executions.get(arn)
        seconds = timeout_of(execution)
        if seconds is None:
            return run(arn)
        current.budget = _Budget(seconds)
        current.execution = execution
        try:
            return run(arn)
        except _TimedOut:
            return None
        finally:
            del current.budget, current.execution

    def timeout_of(execution):
        machine = execution and stepfunctions._state_machines.get(execution["stateMachineArn"])
        try:
            return json.loads(machine["definition"]).get("TimeoutSeconds") if machine else None
        except ValueError:
            return None  # MiniStack says what is wrong with it.

    def scaled_sleep(seconds):
        budget = getattr(current, "budget", None)
        if budget is None:
            return sleep(seconds)
        allowed = min(seconds, max(budget.left(), 0))
        before = time.monotonic()
        sleep(allowed)
        budget.slept += time.monotonic() - before
        budget.waited += allowed
        if allowed < seconds and current.execution["status"] == "RUNNING":
            time_out(current.execution)
            raise _TimedOut()

    def time_out(execution):
        execution.update(status="TIMED_OUT", stopDate=stepfunctions.now_iso(), error="States.Timeout", cause=None)
        stepfunctions._add_event(execution, "ExecutionTimedOut", {"executionTimedOutEventDetails": {}})
        stepfunctions._emit_execution_status_event(execution)

    def fail_execution(execution, error, cause):
        # What has ended stays as it ended: also an execution that was stopped while its task ran.
        if execution["status"] == "RUNNING":
            fail(execution, error, cause)

    stepfunctions._run_execution = run_execution
    stepfunctions._scaled_sleep = scaled_sleep
    stepfunctions._fail_execution = fail_execution
