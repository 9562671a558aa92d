"""What music APIs may call: only signed addresses, whole bodies of a bounded size, sounds and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from bot.audio.folder import AudioFolder
from bot.domain.errors import StoreFull
from bot.inbound import routes
from bot.slack.web import LARGEST_BODY, WebServer, web_app
from bot.work.ordering.links import FILE_SECONDS, Links

FLAC = b"fLaC" + bytes(range(256)) * 8
MP3 = b"\xff\xfb\x90\x00" + bytes(64)


@dataclass
class Hand:
    """A clock moved by hand."""

    time: float = 1_000_000.0

    def now(self) -> float:
        return self.time


@dataclass
class Told:
    """Whom webhooks reach: keeps what came, and answers with `status`."""

    status: int = 200
    heard: list[tuple[str, str, Mapping[str, str], bytes]] = field(default_factory=list)

    async def receive(self, provider: str, token: str, headers: Mapping[str, str], body: bytes) -> int:
        if not self.status:
            raise StoreFull
        self.heard.append((provider, token, headers, body))
        return self.status


@dataclass
class Site:
    """The bot's web server with these routes, and a client of it."""

    links: Links
    folder: AudioFolder
    clock: Hand
    told: Told
    client: httpx.AsyncClient

    def put(self, name: str, data: bytes) -> str:
        """The path of a signed address of a new file."""
        path = self.folder.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return self.link(name)

    @property
    def hook(self) -> str:
        """The path of a task's signed address."""
        url = self.links.hook("nur", "t1")
        assert url is not None
        return httpx.URL(url).path

    def link(self, name: str) -> str:
        url = self.links.file(name, self.clock.now())
        assert url is not None
        return httpx.URL(url).path


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    links, folder, clock, told = Links("https://bgm.example.com", b"s"), AudioFolder(tmp_path / "files"), Hand(), Told()
    app = web_app(None, lambda: {"ok": True}, routes(told, links, folder, clock))
    server = WebServer(app, "127.0.0.1", 0)
    await server.start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
        yield Site(links, folder, clock, told, client)
    await server.stop()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        pytest.param("a.take", FLAC, "audio/flac", id="flac"),
        pytest.param("b.bin", MP3, "audio/mpeg", id="mp3"),
        pytest.param("c.mp3", b"ID3\x04" + bytes(64), "audio/mpeg", id="mp3 with tags"),
        pytest.param("d.mp3", b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav", id="wav, misnamed"),
        pytest.param("e.m4a", b"\x00\x00\x00\x20ftypM4A " + bytes(64), "audio/mp4", id="m4a"),
        pytest.param("f.webm", b"\x1a\x45\xdf\xa3" + bytes(64), "audio/webm", id="webm"),
        pytest.param("g.aac", b"\xff\xf1" + bytes(64), "audio/aac", id="aac"),
    ],
)
async def test_a_signed_address_gives_the_file_with_its_real_type(
    site: Site, name: str, data: bytes, kind: str
) -> None:
    answer = await site.client.get(site.put(f"takes/t1/{name}", data))
    assert (answer.status_code, answer.content) == (200, data)
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_an_api_may_look_first_and_fetch_a_part(site: Site) -> None:
    """HEAD tells the size (MusicAPI probes by it); a range gives that range."""
    path = site.put("takes/t1/0.take", FLAC)
    looked = await site.client.head(path)
    assert (looked.status_code, looked.headers["Content-Length"], looked.content) == (200, str(len(FLAC)), b"")
    part = await site.client.get(path, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, FLAC[4:8])


async def test_an_address_is_dead_after_its_hour(site: Site) -> None:
    path = site.put("takes/t1/0.take", FLAC)
    site.clock.time += FILE_SECONDS - 1
    assert (await site.client.get(path)).status_code == 200
    site.clock.time += 2
    assert (await site.client.get(path)).status_code == 404


