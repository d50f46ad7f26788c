"""A trivial target: answers every request with 200 and notes when it came. Runs as a process of its own.

It prints its port; on the request ``GET /times`` it answers with the arrival times of all others as JSON.
"""

from __future__ import annotations

import asyncio
import json
import time


class Sink(asyncio.Protocol):
    """One connection."""

    arrivals: list[float] = []  # noqa: RUF012 - shared on purpose

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Remember where to answer."""
        self.transport, self.data = transport, b""

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self.data += data
        while b"\r\n\r\n" in self.data:
            head, rest = self.data.split(b"\r\n\r\n", 1)
            length = 0
            if b"content-length:" in head.lower():
                length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
            if len(rest) < length:
                return
            self.data = rest[length:]
            body = b"ok"
            if head.startswith(b"GET /times"):
                body = json.dumps(self.arrivals).encode()
            else:
                self.arrivals.append(time.time())
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


async def main() -> None:
    """Listen on a free port until the process is ended."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
