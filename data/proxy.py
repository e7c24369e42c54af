"""Whether a proxy's buffers hold a sign-in: its cookies are longer than what nginx takes unless it is told."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from data.doctor import Finding

NGINX: Final = ("/etc/nginx/nginx.conf", "/etc/nginx/conf.d/*.conf", "/etc/nginx/sites-enabled/*")
# Straight, or by a name that an `upstream` has.
TO_THE_APP: Final = re.compile(r"(?:proxy_pass\s+http://|\bserver\s+)(?:127\.0\.0\.1|localhost)[:/;]")
UNITS: Final = {"": 1, "k": 1024, "m": 1024 * 1024}
# Tokens of 2,200 letters and 20 groups make cookies of some 12 kB, in one header each way.
LEAST: Final = {"proxy_buffer_size": 16 * 1024, "large_client_header_buffers": 16 * 1024}
LINES: Final = (
    "proxy_buffer_size 32k; proxy_buffers 8 32k; proxy_busy_buffers_size 64k; large_client_header_buffers 4 32k;"
)


def of_proxies(files: Sequence[Path] = ()) -> Iterator[Finding]:
    """What the proxy's files say: those named, or those of this machine's nginx. None is right: it may be elsewhere."""
    usual = [path for pattern in NGINX for path in Path("/").glob(pattern.lstrip("/"))]
    for file in files or usual:
        try:
            text = without_comments(file.read_text(encoding="utf-8", errors="replace"))
        except OSError as error:
            yield Finding("Proxy", f"{file} cannot be read: {error.strerror}.", "Name the file with --proxy.")
            continue
        if TO_THE_APP.search(text):
            yield of_proxy(file, text)


def of_proxy(file: Path, text: str) -> Finding:
    """Whether one file that leads to the app gives a sign-in room enough."""
    small = [name for name, least in LEAST.items() if size_of(name, text) < least]
    if small:
        words = f"{file}: {' and '.join(small)} is too small for a sign-in, which would end in 502 or 400."
        return Finding("Proxy", words, f"Write in its server block: {LINES}")
    return Finding("Proxy", f"{file} has room for a sign-in.")


def size_of(name: str, text: str) -> int:
    """The bytes that a directive sets at its smallest, its last value; nought where it is not set."""
    values = re.findall(rf"\b{name}\s+(?:\d+\s+)?(\d+)([kKmM]?)\s*;", text)
    return min((int(number) * UNITS[unit.lower()] for number, unit in values), default=0)


def without_comments(text: str) -> str:
    """The text of a configuration without what stands behind a hash."""
    return re.sub(r"#.*", "", text)
