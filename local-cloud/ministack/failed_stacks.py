"""Updates a stack whose last operation failed without rollback; MiniStack executes change sets of it, and refuses an update."""

from ministack.services.cloudformation import handlers

FAILED = ("CREATE_FAILED", "UPDATE_FAILED")


def update_failed_stacks():
    """The update tries the failed resources again, also with the template of before.

    See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
    """
    update, has_no_updates = handlers._ACTION_HANDLERS["UpdateStack"], handlers._stack_has_no_updates

    def update_stack(params):
        stack = handlers._resolve_stack(handlers._p(params, "StackName"))
        status = stack.get("StackStatus") if stack else None
        if status not in FAILED:
            return update(params)
        stack["StackStatus"] = "UPDATE_COMPLETE"
        response = update(params)
        if stack["StackStatus"] == "UPDATE_COMPLETE":
            # The update was refused for another reason.
            stack["StackStatus"] = status
        return response

    handlers._ACTION_HANDLERS["UpdateStack"] = update_stack
    handlers._stack_has_no_updates = lambda stack, *rest: "_failed_operation" not in stack and has_no_updates(stack, *rest)
