"""An HTTP/1.1 server in the clear and with TLS, of the standard library alone: `origin.py CERTIFICATE KEY`.

Says `ready PORT TLS-PORT` and serves until its input ends.
"""

import os
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from content import answer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One write for a head, and one for its body.
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self):
        # Here, on the connection's own thread: one client that is slow must not keep others from being accepted.
        if isinstance(self.request, ssl.SSLSocket):
            self.request.do_handshake()
        super().setup()

    def finish(self):
        super().finish()
        if isinstance(self.request, ssl.SSLSocket):
            # The end that TLS asks for, without which a body that ends with its connection counts as cut off.
            self.request.settimeout(5)
            self.request.unwrap()

    def read_body(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def serve(self):
        fields = {name.lower(): value for name, value in self.headers.items()}
        reply = answer(self.command, self.path, fields, self.read_body())
        trailers = []
        if reply.framing == "chunked":
            trailers = [reply.fields.pop()]
        self.send_response(reply.status)
        for name, value in reply.fields:
            self.send_header(name, value)
        if reply.framing == "length":
            self.send_header("Content-Length", str(len(reply.body)))
        elif reply.framing == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.send_header("Trailer", trailers[0][0])
        else:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        if reply.framing != "chunked":
            self.wfile.write(reply.body)
            return
        for start in range(0, len(reply.body), 5000):
            part = reply.body[start:start + 5000]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n" + b"".join(f"{n}: {v}\r\n".encode() for n, v in trailers) + b"\r\n")

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = serve

    def log_message(self, *words):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True

    def handle_error(self, request, client_address):
        # A client that hangs up is the client's affair.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def main():
    plain = Server(("127.0.0.1", 0), Handler)
    secure = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    context.set_alpn_protocols(["http/1.1"])
    secure.socket = context.wrap_socket(secure.socket, server_side=True, do_handshake_on_connect=False)
    for server in (plain, secure):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print("ready", plain.server_address[1], secure.server_address[1], flush=True)
    sys.stdin.read()
    os._exit(0)


main()
