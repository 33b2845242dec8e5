"""Runs `hushroom dev` with small substitute programs: python -m tests.support.small_hushroom JSON."""

import json
import sys
from pathlib import Path

from hushroom_adapters.local.dev.application import Commands
from hushroom_adapters.local.dev.command import DevOptions, run_dev

SERVE = """
import http.server, os, sys
sys.stdin.readline()
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/api/v1/health" else 404)
        self.send_header("X-Answered-By", str(os.getpid()))
        self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[-1])), Health).serve_forever()
"""
SLEEP = "import time; time.sleep(600)"
DONE = "pass"


def main() -> int:
    """Runs `hushroom dev` with the options in the JSON object; `programs` contains the code of substitute programs."""
    options = json.loads(sys.argv[1])
    usual = {"migrate": DONE, "seed": DONE, "serve": SERVE, "worker": SLEEP, "scheduler": SLEEP}
    programs = usual | options.pop("programs", {})
    commands = Commands(**{name: ("-c", code) for name, code in programs.items()})
    return run_dev(DevOptions(**{**options, "data": Path(options["data"])}, commands=commands))


if __name__ == "__main__":
    sys.exit(main())
