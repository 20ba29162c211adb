from __future__ import annotations

import gzip
import ipaddress
import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import NamedTuple

import pytest

from knowledge.case import ReadError, Source
from knowledge.reader.manuscript import Manuscript
from knowledge.reader.web import Address, is_public, read_link

from .made import Line, pdf

PAGE = "<html><body><p>共享茶铺开张了。</p><p>一碗茶两元钱。</p></body></html>"
TEXT = "共享茶铺开张了。\n\n一碗茶两元钱。"
HERE = ipaddress.ip_address("127.0.0.1")


class Answer(NamedTuple):
    """What a site answers."""

    kind: str
    body: bytes
    status: int = 200
    head: Mapping[str, str] = {}


class Site(BaseHTTPRequestHandler):
    """A site whose pages are named for how they are answered; it writes down what it is asked for."""

    server: ThreadingHTTPServer
    asked: list[str]
    closed: Event

    def do_GET(self) -> None:
        self.asked.append(self.path)
        name = self.path.split("?")[0].strip("/")
        if name in ANSWERS:
            self.answer(ANSWERS[name])
        elif name == "drip":
            self.drip()
        elif name == "long":
            self.answer(Answer("text/html", b"a" * (5 << 20) + b"b"))
        elif name.isdigit():
            self.answer(Answer("", b"", 302, {"Location": str(int(name) - 1) if name != "1" else "/page?q=茶"}))
        elif name == "inside":
            self.answer(Answer("", b"", 307, {"Location": f"http://127.0.0.2:{self.server.server_port}/secret"}))
        else:
            self.answer(Answer("text/html", b"", 404))

    def answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for key, value in {"Content-Type": answer.kind, "Content-Length": str(len(answer.body)), **answer.head}.items():
            self.send_header(key, value.encode().decode("latin-1"))
        self.end_headers()
        with suppress(OSError):  # whoever asked has heard enough
            self.wfile.write(answer.body)

    def drip(self) -> None:
        """The head of an answer, a letter at a time, until nobody listens."""
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not self.closed.wait(0.05):
                self.wfile.write(b"a")

    def log_message(self, *args: object) -> None:
        """Nothing is printed."""


ANSWERS: dict[str, Answer] = {
    "page": Answer("text/html; charset=utf-8", PAGE.encode()),
    "gbk": Answer("text/html; charset=GBK", PAGE.encode("gbk")),
    "packed": Answer("text/html", gzip.compress(PAGE.encode()), 200, {"Content-Encoding": "gzip"}),
    "pdf": Answer("application/octet-stream", pdf([[Line(40, 60, "共享茶铺")]])),
    "bomb": Answer("text/html", gzip.compress(bytes(200 << 20)), 200, {"Content-Encoding": "gzip"}),
    "twice": Answer("text/html", gzip.compress(gzip.compress(PAGE.encode())), 200, {"Content-Encoding": "gzip, gzip"}),
    "broken": Answer("text/html", b"\x1f\x8bnot packed", 200, {"Content-Encoding": "gzip"}),
    "packed-in-two": Answer(
        "text/html",
        gzip.compress(PAGE[:30].encode()) + gzip.compress(PAGE[30:].encode()),
        200,
        {"Content-Encoding": "gzip"},
    ),
    "half": Answer("text/html", gzip.compress(PAGE.encode())[:-12], 200, {"Content-Encoding": "gzip"}),
    "trailing": Answer("text/html", gzip.compress(PAGE.encode()) + b"more", 200, {"Content-Encoding": "gzip"}),
    "lost": Answer("", b"", 302, {"Location": "http://[bad"}),
    "spaced": Answer("", b"", 302, {"Location": "http://a b/"}),
    "short": Answer("text/html", b"<html>", 200, {"Content-Length": "1000"}),
    "picture": Answer("image/png", b"\x89PNG\r\n"),
    "disguised": Answer("text/html", b"\x89PNG\r\n\0"),
    "text": Answer("text/plain", TEXT.encode()),
    "empty": Answer("text/html", b" "),
    "closed": Answer("text/html", b"", 403),
    "failed": Answer("text/html", b"", 500),
}


