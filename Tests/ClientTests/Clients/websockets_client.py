"""websockets, with and without compression: `websockets_client.py URL`. Says `same` for each echo that is."""

import asyncio
import os
import sys

from websockets.asyncio.client import connect

url = sys.argv[1]


async def talk(compression):
    async with connect(url, compression=compression, max_size=None) as connection:
        for message in ("hello", "", "grüße " * 5000, bytes(range(256)) * 400, os.urandom(70000)):
            await connection.send(message)
            print("same" if await connection.recv() == message else "other", flush=True)
        # In three frames.
        await connection.send(["one ", "two ", "three"])
        print("same" if await connection.recv() == "one two three" else "other", flush=True)
        await (await connection.ping())


asyncio.run(talk("deflate"))
asyncio.run(talk(None))
