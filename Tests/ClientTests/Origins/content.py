"""What the origins say, whatever version of HTTP they say it in."""

import hashlib
import os
import subprocess
import zlib
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

ROOT = os.environ.get("ORIGIN_ROOT", "/nonexistent")


@dataclass
class Answer:
    status: int = 200
    fields: list = field(default_factory=list)
    body: bytes = b""
    # How the body's end is told where there is a choice: "length", "chunked" or "close".
    framing: str = "length"


def pattern(size):
    """Bytes that repeat nowhere, the same for every size."""
    blocks = (hashlib.sha256(str(n).encode()).digest() for n in range(size // 32 + 1))
    return b"".join(blocks)[:size]


def checksum(data):
    return hashlib.sha256(data).hexdigest()


def answer(method, target, fields, body):
    """`fields` has lower-case names."""
    path = unquote(urlsplit(target).path)
    kind, _, rest = path.lstrip("/").partition("/")
    maker = MAKERS.get(kind)
    reply = maker(method, rest, target, fields, body) if maker else Answer(404, body=b"nothing here\n")
    if reply.status != 304:
        reply.fields.append(("X-Sha256", checksum(reply.body)))
    return reply


def plain_bytes(method, rest, target, fields, body):
    data = pattern(int(rest))
    reply = Answer(fields=[("Content-Type", "application/octet-stream"), ("Accept-Ranges", "bytes")], body=data)
    asked = fields.get("range", "")
    if asked.startswith("bytes=") and "," not in asked:
        first, _, last = asked[6:].partition("-")
        start = int(first) if first else len(data) - int(last)
        end = int(last) if first and last else len(data) - 1
        reply.status = 206
        reply.body = data[start:end + 1]
        reply.fields.append(("Content-Range", f"bytes {start}-{end}/{len(data)}"))
    return reply


def chunked(method, rest, target, fields, body):
    return Answer(fields=[("Content-Type", "application/octet-stream")], body=pattern(int(rest)), framing="chunked")


def until_close(method, rest, target, fields, body):
    return Answer(fields=[("Content-Type", "application/octet-stream")], body=pattern(int(rest)), framing="close")


def gzipped(method, rest, target, fields, body):
    packer = zlib.compressobj(wbits=31)
    data = packer.compress(("so it goes " * int(rest)).encode()) + packer.flush()
    return Answer(fields=[("Content-Type", "text/plain"), ("Content-Encoding", "gzip")], body=data)


def digest(method, rest, target, fields, body):
    text = f"{checksum(body)} {len(body)}"
    return Answer(fields=[("Content-Type", "text/plain")], body=text.encode())


def redirect(method, rest, target, fields, body):
    return Answer(302, [("Location", "/" + rest)], b"that way\n")


def page(method, rest, target, fields, body):
    """A page that loads so many resources and tells the checksum of all they held."""
    text = f"""<!doctype html><title>resources</title><pre id="told">loading</pre><script>
    const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const load = async (number) => {{
      const answer = await fetch(`/bytes/${{1000 + 37 * number}}`);
      const sum = hex(await crypto.subtle.digest("SHA-256", await answer.arrayBuffer()));
      return sum === answer.headers.get("X-Sha256");
    }};
    Promise.all([...Array({int(rest)}).keys()].map(load)).then((loads) => {{
      document.getElementById("told").textContent = `${{loads.filter(Boolean).length}} of ${{loads.length}} whole`;
    }});
    </script>"""
    return Answer(fields=[("Content-Type", "text/html")], body=text.encode())


def file(method, rest, target, fields, body):
    path = os.path.normpath(os.path.join(ROOT, rest + "index.html" if rest.endswith("/") else rest))
    if not path.startswith(ROOT) or not os.path.isfile(path):
        return Answer(404, body=b"no such file\n")
    with open(path, "rb") as opened:
        kind = "text/html" if path.endswith("index.html") else "application/octet-stream"
        return Answer(fields=[("Content-Type", kind)], body=opened.read())


def git(method, rest, target, fields, body):
    """git's own CGI program (RFC 3875)."""
    variables = {
        "PATH": os.environ["PATH"],
        "GIT_PROJECT_ROOT": ROOT,
        "GIT_HTTP_EXPORT_ALL": "1",
        "REQUEST_METHOD": method,
        "PATH_INFO": "/" + rest,
        "QUERY_STRING": urlsplit(target).query,
        "CONTENT_TYPE": fields.get("content-type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_CONTENT_ENCODING": fields.get("content-encoding", ""),
        "HTTP_GIT_PROTOCOL": fields.get("git-protocol", ""),
        "REMOTE_USER": "somebody",
        "REMOTE_ADDR": "127.0.0.1",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": "*",
    }
    output = subprocess.run(["git", "http-backend"], input=body, env=variables, stdout=subprocess.PIPE).stdout
    head, _, content = output.partition(b"\r\n\r\n")
    lines = [line.split(": ", 1) for line in head.decode().split("\r\n")]
    status = next((int(value.split()[0]) for name, value in lines if name == "Status"), 200)
    return Answer(status, [(name, value) for name, value in lines if name != "Status"], content)


MAKERS = {
    "bytes": plain_bytes,
    "chunked": chunked,
    "until-close": until_close,
    "gzip": gzipped,
    "digest": digest,
    "redirect": redirect,
    "page": page,
    "files": file,
    "git": git,
}
