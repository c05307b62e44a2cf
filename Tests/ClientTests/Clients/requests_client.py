"""Requests, with and without a session: `requests_client.py BASE`."""

import sys

import requests

from telling import tell

base = sys.argv[1]
with requests.Session() as session:
    for path in ("/bytes/1", "/bytes/120000", "/chunked/50000", "/nothing", "/until-close/50000"):
        answer = session.get(base + path)
        tell("GET", path, answer.status_code, answer.content)
    # Of unknown size: in chunks.
    answer = session.post(base + "/digest", data=(bytes([number]) * 3000 for number in range(50)))
    tell("POST", "/digest", answer.status_code, answer.content)
    answer = session.post(base + "/digest", files={"file": ("name", b"x" * 70000)})
    tell("POST", "/digest", answer.status_code, answer.content)
answer = requests.head(base + "/bytes/500")
tell("HEAD", "/bytes/500", answer.status_code, answer.content)
