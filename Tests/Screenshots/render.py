"""Draws what `tmux capture-pane -e -p -N` prints as a picture of the terminal.

usage: render.py CAPTURE PICTURE COLUMNS ROWS [CURSOR_COLUMN CURSOR_ROW]
"""

import re
import sys
import unicodedata
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw, ImageFont

FONT_SIZE = 28
CELL = (17, 35)
MARGIN = 24
FONTS = "/usr/share/fonts/truetype/dejavu/"

FOREGROUND = (212, 216, 222)
BACKGROUND = (22, 25, 31)
PALETTE = [
    (58, 64, 74), (236, 106, 106), (139, 195, 108), (229, 192, 107),
    (108, 160, 240), (198, 134, 225), (95, 190, 200), (200, 204, 210),
    (110, 118, 130), (255, 138, 138), (165, 220, 135), (250, 215, 135),
    (140, 185, 255), (218, 160, 240), (125, 214, 222), (245, 247, 250),
]  # fmt: skip

# Which of left, right, up, down a line goes to from the middle of its cell.
LINES = {
    "─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu",
    "├": "rud", "┤": "lud", "┬": "lrd", "┴": "lru", "┼": "lrud",
}  # fmt: skip
# The part of its cell that a block fills, as left, top, right, bottom.
BLOCKS = {"█": (0, 0, 1, 1), "▌": (0, 0, 0.5, 1), "▐": (0.5, 0, 1, 1), "▀": (0, 0, 1, 0.5), "▄": (0, 0.5, 1, 1)}


@dataclass(frozen=True)
class Style:
    foreground: tuple | None = None
    background: tuple | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False

    def colours(self):
        """The colours that are seen, dimming and reversing done."""
        foreground = self.foreground or FOREGROUND
        background = self.background or BACKGROUND
        if self.reverse:
            foreground, background = background, foreground
        if self.dim:
            foreground = tuple((f * 55 + b * 45) // 100 for f, b in zip(foreground, background))
        return foreground, background


SWITCHES = {
    1: {"bold": True}, 2: {"dim": True}, 3: {"italic": True}, 4: {"underline": True}, 7: {"reverse": True},
    22: {"bold": False, "dim": False}, 23: {"italic": False}, 24: {"underline": False}, 27: {"reverse": False},
    39: {"foreground": None}, 49: {"background": None},
}  # fmt: skip


def indexed(number):
    """One of xterm's 256 colours."""
    if number < 16:
        return PALETTE[number]
    if number >= 232:
        return (8 + 10 * (number - 232),) * 3
    cube = [0, 95, 135, 175, 215, 255]
    number -= 16
    return (cube[number // 36], cube[number // 6 % 6], cube[number % 6])


def restyled(style, parameters):
    """The style after `ESC [ parameters m`."""
    codes = iter(int(code or 0) for code in parameters.replace(":", ";").split(";"))
    for code in codes:
        if code == 0:
            style = Style()
        elif code in SWITCHES:
            style = replace(style, **SWITCHES[code])
        elif 30 <= code <= 37 or 90 <= code <= 97:
            style = replace(style, foreground=PALETTE[code % 10 + (8 if code >= 90 else 0)])
        elif 40 <= code <= 47 or 100 <= code <= 107:
            style = replace(style, background=PALETTE[code % 10 + (8 if code >= 100 else 0)])
        elif code in (38, 48):
            kind = next(codes)
            colour = indexed(next(codes)) if kind == 5 else (next(codes), next(codes), next(codes))
            style = replace(style, **{"foreground" if code == 38 else "background": colour})
    return style


def columns_of(character):
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cells(capture):
    """Each character of the capture as (column, row, character, style)."""
    style = Style()
    for row, line in enumerate(capture.split("\n")):
        column = 0
        for piece in re.split(r"(\x1b\[[0-9;:]*m|\x1b\(.|[\x0e\x0f])", line):
            if piece.startswith("\x1b["):
                style = restyled(style, piece[2:-1])
            elif not piece.startswith(("\x1b", "\x0e", "\x0f")):
                for character in piece:
                    yield column, row, character, style
                    column += columns_of(character)


class Screen:
    def __init__(self, columns, rows):
        size = (columns * CELL[0] + 2 * MARGIN, rows * CELL[1] + 2 * MARGIN)
        self.image = Image.new("RGB", size, BACKGROUND)
        self.pen = ImageDraw.Draw(self.image)
        self.fonts = {}

    def font(self, name):
        if name not in self.fonts:
            self.fonts[name] = ImageFont.truetype(FONTS + name + ".ttf", FONT_SIZE)
        return self.fonts[name]

    def font_for(self, character, style):
        """The first font that has the character: the fixed one, else a wider family."""
        weight = "-Bold" if style.bold else ""
        for name in ["DejaVuSansMono" + weight, "DejaVuSansMono", "DejaVuSans" + weight, "DejaVuSans"]:
            font = self.font(name)
            if bytes(font.getmask(character)) != bytes(font.getmask("\uffff")):
                return font
        return self.font("DejaVuSansMono")

    def draw(self, column, row, character, style):
        left, top = MARGIN + column * CELL[0], MARGIN + row * CELL[1]
        width = CELL[0] * max(1, columns_of(character))
        foreground, background = style.colours()
        if background != BACKGROUND:
            self.pen.rectangle((left, top, left + width - 1, top + CELL[1] - 1), fill=background)
        if character in LINES:
            self.draw_line(LINES[character], left, top, foreground)
        elif character in BLOCKS:
            x0, y0, x1, y1 = BLOCKS[character]
            box = (left + x0 * width, top + y0 * CELL[1], left + x1 * width - 1, top + y1 * CELL[1] - 1)
            self.pen.rectangle(box, fill=foreground)
        elif character != " ":
            font = self.font_for(character, style)
            baseline = top + 27
            drawn = font.getlength(character)
            self.pen.text((left + (width - drawn) / 2, baseline), character, font=font, fill=foreground, anchor="ls")
        if style.underline:
            self.pen.rectangle((left, top + 31, left + width - 1, top + 32), fill=foreground)

    def draw_line(self, arms, left, top, colour):
        right, bottom = left + CELL[0] - 1, top + CELL[1] - 1
        x, y = left + CELL[0] // 2, top + CELL[1] // 2
        boxes = {"l": (left, y, x + 1, y + 1), "r": (x, y, right, y + 1), "u": (x, top, x + 1, y), "d": (x, y, x + 1, bottom)}
        for arm in arms:
            self.pen.rectangle(boxes[arm], fill=colour)


def main(capture_path, picture_path, columns, rows, *cursor):
    with open(capture_path, encoding="utf-8") as file:
        capture = file.read().rstrip("\n")
    screen = Screen(int(columns), int(rows))
    cursor = tuple(int(number) for number in cursor)
    for column, row, character, style in cells(capture):
        if (column, row) == cursor:
            style = replace(style, reverse=not style.reverse)
        screen.draw(column, row, character, style)
    # Few colours, so a small file.
    screen.image.quantize(128, dither=Image.Dither.NONE).save(picture_path, optimize=True)


main(*sys.argv[1:])