async def test_what_is_not_signed_or_no_sound_or_outside_is_not_there(site: Site) -> None:
    """404, and not a word of the request in the answer."""
    good = site.put("takes/t1/0.take", FLAC)
    (site.folder.root.parent / "bgm.db").write_bytes(FLAC)
    (site.folder.root / "link").symlink_to(site.folder.root.parent / "bgm.db")
    wrong = [
        good[:-1] + ("0" if good[-1] != "0" else "1"),
        site.put("takes/t1/words.txt", b"canary: no sound"),
        site.put("takes/t1/empty", b""),
        site.link("takes/t1/gone.take"),
        site.link("takes/t1"),
        site.link("../bgm.db"),
        site.link("link"),
        site.link(str(site.folder.root.parent / "bgm.db")),
        "/files/canary",
        "/files/",
        "/files",
        "/files/..%2f..%2fbgm.db",
        "/files/%00.canary",
    ]
    for path in wrong:
        answer = await site.client.get(path)
        assert answer.status_code == 404, path
        assert "canary" not in answer.text


async def test_a_webhook_reaches_its_receiver_as_it_came(site: Site) -> None:
    """Raw body, header names in lower case, and the receiver's status; whatever it is, the answer is empty."""
    for status in (200, 401, 404, 410):
        site.told.status = status
        answer = await site.client.post(site.hook, content=b'{"a":1} ', headers={"X-Webhook-Id": "w1"})
        assert (answer.status_code, answer.content) == (status, b"")
    provider, token, headers, body = site.told.heard[0]
    assert (provider, site.links.task_of(token), headers["x-webhook-id"], body) == ("nur", "t1", "w1", b'{"a":1} ')


async def test_nothing_is_read_from_whoever_does_not_know_an_address_of_ours(site: Site) -> None:
    """Refused before the body has come."""
    reader, writer = await asyncio.open_connection(site.client.base_url.host, site.client.base_url.port)
    writer.write(f"POST {site.hook[:-1]}x HTTP/1.1\r\nHost: bgm\r\nContent-Length: 100\r\n\r\n".encode())
    async with asyncio.timeout(10):
        assert (await reader.readline()).startswith(b"HTTP/1.1 404 ")
    writer.close()
    assert not site.told.heard


async def test_a_webhook_that_cannot_be_stored_now_is_to_be_sent_again(site: Site) -> None:
    site.told.status = 0
    assert (await site.client.post(site.hook, content=b"{}")).status_code == 503


async def test_a_body_over_a_megabyte_is_not_read(site: Site) -> None:
    assert (await site.client.post(site.hook, content=bytes(LARGEST_BODY))).status_code == 200

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(2 * LARGEST_BODY // 65536):
            yield bytes(65536)

    assert (await site.client.post(site.hook, content=bytes(LARGEST_BODY + 1))).status_code == 413
    assert (await site.client.post(site.hook, content=endless())).status_code == 413
    assert len(site.told.heard) == 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/hooks/nur/t", 405),
        ("PUT", "/hooks/nur/t", 405),
        ("POST", "/files/t", 405),
        ("DELETE", "/files/t", 405),
        ("POST", "/hooks/nur", 404),
        ("POST", "/hooks/nur/t/more", 404),
        ("GET", "/hooks", 404),
        ("GET", "/", 404),
    ],
)
async def test_there_is_no_other_door(site: Site, method: str, path: str, status: int) -> None:
    assert (await site.client.request(method, path)).status_code == status
    assert not site.told.heard


async def test_a_body_that_never_ends_does_not_hold_the_bot(site: Site) -> None:
    """Other webhooks are heard while one is still coming."""
    slow = asyncio.Event()

    async def halting() -> AsyncIterator[bytes]:
        yield b"{"
        await slow.wait()

    hanging = asyncio.create_task(site.client.post(site.hook, content=halting()))
    assert (await site.client.post(site.hook, content=b"{}")).status_code == 200
    slow.set()
    assert (await hanging).status_code == 200
