"""Starts MiniStack on a loopback port, with the AWS::ImageBuilder resource types added.

It keeps nothing: all state is in memory or in the given folder, which is removed when
standard input closes. That is also the signal to stop, so that MiniStack and the Lambda
processes it started never outlive the process that asked for them.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import threading


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--image-builder", required=True, help="address of the Image Builder API")
    parser.add_argument("--poll-seconds", type=float, default=10, help="pause between two looks at a building image")
    parser.add_argument("--wait-scale", type=float, default=1, help="how long state machines wait, times what they ask for")
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--folder", required=True, help="an empty folder for temporary files; removed at the end")
    arguments = parser.parse_args()
    if os.listdir(arguments.folder):
        parser.error(f"{arguments.folder} is not empty, and would be removed at the end")
    return arguments


def stop_with_standard_input(folder):
    """Ends this process group once whoever started it is gone, however it went."""

    def wait():
        # A read of the buffered stream would hold a lock that Python wants when it exits.
        while os.read(sys.stdin.fileno(), 4096):
            pass
        functions = sys.modules.get("ministack.core.lambda_runtime")
        if functions:
            functions.reset()  # Whoever inherited them might leave them as zombies.
        shutil.rmtree(folder, ignore_errors=True)
        if os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def main():
    arguments = parse_arguments()
    folder = os.path.abspath(arguments.folder)
    stop_with_standard_input(folder)

    # MiniStack reads its settings when it is imported.
    tempfile.tempdir = folder
    os.environ.update({
        "GATEWAY_PORT": str(arguments.port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": arguments.region,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{arguments.port}",
        "AWS_ENDPOINT_URL_IMAGEBUILDER": arguments.image_builder,
        # Functions may respond to the local cloud.
        "RESPONSE_HOST": "127.0.0.1",
        "SFN_WAIT_SCALE": str(arguments.wait_scale),
        "TMPDIR": folder,
        "S3_DATA_DIR": os.path.join(folder, "s3"),
        "STATE_DIR": os.path.join(folder, "state"),
        "PERSIST_STATE": "0",
        "S3_PERSIST": "0",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "PYTHONUNBUFFERED": "1",
    })

    from ministack import app

    from corrections import apply_corrections
    from deliveries import let_rules_start_pipelines, start_deliveries
    from resource_types import register

    apply_corrections()
    let_rules_start_pipelines(arguments.image_builder)
    start_deliveries(arguments.image_builder, os.environ["AWS_ENDPOINT_URL"])
    register(arguments.image_builder, arguments.region, arguments.poll_seconds)
    sys.argv = sys.argv[:1]
    app.main()


if __name__ == "__main__":
    main()
