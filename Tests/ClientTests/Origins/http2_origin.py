"""An HTTP/2 and HTTP/1.1 server with TLS, by hypercorn: `http2_origin.py CERTIFICATE KEY`.

Says `ready TLS-PORT` and serves until its input ends.
"""

import asyncio
import os
import socket
import sys
import threading

from hypercorn.asyncio import serve
from hypercorn.config import Config
from hypercorn.protocol.h2 import H2Protocol

from content import answer


async def ignore_priority(protocol, event):
    pass


# With the chain of dependencies that Chromium builds, hypercorn stops sending for good, whoever is between.
H2Protocol._priority_updated = ignore_priority


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body = b""
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            return
        body += event.get("body", b"")
        if not event.get("more_body"):
            break
    fields = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
    target = scope["raw_path"].decode() + "?" + scope["query_string"].decode()
    reply = await asyncio.to_thread(answer, scope["method"], target, fields, body)
    if reply.framing == "length":
        reply.fields.append(("Content-Length", str(len(reply.body))))
    headers = [(name.lower().encode(), value.encode()) for name, value in reply.fields]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    if scope["method"] == "HEAD":
        reply.body = b""
    for start in range(0, len(reply.body), 50000):
        part = reply.body[start:start + 50000]
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def main():
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.certfile, config.keyfile = sys.argv[1:3]
    config.alpn_protocols = ["h2", "http/1.1"]
    config.h2_max_concurrent_streams = 200
    config.errorlog = None
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    serving = asyncio.ensure_future(serve(app, config, shutdown_trigger=asyncio.Event().wait))
    port = socket.socket(fileno=os.dup(int(config.bind[0][5:]))).getsockname()[1]
    print("ready", port, flush=True)
    await serving


asyncio.run(main())
