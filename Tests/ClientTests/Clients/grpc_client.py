"""gRPC in all its kinds of call: `grpc_client.py HOST:PORT`. Says a line for each that came out right."""

import sys

import grpc

options = [("grpc.max_receive_message_length", -1)]
# The roots are those of the variable that `sluice run` sets.
with grpc.secure_channel(sys.argv[1], grpc.ssl_channel_credentials(), options=options) as channel:
    unary = channel.unary_unary("/test.Echo/Unary")
    for size in (0, 5, 300000):
        message = bytes(range(256)) * (size // 256) + b"y" * (size % 256)
        reply, call = unary.with_call(message, timeout=30)
        assert reply == message[::-1] and dict(call.trailing_metadata())["seen-bytes"] == str(size)
        print("unary", size, flush=True)
    message = b"so it goes " * 10000
    assert unary(message, timeout=30, compression=grpc.Compression.Gzip) == message[::-1]
    print("compressed", flush=True)
    parts = list(channel.unary_stream("/test.Echo/Stream")(b"200", timeout=30))
    assert parts == [b"message %d " % number + b"x" * number for number in range(200)]
    print("stream", len(parts), flush=True)

    # One answer for each message before the next is sent: nothing may be held back.
    heard = []

    def say():
        for number in range(20):
            yield b"%d" % number
            while len(heard) <= number:
                pass

    for reply in channel.stream_stream("/test.Echo/Chat")(say(), timeout=30):
        heard.append(reply)
    assert heard == [b"you said %d" % number for number in range(20)]
    print("chat", len(heard), flush=True)
    try:
        channel.unary_unary("/test.Echo/Refuse")(b"", timeout=30)
    except grpc.RpcError as error:
        print("refused", error.code().name, error.details(), flush=True)
