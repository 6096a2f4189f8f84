"""Small PNG images with a palette, for pictures with too many cells for SVG nodes (RFC 2083)."""

import struct
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PALETTE_TYPE = 3


def encode_png(indices: NDArray[np.uint8], palette: Sequence[str]) -> bytes:
    """Encode an (H, W) array of palette indices. `palette`: up to 256 colours "#rrggbb"."""
    height, width = indices.shape
    colours = b"".join(bytes.fromhex(colour.removeprefix("#")) for colour in palette)
    lines = np.concatenate([np.zeros((height, 1), np.uint8), indices], axis=1)  # filter 0 before each line
    head = struct.pack(">IIBBBBB", width, height, 8, PALETTE_TYPE, 0, 0, 0)
    return SIGNATURE + b"".join(
        [
            _chunk(b"IHDR", head),
            _chunk(b"PLTE", colours),
            _chunk(b"IDAT", zlib.compress(lines.astype(np.uint8).tobytes(), 9)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
