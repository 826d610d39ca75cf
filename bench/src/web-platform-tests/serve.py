"""Serves a checkout of web-platform-tests on 127.0.0.1 with the tests' own server, wptserve.

serve.py ROOT: prints `serves PORT` when it listens. It ends when it is told to (SIGTERM).
"""

import logging
import os
import signal
import sys
import threading
import uuid

ROOT = os.path.abspath(sys.argv[1])
TOOLS = os.path.join(ROOT, "tools")
if os.path.isdir(os.path.join(TOOLS, "wptserve")):
    # A whole checkout has the server; where only tests were copied, it is a package that is installed.
    sys.path.insert(0, TOOLS)
    import localpaths  # noqa: F401

from wptserve import stash  # noqa: E402
from wptserve.config import ConfigBuilder  # noqa: E402
from wptserve.server import WebTestHttpd  # noqa: E402

# Tests ask for the ports of these, and some call them; but for `http`, nobody listens there.
PORTS = {"http": 2, "https": 2, "ws": 1, "wss": 1, "h2": 1, "http-local": 1, "http-public": 1, "https-local": 1,
         "https-public": 1}
# Without it there would be no ports for TLS at all. No file is opened.
NO_CERTIFICATE = {"type": "pregenerated", "encrypt_after_connect": False,
                  "pregenerated": {"host_key_path": "", "host_cert_path": ""}}

# As `wpt serve` has it.
REWRITES = [("GET", "/resources/WebIDLParser.js", "/resources/webidl2/lib/webidl2.js")]


def main():
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    logger = logging.getLogger("wptserve")
    logger.setLevel(logging.ERROR)
    described = ConfigBuilder(
        logger,
        browser_host="web-platform.test",
        alternate_hosts={"alt": "not-web-platform.test"},
        subdomains={"www", "www1", "www2"},
        not_subdomains={"nonexistent"},
        server_host="127.0.0.1",
        doc_root=ROOT,
        ports={scheme: ["auto"] * count for scheme, count in PORTS.items()},
        ssl=NO_CERTIFICATE,
    )
    with stash.StashServer(authkey=str(uuid.uuid4())), described as config:
        servers = [WebTestHttpd(host="127.0.0.1", port=port, doc_root=ROOT, rewrites=REWRITES, config=config)
                   for port in config["ports"]["http"]]
        for server in servers:
            server.start()
        print(f"serves {servers[0].port}", flush=True)
        ended.wait()
        for server in servers:
            server.stop()


if __name__ == "__main__":
    main()
