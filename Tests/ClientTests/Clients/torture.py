"""Clients that behave badly, and one beside them that must not notice: `torture.py SCENARIO PROXY-PORT AUTHORITY`.

Brings its own origin, and says what was left open on its side when all clients had gone.
"""

import asyncio
import resource
import socket
import ssl
import struct
import sys

scenario, proxy_port, authority = sys.argv[1], int(sys.argv[2]), sys.argv[3]
BODY = bytes(range(256)) * 16
LARGE = 64 << 20
open_at_origin = set()


async def serve(reader, writer):
    """`/small` is answered at once, `/large` is more than anybody takes, `/never` waits; each connection ends."""
    open_at_origin.add(writer)
    try:
        while line := await reader.readline():
            if line == b"\r\n":
                break
            if b" /" in line:
                path = line.split()[1]
        else:
            return
        if path == b"/never":
            await reader.read()
            return
        size = LARGE if path == b"/large" else len(BODY)
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % size)
        for _ in range(size // len(BODY)):
            writer.write(BODY)
            await writer.drain()
        if path == b"/upload":
            await reader.read()
    except OSError:
        pass
    finally:
        writer.close()
        open_at_origin.discard(writer)


def request(port, path="/small", method="GET", fields=""):
    name = f"127.0.0.1:{port}"
    return f"{method} http://{name}{path} HTTP/1.1\r\nHost: {name}\r\n{fields}\r\n".encode()


async def connect():
    return await asyncio.open_connection("127.0.0.1", proxy_port)


def hang_up(writer, resets):
    if resets:
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort() if resets else writer.close()


class Bystander:
    """A client with one connection, that asks again and again."""

    async def __aenter__(self):
        self.reader, self.writer = await connect()
        self.answers = 0
        return self

    async def ask(self, port):
        self.writer.write(request(port))
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 20)
        assert head.startswith(b"HTTP/1.1 200"), head
        assert await asyncio.wait_for(self.reader.readexactly(len(BODY)), 20) == BODY
        self.answers += 1

    async def __aexit__(self, *_):
        self.writer.close()


async def tunnel(port):
    reader, writer = await connect()
    writer.write(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
    return reader, writer


async def secure_tunnel(port):
    """TLS to the proxy itself: what is asked for is its own site, for which no server is needed."""
    reader, writer = await connect()
    writer.write(b"CONNECT sluice.proxy:443 HTTP/1.1\r\nHost: sluice.proxy:443\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    await writer.start_tls(ssl.create_default_context(cafile=authority), server_hostname="sluice.proxy")
    return reader, writer


async def vanish(port, bystander):
    """At every stage, with FIN and with RST."""
    stages = [
        (connect, b""),
        (connect, b"GE"),
        (connect, request(port)[:30]),
        (connect, request(port)),
        (connect, request(port, "/never")),
        (connect, request(port, "/large")),
        (connect, request(port, "/upload", "POST", "Content-Length: 1000000\r\n") + b"x" * 5000),
        (connect, request(port, "/upload", "POST", "Transfer-Encoding: chunked\r\n") + b"5000\r\nhalf"),
        (connect, request(port, "/upload", "POST", "Transfer-Encoding: chunked\r\n") + b"4\r\nhalf\r\n0\r\n"),
        (lambda: tunnel(port), b""),
        (lambda: tunnel(port), b"\x16\x03"),
        (lambda: tunnel(port), b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"r" * 40),
        (lambda: tunnel(port), b"GET /never HTTP/1.1\r\nHost: h\r\n\r\n"),
        (lambda: tunnel(port), b"\x00\xff neither TLS nor HTTP"),
        (lambda: secure_tunnel(port), b""),
        (lambda: secure_tunnel(port), b"GET / HT"),
        (lambda: secure_tunnel(port), b"GET / HTTP/1.1\r\nHost: sluice.proxy\r\n\r\n" * 20),
    ]
    for start, sent in stages:
        # A client that closes after its request looks like one that only sends no more, and waits: until the system
        # forgets its connection, it may still get its answer.
        for resets in (True,) if b"/never" in sent else (False, True):
            clients = [await start() for _ in range(5)]
            for _, writer in clients:
                writer.write(sent)
            await bystander.ask(port)
            for _, writer in clients:
                hang_up(writer, resets)
        await bystander.ask(port)


async def idle(port, bystander):
    """A thousand that connect, or begin a tunnel, and say nothing more."""
    clients = [await connect() for _ in range(900)] + [await tunnel(port) for _ in range(100)]
    for _ in range(20):
        await bystander.ask(port)
    for number, (_, writer) in enumerate(clients):
        hang_up(writer, number % 2 == 0)


async def slow(port, bystander):
    """Three hundred that send their requests byte by byte, each its own way."""
    clients = [await connect() for _ in range(300)]
    for index in range(40):
        for _, writer in clients:
            writer.write(request(port)[index:index + 1])
        await bystander.ask(port)
    for number, (_, writer) in enumerate(clients):
        hang_up(writer, number % 2 == 0)


async def pipeline(port, bystander):
    """Five hundred requests before the first answer is read: all are answered, in their order."""
    reader, writer = await connect()
    writer.write(b"".join(request(port, f"/small?{number}") for number in range(500)))
    await bystander.ask(port)
    for _ in range(500):
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        assert await reader.readexactly(len(BODY)) == BODY
    writer.close()


async def hang_up_midway(port, bystander):
    """In the middle of what they download and upload."""
    for resets in (False, True):
        for _ in range(10):
            reader, writer = await connect()
            writer.write(request(port, "/large"))
            await reader.readexactly(200_000)
            await bystander.ask(port)
            hang_up(writer, resets)
        for _ in range(10):
            reader, writer = await connect()
            writer.write(request(port, "/never", "PUT", f"Content-Length: {LARGE}\r\n"))
            writer.write(b"x" * 2_000_000)
            await bystander.ask(port)
            hang_up(writer, resets)


async def crowd(port, bystander):
    """More than the proxy has descriptors for: once they have gone, it takes clients as before."""
    clients = [await connect() for _ in range(400)]
    # Accepted or not, each waits its turn in the system's queue.
    for number, (_, writer) in enumerate(clients):
        hang_up(writer, number % 2 == 0)
    for _ in range(20):
        async with Bystander() as another:
            await another.ask(port)
    await bystander.ask(port)


async def main():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    origin = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    port = origin.sockets[0].getsockname()[1]
    async with Bystander() as bystander:
        await bystander.ask(port)
        await globals()[scenario](port, bystander)
        await bystander.ask(port)
    for _ in range(2000):
        if not open_at_origin:
            break
        await asyncio.sleep(0.01)
    print(scenario, "survived; open at the origin:", len(open_at_origin))


asyncio.run(main())
