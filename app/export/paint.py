"""SVG on standard input, PNG on standard output, the zoom and the font as arguments: the one door to resvg.

A program of its own, started by `png`: resvg holds the interpreter while it paints, and a server must not stand still.
"""

import sys

import resvg_py


def paint(markup: str, zoom: float, font: str, *, system_fonts: bool = True) -> bytes:
    """The pixels; characters that our own font lacks are taken from the system's."""
    return resvg_py.svg_to_bytes(
        svg_string=markup,
        zoom=zoom,
        font_files=[font],
        sans_serif_family="DejaVu Sans",
        skip_system_fonts=not system_fonts,
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(paint(sys.stdin.buffer.read().decode(), float(sys.argv[1]), sys.argv[2]))
