"""Starts MiniStack with what the gateway needs of it and its settings cannot say."""

import os
import shutil
import signal
import sys
import threading

import extensions  # noqa: F401
import hypercorn.asyncio
from ministack import app
from ministack.services import sqs

try:
    import uvicorn
except ImportError:  # MiniStack's own image has Hypercorn alone.
    uvicorn = None

# Queue URLs lead to the gateway, or calls to queues would go past it.
sqs.DEFAULT_PORT, sqs.use_ssl_enabled = os.environ["QUEUE_URL_PORT"], lambda: True


async def serve_faster(asgi, config):
    """Takes the place of Hypercorn, all Python, which spends two fifths of the emulator's time on HTTP."""
    host, port = config.bind[0].rsplit(":", 1)
    settings = uvicorn.Config(
        asgi,
        host,
        int(port),
        timeout_keep_alive=config.keep_alive_timeout,
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
    )
    await uvicorn.Server(settings).serve()


if uvicorn:
    hypercorn.asyncio.serve = serve_faster


def end_with_starter():
    """Standard input ends when the starter is gone, however it went: clear up in its place."""
    sys.stdin.read()
    for folder in os.environ["OWN_FOLDERS"].split(os.pathsep):
        shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_starter, daemon=True).start()
app.main()
