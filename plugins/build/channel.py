"""What the preview and its engine say to each other: JSON, some bytes, and maybe an open file, over a socket."""

from __future__ import annotations

import json
import socket
import struct

from plugins.common.untyped import JsonObject

_HEAD = struct.Struct(">II")  # the length of the JSON, that of the bytes


class Channel:
    """One end of a connection between two processes of this machine. Both raise OSError when the other one is gone."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end

    def fileno(self) -> int:
        """For whoever waits for several."""
        return self._socket.fileno()

    def send(self, told: JsonObject, data: bytes = b"", descriptor: int | None = None) -> None:
        """Say something; `descriptor` is an open file that the other process gets."""
        text = json.dumps(told).encode()
        head = _HEAD.pack(len(text), len(data))
        if descriptor is None:
            self._socket.sendall(head + text + data)
        else:
            socket.send_fds(self._socket, [head], [descriptor])
            self._socket.sendall(text + data)

    def receive(self) -> tuple[JsonObject, bytes, int | None]:
        """What the other one says next, waiting for it."""
        head, descriptors, _, _ = socket.recv_fds(self._socket, _HEAD.size, 1)
        head += self._read(_HEAD.size - len(head)) if head else b""
        if not head:
            raise EOFError
        text, data = _HEAD.unpack(head)
        return json.loads(self._read(text)), self._read(data), descriptors[0] if descriptors else None

    def close(self) -> None:
        """Let the other one know that this one is gone."""
        self._socket.close()

    def _read(self, count: int) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            part = self._socket.recv(count - len(parts))
            if not part:
                raise EOFError
            parts += part
        return bytes(parts)
