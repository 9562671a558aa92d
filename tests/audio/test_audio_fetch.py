"""The guarded fetch: whole files from the public internet, and not one packet to anywhere else."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote_to_bytes

import httpx
import pytest
from aiohttp import web
from hypothesis import example, given
from hypothesis import strategies as st

from bot.audio.addresses import checked, is_public, place
from bot.audio.fetch import Fetch, Resolve
from bot.domain.errors import NotFetched

SOUND = b"fLaC\x00\x00\x00\x22" + bytes(range(256)) * 40


class Host:
    """A file host on this machine that counts who comes."""

    def __init__(self, port: int) -> None:
        self.port, self.heard = port, list[tuple[str, str]]()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def place(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)


@asynccontextmanager
async def host(trust: ssl.SSLContext | None = None) -> AsyncIterator[Host]:
    """Serves /sound, /say?status=&body=&type=, /to?url=, /loop, /hang, /drip, /cut, /large, /lie."""
    here = Host(0)

    async def serve(request: web.Request) -> web.StreamResponse:
        here.heard.append((request.headers["Host"], request.path))
        return await DEEDS[request.match_info["deed"]](request)

    app = web.Application()
    app.router.add_get("/{deed}", serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=trust)
    await site.start()
    here.port = runner.addresses[0][1]
    try:
        yield here
    finally:
        await runner.cleanup()


async def _sound(request: web.Request) -> web.StreamResponse:
    return web.Response(body=SOUND, content_type="audio/flac")


async def _say(request: web.Request) -> web.StreamResponse:
    status, kind = int(request.query.get("status", 200)), request.query.get("type", "audio/mpeg")
    body = unquote_to_bytes(request.rel_url.raw_query_string.rpartition("body=")[2])
    return web.Response(body=body, status=status, content_type=kind)


async def _to(request: web.Request) -> web.StreamResponse:
    return web.Response(status=int(request.query.get("status", 302)), headers={"Location": request.query["url"]})


async def _loop(request: web.Request) -> web.StreamResponse:
    return web.Response(status=307, headers={"Location": "/loop"})


async def _hang(request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def _drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"\xff\xfb")
        await asyncio.sleep(0.01)


async def _cut(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": str(len(SOUND))})
    await response.prepare(request)
    await response.write(SOUND[:2000])
    assert request.transport
    request.transport.abort()
    return response


async def _large(request: web.Request) -> web.StreamResponse:
    """More than was said, in chunks, so that only counting finds it."""
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(50):
        await response.write(SOUND)
    return response


async def _lie(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "900000000"})
    await response.prepare(request)
    await asyncio.Event().wait()
    return response


DEEDS = {
    "sound": _sound, "say": _say, "to": _to, "loop": _loop, "hang": _hang, "drip": _drip, "cut": _cut,
    "large": _large, "lie": _lie,
}  # fmt: skip


async def no_host(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host} was resolved")


async def refused(fetch: Fetch, url: str, into: Path) -> NotFetched:
    """Why it was not fetched; nothing lies on the disk then."""
    with pytest.raises(NotFetched) as caught:
        await fetch(url, into / "file")
    assert _names(into) == []
    return caught.value


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


# What is fetched


async def test_a_file_is_there_whole_and_alone(tmp_path: Path) -> None:
    async with host() as here:
        path = await Fetch(exempt=[here.place])(f"{here.url}/sound?token=1", tmp_path / "new" / "take")
    assert path == tmp_path / "new" / "take"
    assert path.read_bytes() == SOUND
    assert list(path.parent.iterdir()) == [path]


async def test_what_lay_there_is_replaced_only_by_a_whole_file(tmp_path: Path) -> None:
    into = tmp_path / "take"
    into.write_bytes(b"old")
    async with host() as here:
        fetch = Fetch(exempt=[here.place])
        with pytest.raises(NotFetched):
            await fetch(f"{here.url}/cut", into)
        assert into.read_bytes() == b"old"
        await fetch(f"{here.url}/sound", into)
    assert into.read_bytes() == SOUND


async def test_redirects_are_followed_four_times_at_most(tmp_path: Path) -> None:
    async with host() as here:
        fetch, url = Fetch(exempt=[here.place]), "/sound"
        for _ in range(4):
            url = str(httpx.URL("/to", params={"url": url}))
        await fetch(f"{here.url}{url}", tmp_path / "take")
        assert len(here.heard) == 5
        (tmp_path / "take").unlink()
        here.heard.clear()
        assert not (await refused(fetch, f"{here.url}/loop", tmp_path)).gone
        assert len(here.heard) == 5


async def test_a_host_is_known_by_its_own_name_in_tls_and_in_its_header(tmp_path: Path) -> None:
    """Though what is connected to is the address that was checked; a certificate for another name is refused."""
    for name, served in (("localhost", True), ("elsewhere.example", False)):
        server, client = _certificate(tmp_path, name)
        async with host(server) as here:
            fetch = Fetch(exempt=[("localhost", here.port)], trust=client, resolver=_says("127.0.0.1"))
            url = f"https://localhost:{here.port}/sound"
            if served:
                assert (await fetch(url, tmp_path / "a" / "take")).read_bytes() == SOUND
                assert here.heard == [(f"localhost:{here.port}", "/sound")]
            else:
                with pytest.raises(NotFetched):
                    await fetch(url, tmp_path / "b" / "take")
                assert not here.heard


async def test_the_next_address_of_a_host_is_tried_where_one_does_not_answer(tmp_path: Path) -> None:
    async with host() as here:
        fetch = Fetch(exempt=[("localhost", here.port)], resolver=_says("127.0.0.99", "::1", "127.0.0.1"))
        await fetch(f"http://localhost:{here.port}/sound", tmp_path / "take")


def _says(*addresses: str) -> Resolve:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return resolve


async def _unknown(host: str, port: int) -> Sequence[str]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def _certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """For a server and for those who trust it."""
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    names = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    subprocess.run([*made, "-keyout", key, "-out", certificate, *names], check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=str(certificate))


# What is not


@pytest.mark.parametrize(
    ("deed", "words", "gone", "unsafe"),
    [
        ("say?status=403", "403", True, False),
        ("say?status=404", "404", True, False),
        ("say?status=410", "410", True, False),
        ("say?status=401", "401", False, False),
        ("say?status=429", "429", False, False),
        ("say?status=500", "500", False, False),
        ("say?status=206&body=abc", "206", False, False),
        ("say?body=", "0 bytes", False, False),
        ("say?body=%20%0A", "blanks", False, False),
        ("say?body=%3C!DOCTYPE%20html%3E%3Cp%3Eno", "web page", False, False),
        ("say?body=%EF%BB%BF%3Chtml%3E", "web page", False, False),
        ("say?body={%22error%22:1}", "JSON", False, False),
        ("say?body=AccessDenied", "Text", False, False),
        ("say?body=caf%C3%A9", "Text", False, False),
        ("cut", "fetched", False, False),
        ("large", "larger than", False, True),
        ("lie", "larger than", False, True),
        ("hang", "within", False, False),
        ("drip", "within", False, False),
    ],
)
async def test_what_is_no_whole_file_is_told_apart(
    deed: str, words: str, gone: bool, unsafe: bool, tmp_path: Path
) -> None:
    async with host() as here:
        fetch = Fetch(exempt=[here.place], max_bytes=100_000, seconds=0.3 if deed in {"hang", "drip"} else 10)
        error = await refused(fetch, f"{here.url}/{deed}", tmp_path)
    assert words in str(error)
    assert (error.gone, error.unsafe) == (gone, unsafe)


async def test_a_host_that_has_no_address_or_refuses_may_be_there_later(tmp_path: Path) -> None:
    async with host() as here:
        pass
    errors = [
        await refused(Fetch(exempt=[here.place]), f"{here.url}/sound", tmp_path),
        await refused(Fetch(resolver=_says()), "https://cdn.example/a", tmp_path),
        await refused(Fetch(resolver=_unknown), "https://cdn.example/a", tmp_path),
    ]
    assert not any(error.gone or error.unsafe for error in errors)


async def test_an_error_never_holds_the_address_with_its_token(tmp_path: Path) -> None:
    async with host() as here:
        for deed in ("say?status=403&", "say?body=&", "cut?", "to?url=http://10.0.0.1/&"):
            error = await refused(Fetch(exempt=[here.place]), f"{here.url}/{deed}token=secret", tmp_path)
            assert "secret" not in str(error)


# The guard

PRIVATE = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",  # noqa: S104 (addresses)
    "100.64.0.1", "192.0.0.8", "192.0.0.9", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:20::1", "2001:db8::1",
    "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%lo",
    "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"]


@pytest.mark.parametrize("address", PRIVATE)
async def test_no_address_that_is_not_public_is_connected_to(address: str, tmp_path: Path) -> None:
    """By name, and by itself; one among public ones is enough."""
    assert not is_public(address)
    for found in ([address], ["1.1.1.1", address], [address, "1.1.1.1"]):
        error = await refused(Fetch(resolver=_says(*found)), "https://cdn.example/a.mp3", tmp_path)
        assert error.unsafe
    literal = f"[{address}]" if ":" in address else address
    if "%" not in address:
        assert (await refused(Fetch(), f"https://{literal}/a.mp3", tmp_path)).unsafe


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_let_through(address: str) -> None:
    assert checked(place("https://cdn.example/a.mp3"), [address]) == (address,)


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.example/a", "ftp://cdn.example/a", "file:///etc/passwd", "data:audio/mp3;base64,AAAA",
        "//cdn.example/a", "gopher://cdn.example/a", "None.mp3", "", "https://", "https:///a", "https://cdn.example:8443/a",
        "https://cdn.example:80/a", "http://cdn.example:443/a", "https://user@cdn.example/a", "https://u:p@cdn.example/a",
        "https://:p@cdn.example/a", "https://2130706433/a", "https://0x7f000001/a", "https://0x7f.1/a",
        "https://0177.0.0.1/a", "https://127.1/a", "https://010.8.8.8/a", "https://1.1.1.1.1/a", "https://99999999999/a",
        "https://cdn.example:99999/a", "https://[::1/a", "https://cdn.exam\nple/a", "https://cdn.example\\@127.0.0.1/a\x00",
    ],
)  # fmt: skip
async def test_no_odd_address_is_even_resolved(url: str, tmp_path: Path) -> None:
    assert (await refused(Fetch(resolver=no_host), url, tmp_path)).unsafe


async def test_a_name_is_resolved_once_and_what_was_checked_is_connected_to(tmp_path: Path) -> None:
    """Rebinding: a resolver that answers otherwise the second time is not asked a second time."""
    async with host() as here:
        asked = []

        async def rebinding(name: str, port: int) -> Sequence[str]:
            asked.append((name, port))
            return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

        fetch = Fetch(exempt=[("localhost", here.port)], resolver=rebinding)
        await fetch(f"http://localhost:{here.port}/sound", tmp_path / "a" / "take")
        assert asked == [("localhost", here.port)]
        error = await refused(fetch, f"http://localhost:{here.port}/sound", _made(tmp_path / "b"))
        assert error.unsafe
        assert len(here.heard) == 1


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    "to",
    ["http://10.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/", "file:///etc/passwd",
     "http://127.0.0.1:1/", "//10.0.0.1/a", "https://2130706433/", "https://u@cdn.example/"],
)  # fmt: skip
async def test_every_redirect_is_checked_anew(to: str, tmp_path: Path) -> None:
    async with host() as here:
        fetch = Fetch(exempt=[here.place], resolver=_literal)
        for status in (301, 302, 303, 307, 308):
            url = f"{here.url}{httpx.URL('/to', params={'url': to, 'status': status})}"
            assert (await refused(fetch, url, tmp_path)).unsafe


async def _literal(name: str, port: int) -> Sequence[str]:
    """Names and addresses stand for themselves."""
    return [name]


async def test_an_exemption_is_for_one_host_and_one_port(tmp_path: Path) -> None:
    async with host() as here, host() as other:
        fetch = Fetch(exempt=[here.place])
        for url in (
            other.url,
            f"http://127.0.0.2:{here.port}",
            f"http://localhost:{here.port}",
            f"https://{here.url[7:]}0",
        ):
            assert (await refused(fetch, f"{url}/sound", tmp_path)).unsafe
        assert not other.heard
        assert not here.heard


async def test_an_exempt_name_that_is_another_machine_is_refused(tmp_path: Path) -> None:
    fetch = Fetch(exempt=[("localhost", 8080)], resolver=_says("8.8.8.8"))
    assert (await refused(fetch, "http://localhost:8080/a", tmp_path)).unsafe


@pytest.mark.parametrize("name", ["10.0.0.1", "8.8.8.8", "cdn.example", "0.0.0.1"])
def test_only_this_machine_can_be_exempt(name: str) -> None:
    with pytest.raises(ValueError, match="this very machine"):
        Fetch(exempt=[(name, 80)])


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda text: f"https://{text}"))
@example("https://xn--/")
@example("https://" + "a" * 300 + ".example/")
@example("https://[v1.a]/")
def test_any_text_is_a_place_on_port_443_or_refused(url: str) -> None:
    try:
        where = place(url)
    except NotFetched:
        return
    assert (where.url.scheme, where.port, where.exempt) == ("https", 443, False)


# A full disk

FETCHED = """
import asyncio, pathlib, resource, signal, sys
from bot.audio.fetch import Fetch
from bot.domain.errors import DiskFull

async def main():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    url, port, into = sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3])
    try:
        await Fetch(exempt=[("127.0.0.1", port)])(url, into)
    except DiskFull:
        print("full", [path.name for path in into.parent.iterdir()])

asyncio.run(main())
"""


async def test_a_full_disk_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    async with host() as here:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", FETCHED, f"{here.url}/sound", str(here.port), str(tmp_path / "take"), stdout=PIPE
        )
        said, _ = await process.communicate()
    assert said == b"full []\n"
