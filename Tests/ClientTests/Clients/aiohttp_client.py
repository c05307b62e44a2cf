"""aiohttp, a hundred requests at once: `aiohttp_client.py BASE`."""

import asyncio
import sys

import aiohttp

from telling import tell

base = sys.argv[1]


async def main():
    connector = aiohttp.TCPConnector(limit=100)
    async with aiohttp.ClientSession(trust_env=True, connector=connector) as session:
        async def load(path):
            async with session.get(base + path) as answer:
                tell("GET", path, answer.status, await answer.read())

        async def upload(size):
            async with session.post(base + "/digest", data=bytes([size % 256]) * size) as answer:
                tell("POST", "/digest", answer.status, await answer.read())

        await asyncio.gather(*(load(f"/bytes/{5000 + 100 * number}") for number in range(80)),
                             *(upload(20000 + number) for number in range(20)))


asyncio.run(main())
