"""The stand-in as a process of its own."""

import asyncio
import json
import signal
import sys

import aiohttp

from tests.playground.gemini.asking import request, user


async def test_it_prints_its_address_answers_and_stops_when_told() -> None:
    """One line of JSON, then calls, then a clean end at SIGTERM."""
    command = (sys.executable, "-m", "bot.playground.gemini", "--port", "0", "--control", "--key", "k")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    told = json.loads(await process.stdout.readline())
    url = f"{told['url']}/v1beta/models/gemini-nano-banana-2.1:generateContent"
    async with aiohttp.ClientSession(headers={"x-goog-api-key": told["key"]}) as session:
        async with session.post(url, json=request(user("a pear"))) as response:
            assert response.status == 200
        async with session.get(f"{told['url']}/playground/state") as response:
            assert (await response.json())["billed"] == 1
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0


async def test_it_can_be_any_provider() -> None:
    """Base address, shape and what is switched off are told by options."""
    options = ("--provider", "litellm", "--shape", "snake", "--retired", "gemini-3-pro-image")
    command = (sys.executable, "-m", "bot.playground.gemini", *options)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    told = json.loads(await process.stdout.readline())
    assert told["url"].endswith("/gemini")
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {told['key']}"}) as session:
        address = f"{told['url']}/v1beta/models/{{}}:generateContent"
        async with session.post(address.format("gemini-3-pro-image"), json=request(user("a pear"))) as response:
            assert response.status == 404
        async with session.post(address.format("gemini-nano-banana-2.1"), json=request(user("a pear"))) as response:
            assert "inline_data" in await response.text()
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
