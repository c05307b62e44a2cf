"""A gRPC server with TLS, its messages being bytes: `grpc_origin.py CERTIFICATE KEY`.

Says `ready TLS-PORT` and serves until its input ends.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import grpc


def unary(request, context):
    context.set_trailing_metadata([("seen-bytes", str(len(request)))])
    return request[::-1]


def stream(request, context):
    for number in range(int(request)):
        yield b"message %d " % number + b"x" * number


def chat(requests, context):
    for request in requests:
        yield b"you said " + request


def refuse(request, context):
    context.abort(grpc.StatusCode.FAILED_PRECONDITION, "not today: ünwilling")


server = grpc.server(ThreadPoolExecutor(8))
server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("test.Echo", {
    "Unary": grpc.unary_unary_rpc_method_handler(unary),
    "Stream": grpc.unary_stream_rpc_method_handler(stream),
    "Chat": grpc.stream_stream_rpc_method_handler(chat),
    "Refuse": grpc.unary_unary_rpc_method_handler(refuse),
})])
certificate, key = (open(path, "rb").read() for path in sys.argv[1:3])
port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([(key, certificate)]))
server.start()
print("ready", port, flush=True)
sys.stdin.read()
os._exit(0)
