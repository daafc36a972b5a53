"""python -m sandbox exact|twinfield [--port N] [--seed NAME]: one, in the
foreground."""

import argparse
import json
import signal
import threading

from . import PROVIDERS, start


def main():
    parser = argparse.ArgumentParser(prog="setup/sandbox")
    parser.add_argument("provider", choices=PROVIDERS)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--seed", default="default")
    parser.add_argument("--redirect-uri", action="append", default=[])
    arguments = parser.parse_args()
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    with start(
        arguments.provider,
        arguments.seed,
        arguments.port,
        arguments.host,
        arguments.redirect_uri,
    ) as box:
        print(json.dumps(box.info), flush=True)
        done.wait()


if __name__ == "__main__":
    main()