@pytest.fixture
def site() -> Iterator[tuple[str, list[str]]]:
    """The address of a site on this machine, on 127.0.0.1 and 127.0.0.2, and what it was asked for."""
    asked, closed = list[str](), Event()
    made = type("Made", (Site,), {"asked": asked, "closed": closed})
    server = ThreadingHTTPServer(("0.0.0.0", 0), made)  # noqa: S104 - both addresses of this machine
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    closed.set()
    server.shutdown()
    thread.join()
    server.server_close()


def here(address: Address) -> bool:
    return address == HERE


def refusal(url: str, seconds: float = 10) -> str:
    with pytest.raises(ReadError) as caught:
        read_link(url, here, seconds=seconds)
    return str(caught.value)


@pytest.mark.parametrize("name", ["page", "gbk", "packed", "packed-in-two"])
def test_a_page(site: tuple[str, list[str]], name: str) -> None:
    address = f"{site[0]}/{name}"
    assert read_link(address, here) == Manuscript(TEXT, Source(url=address))


def test_a_pdf_file(site: tuple[str, list[str]]) -> None:
    address = f"{site[0]}/pdf#2"
    assert read_link(address, here) == Manuscript("共享茶铺", Source(url=address.removesuffix("#2")))


def test_five_redirects_and_no_sixth(site: tuple[str, list[str]]) -> None:
    address, asked = site
    assert read_link(f"{address}/5", here) == Manuscript(TEXT, Source(url=f"{address}/page?q=%E8%8C%B6"))
    assert asked == ["/5", "/4", "/3", "/2", "/1", "/page?q=%E8%8C%B6"]
    assert refusal(f"{address}/6") == "「127.0.0.1」转来转去超过了 5 次，请在浏览器里打开，把最后的地址发来。"


def test_a_redirect_inwards_is_not_followed(site: tuple[str, list[str]]) -> None:
    address, asked = site
    message = "「127.0.0.2」是内部网络的地址，茶铺只读公开的网页；请把文字粘贴过来。"
    assert (refusal(f"{address}/inside"), asked) == (message, ["/inside"])


def test_a_name_that_answers_differently_the_next_time(site: tuple[str, list[str]]) -> None:
    """The address that was looked at is the one connected to; each redirect is looked at anew."""
    address, asked = site
    answers = iter([[HERE], [ipaddress.ip_address("127.0.0.2")]])
    with pytest.raises(ReadError) as caught:
        read_link(address.replace("127.0.0.1", "cha.example") + "/1", here, lambda host, port: next(answers))
    message = "「cha.example」是内部网络的地址，茶铺只读公开的网页；请把文字粘贴过来。"
    assert (str(caught.value), asked) == (message, ["/1"])


def test_a_name_with_one_address_too_many(site: tuple[str, list[str]]) -> None:
    both = [HERE, ipaddress.ip_address("127.0.0.2")]
    with pytest.raises(ReadError, match="内部网络"):
        read_link(site[0].replace("127.0.0.1", "cha.example") + "/page", here, lambda host, port: both)
    assert site[1] == []


def test_no_proxy_stands_between(site: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.delenv("no_proxy")
    assert read_link(f"{site[0]}/page", here).text == TEXT


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("bomb", "「127.0.0.1」的这一页超过了 5 MB，请下载下来发给我，或把文字粘贴过来。"),
        ("long", "「127.0.0.1」的这一页超过了 5 MB，请下载下来发给我，或把文字粘贴过来。"),
        ("twice", "「127.0.0.1」的网页用了茶铺不认识的压缩（gzip, gzip），请把文字粘贴过来。"),
        ("broken", "「127.0.0.1」连不上，请检查链接能不能在浏览器里打开，或把文字粘贴过来。"),
        ("half", "「127.0.0.1」连不上，请检查链接能不能在浏览器里打开，或把文字粘贴过来。"),
        ("trailing", "「127.0.0.1」连不上，请检查链接能不能在浏览器里打开，或把文字粘贴过来。"),
        ("lost", "「http://[bad」不是完整的网址，请从浏览器的地址栏复制再发。"),
        ("spaced", "「http://a b/」不是完整的网址，请从浏览器的地址栏复制再发。"),
        ("short", "「127.0.0.1」连不上，请检查链接能不能在浏览器里打开，或把文字粘贴过来。"),
        (
            "picture",
            "「127.0.0.1」给的不是网页，也不是 PDF（是 image/png），请把文件下载下来发给我，或把文字粘贴过来。",
        ),
        ("text", "「127.0.0.1」给的不是网页，也不是 PDF（是 text/plain），请把文件下载下来发给我，或把文字粘贴过来。"),
        ("disguised", "「127.0.0.1」的这一页是空的，或不是网页和 PDF，请把文字粘贴过来。"),
        ("empty", "「127.0.0.1」的这一页是空的，或不是网页和 PDF，请把文字粘贴过来。"),
        ("closed", "「127.0.0.1」不让茶铺读这一页（403），请在浏览器里打开，把文字粘贴过来。"),
        ("failed", "「127.0.0.1」没有给出网页（500），请过一会儿再试，或把文字粘贴过来。"),
        ("nothing", "「127.0.0.1」上没有这一页了（404），请检查链接。"),
    ],
)
def test_what_is_no_page(site: tuple[str, list[str]], name: str, message: str) -> None:
    assert refusal(f"{site[0]}/{name}") == message


