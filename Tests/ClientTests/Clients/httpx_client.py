"""httpx, many requests at once: `httpx_client.py BASE 1|2`."""

import asyncio
import sys

import httpx

from telling import tell

base, version = sys.argv[1:]


async def main():
    # trust_env: proxy and certificates from the variables.
    async with httpx.AsyncClient(http2=version == "2", timeout=60) as client:
        async def load(path):
            answer = await client.get(base + path)
            assert answer.http_version == ("HTTP/2" if version == "2" else "HTTP/1.1"), answer.http_version
            tell("GET", path, answer.status_code, answer.content)

        async def upload(size):
            answer = await client.put(base + "/digest", content=bytes([size % 256]) * size)
            tell("PUT", "/digest", answer.status_code, answer.content)

        await load("/bytes/10")
        await asyncio.gather(*(load(f"/bytes/{20000 + number}") for number in range(30)))
        await asyncio.gather(*(load(f"/chunked/{30000 + number}") for number in range(5)))
        await asyncio.gather(*(upload(100000 + number) for number in range(5)))


asyncio.run(main())
