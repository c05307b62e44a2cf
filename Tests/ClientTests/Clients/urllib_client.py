"""urllib of the standard library: `urllib_client.py BASE`."""

import sys
import urllib.error
import urllib.request

from telling import tell

base = sys.argv[1]
for path in ("/bytes/0", "/bytes/120000", "/chunked/50000", "/until-close/50000"):
    with urllib.request.urlopen(base + path) as answer:
        tell("GET", path, answer.status, answer.read())
request = urllib.request.Request(base + "/digest", data=bytes(range(256)) * 500, method="PUT")
with urllib.request.urlopen(request) as answer:
    tell("PUT", "/digest", answer.status, answer.read())
try:
    urllib.request.urlopen(base + "/nothing")
except urllib.error.HTTPError as error:
    tell("GET", "/nothing", error.code, error.read())