def test_a_site_that_drips(site: tuple[str, list[str]]) -> None:
    message = "「127.0.0.1」太慢了，没有在时限内把网页传完，请过一会儿再试，或把文字粘贴过来。"
    assert refusal(f"{site[0]}/drip", seconds=0.5) == message


def test_a_site_that_is_not_there() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    assert (
        refusal(f"http://127.0.0.1:{port}/")
        == "「127.0.0.1」连不上，请检查链接能不能在浏览器里打开，或把文字粘贴过来。"
    )


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",  # noqa: S104 - it must be refused
        "10.0.0.1",
        "169.254.169.254",
        "[fe80::1]",
        "127。0。0。1",
    ],
)
def test_by_default_only_public_addresses(host: str) -> None:
    with pytest.raises(ReadError, match="是内部网络的地址，茶铺只读公开的网页；"):
        read_link(f"http://{host}:8080/")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("茶铺", "「茶铺」不是网址，请发以 http:// 或 https:// 开头的链接。"),
        ("file:///etc/passwd", "「file:///etc/passwd」不是网址，请发以 http:// 或 https:// 开头的链接。"),
        ("http://[::1", "「http://[::1」不是完整的网址，请从浏览器的地址栏复制再发。"),
        ("http://a..b/", "「http://a..b/」不是完整的网址，请从浏览器的地址栏复制再发。"),
        ("http://a b/", "「http://a b/」不是完整的网址，请从浏览器的地址栏复制再发。"),
        ("http://%31/", "「http://%31/」不是完整的网址，请从浏览器的地址栏复制再发。"),
        ("http://cha:pu@example.com/", "「example.com」的链接里带着用户名或密码，请去掉 @ 和它前面的部分再发。"),
        ("http://example.com:22/", "「example.com」的端口 22 不是网页用的，请检查链接。"),
        ("http://2130706433/", "「2130706433」不是一般的网址写法，请从浏览器的地址栏复制再发。"),
        ("http://0177.0.0.1/", "「0177.0.0.1」不是一般的网址写法，请从浏览器的地址栏复制再发。"),
        ("http://0x7f.1/", "「0x7f.1」不是一般的网址写法，请从浏览器的地址栏复制再发。"),
        ("http://127.1/", "「127.1」不是一般的网址写法，请从浏览器的地址栏复制再发。"),
        ("http://cha.invalid/", "找不到「cha.invalid」这个网站，请检查链接有没有写错。"),
    ],
)
def test_addresses_that_are_not_asked(url: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_link(url)
    assert str(caught.value) == message


def test_public_addresses() -> None:
    public = ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
    older = ["100.64.0.1", "224.0.0.1", "192.168.1.1", "198.18.0.1", "255.255.255.255"]
    newer = [
        "fec0::1",
        "2002:7f00:1::",
        "::1",
        "::",
        "ff02::1",
        "fc00::1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "::ffff:10.0.0.1",
    ]
    assert [text for text in (*public, *older, *newer) if is_public(ipaddress.ip_address(text))] == public
