"""A link → its manuscript: the only part of the library that goes to the network, and the only home of httpcore.

Whoever may send a link may send one to a machine that only this one can reach. So a host's addresses are looked up once for a
connection, all of them must be public, and the connection goes to one of those: a name that answers differently the next
time gains nothing. The same is done for every redirect. No proxy of the environment stands between.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, cast
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from ..case import ReadError, Source
from .files import kind_of
from .manuscript import Manuscript
from .worker import read_in_child

SECONDS = 10.0
"""How long a link may take to arrive, redirects and all."""

LARGEST = 5 << 20
"""The bytes of a page, unpacked."""

REDIRECTS = 5

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[Address]]

_PORTS = (80, 443)
_ADDRESSES = 4  # of a host that are tried
_HTML = ("text/html", "application/xhtml+xml")
_PDF = ("application/pdf", "application/x-pdf")
_UNSAID = (
    "",
    "application/octet-stream",
    "binary/octet-stream",
    "application/x-download",
    "application/force-download",
)
_MOVED = (301, 302, 303, 307, 308)
_HEAD = [
    (b"User-Agent", b"Mozilla/5.0 (compatible; Chapu)"),
    (b"Accept", b"text/html,application/xhtml+xml,application/pdf"),
    (b"Accept-Language", b"zh-CN,zh;q=0.9"),
    (b"Accept-Encoding", b"gzip"),
    (b"Connection", b"close"),
]
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NUMERIC = re.compile(r"(?:[^:]*\.)?(?:0x[0-9a-f]*|[0-9]+)\.?")  # what the system may take for an address in disguise
_DOTTED = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_UNFIT = re.compile(r"[^0-9a-z.:_-]")  # nothing of it stands in a host's name or address
_INCOMPLETE = "「{}」不是完整的网址，请从浏览器的地址栏复制再发。"
_BROKEN = "「{}」连不上，请检查链接能不能在浏览器里打开，或把文字粘贴过来。"


@dataclass(frozen=True, slots=True)
class _Page:
    """What an address answered: its body, or where else to look."""

    url: str
    kind: str
    charset: str
    data: bytes
    moved: str = ""


def read_link(
    url: str, allowed: Callable[[Address], bool] | None = None, resolve: Resolve | None = None, seconds: float = SECONDS
) -> Manuscript:
    """What a web page or a PDF file on the web says; its source names the address where it was found in the end.

    allowed: which addresses may be connected to, by default the public ones; resolve: (host, port) → the host's addresses.
    seconds: how long all of the fetching may take. Raises ReadError, naming the host and what to do.
    """
    end = time.monotonic() + seconds
    for _ in range(REDIRECTS + 1):
        parts = _checked(url)
        page = _fetched(parts, _Line(allowed or is_public, resolve or addresses_of, end))
        if not page.moved:
            return _manuscript(page, str(parts.hostname))
        url = _joined(url, page.moved)
    raise ReadError(f"「{urlsplit(url).hostname}」转来转去超过了 {REDIRECTS} 次，请在浏览器里打开，把最后的地址发来。")


def _joined(url: str, moved: str) -> str:
    """Where a page has moved to; raises ReadError for what is no address."""
    try:
        return urljoin(url, moved)
    except ValueError:
        raise ReadError(_INCOMPLETE.format(moved[:80])) from None


def is_public(address: Address) -> bool:
    """Whether an address is one of the public network, and stands for no other that is not."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not (local or address.is_multicast or address.is_reserved or address.is_unspecified)


def _inner(address: Address) -> ipaddress.IPv4Address | None:
    """The address of the older network that one of the newer network leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def addresses_of(host: str, port: int) -> list[Address]:
    """The addresses of a host, those of the older network first; raises OSError where there are none."""
    found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    return sorted(map(ipaddress.ip_address, found), key=lambda address: (address.version, int(address)))


def _checked(url: str) -> SplitResult:
    """An address fit to be asked for; raises ReadError for any other."""
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:
        raise ReadError(_INCOMPLETE.format(url[:80])) from None
    if parts.scheme not in ("http", "https") or not host:
        raise ReadError(f"「{url[:80]}」不是网址，请发以 http:// 或 https:// 开头的链接。")
    if "@" in parts.netloc:
        raise ReadError(f"「{host}」的链接里带着用户名或密码，请去掉 @ 和它前面的部分再发。")
    if _UNFIT.search(host):
        raise ReadError(_INCOMPLETE.format(url[:80]))
    if _NUMERIC.fullmatch(host) and not _DOTTED.fullmatch(host):
        raise ReadError(f"「{host}」不是一般的网址写法，请从浏览器的地址栏复制再发。")
    if (
        port is not None and port < 1024 and port not in _PORTS
    ):  # those of mail and the like; many a district's site is on 8080
        raise ReadError(f"「{host}」的端口 {port} 不是网页用的，请检查链接。")
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    path, query = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~"), quote(parts.query, safe="/?%:@!$&'()*+,;=~")
    return SplitResult(parts.scheme, netloc, path, query, "")


class _Line:
    """The way to a host that httpcore takes (its NetworkBackend): vetted addresses only, and nothing after `end`."""

    def __init__(self, allowed: Callable[[Address], bool], resolve: Resolve, end: float) -> None:
        self._allowed, self._resolve, self._end = allowed, resolve, end

    def connect_tcp(self, host: str, port: int, **options: Any) -> _Stream:
        import httpcore  # noqa: PLC0415 - a third of a second that only a link should spend

        addresses = self._vetted(host, port)
        for last, address in enumerate(addresses, 1 - len(addresses)):
            options["timeout"] = self._left()
            try:
                return _Stream(httpcore.SyncBackend().connect_tcp(str(address), port, **options), self._end)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if last == 0:
                    raise
        raise ReadError(_BROKEN.format(host))

    def _vetted(self, host: str, port: int) -> list[Address]:
        answers = SimpleQueue[list[Address]]()

        def look_up() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, ValueError):
                answers.put([])

        Thread(target=look_up, daemon=True).start()  # the system's own look-up knows no time limit
        try:
            addresses = answers.get(timeout=self._left())
        except Empty:
            addresses = []
        if not addresses:
            raise ReadError(f"找不到「{host}」这个网站，请检查链接有没有写错。")
        if not all(map(self._allowed, addresses)):
            raise ReadError(f"「{host}」是内部网络的地址，茶铺只读公开的网页；请把文字粘贴过来。")
        return addresses[:_ADDRESSES]

    def _left(self) -> float:
        return max(0.001, self._end - time.monotonic())


class _Stream:
    """A connection (httpcore's NetworkStream) whose every step is given only the time that is left until `end`."""

    def __init__(self, stream: Any, end: float) -> None:
        self._stream, self._end = stream, end

    def _left(self) -> float:
        return max(0.001, self._end - time.monotonic())

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return cast(bytes, self._stream.read(max_bytes, self._left()))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> _Stream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._left()), self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _fetched(parts: SplitResult, line: _Line) -> _Page:
    import httpcore  # noqa: PLC0415 - see _Line

    host = str(parts.hostname)
    try:
        with (
            httpcore.ConnectionPool(network_backend=cast(Any, line)) as pool,
            pool.stream("GET", urlunsplit(parts), headers=[(b"Host", parts.netloc.encode()), *_HEAD]) as answer,
        ):
            return _page(answer, parts)
    except httpcore.TimeoutException:
        raise ReadError(f"「{host}」太慢了，没有在时限内把网页传完，请过一会儿再试，或把文字粘贴过来。") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError):
        raise ReadError(_BROKEN.format(host)) from None


def _page(answer: Any, parts: SplitResult) -> _Page:
    """The page that an answer brings; raises ReadError for one that is refused, too large or of another kind."""
    head = {key.lower().decode("latin-1"): value.decode("latin-1").strip() for key, value in answer.headers}
    host, url = str(parts.hostname), urlunsplit(parts)
    if answer.status in _MOVED and head.get("location"):
        return _Page(url, "", "", b"", moved=head["location"].encode("latin-1").decode("utf-8", "replace"))
    if answer.status != 200:
        raise ReadError(_refusal(host, answer.status))
    kind = head.get("content-type", "").split(";")[0].strip().lower()
    if kind not in (*_HTML, *_PDF, *_UNSAID):
        raise ReadError(
            f"「{host}」给的不是网页，也不是 PDF（是 {kind[:40]}），请把文件下载下来发给我，或把文字粘贴过来。"
        )
    charset = _CHARSET.search(head.get("content-type", ""))
    data = b"".join(_within(_unpacked(answer, head.get("content-encoding", "").lower(), host), host))
    return _Page(url, kind, charset[1] if charset else "", data)


def _refusal(host: str, status: int) -> str:
    if status in (404, 410):
        return f"「{host}」上没有这一页了（{status}），请检查链接。"
    if status in (401, 403, 407, 412, 429):
        return f"「{host}」不让茶铺读这一页（{status}），请在浏览器里打开，把文字粘贴过来。"
    return f"「{host}」没有给出网页（{status}），请过一会儿再试，或把文字粘贴过来。"


def _within(parts: Iterator[bytes], host: str) -> Iterator[bytes]:
    size = 0
    for part in parts:
        size += len(part)
        if size > LARGEST:
            raise ReadError(f"「{host}」的这一页超过了 {LARGEST >> 20} MB，请下载下来发给我，或把文字粘贴过来。")
        yield part


def _unpacked(answer: Any, coding: str, host: str) -> Iterator[bytes]:
    """The body of an answer, no part of it unpacked to more than may be kept."""
    if coding in ("", "identity"):
        yield from answer.iter_stream()
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise ReadError(f"「{host}」的网页用了茶铺不认识的压缩（{coding[:20]}），请把文字粘贴过来。")
    unpack, is_whole = zlib.decompressobj(wbits=47), True  # gzip or zlib, as it comes
    try:
        for received in answer.iter_stream():
            part = received
            while part:  # what stands after the end of one packing is the next
                yield unpack.decompress(part, LARGEST + 1)
                is_whole, part = unpack.eof, unpack.unused_data
                unpack = zlib.decompressobj(wbits=47) if is_whole else unpack
    except zlib.error:
        raise ReadError(_BROKEN.format(host)) from None
    if not is_whole:
        raise ReadError(_BROKEN.format(host))


def _manuscript(page: _Page, host: str) -> Manuscript:
    kind = kind_of(page.data) if page.data.strip() else ""
    if kind == "text" and page.kind in _HTML:
        kind = "html"
    if kind not in ("html", "pdf"):
        raise ReadError(f"「{host}」的这一页是空的，或不是网页和 PDF，请把文字粘贴过来。")
    found = read_in_child(kind, page.data, host, page.charset)
    source = found.source if kind == "html" else Source()
    return replace(found, source=replace(source, url=page.url))
