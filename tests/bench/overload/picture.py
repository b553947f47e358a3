# SPDX-License-Identifier: Apache-2.0
"""Charts as SVG, without anything to install: a frame with axes, lines over x, bars in groups."""
import math
from html import escape

WIDTH, HEIGHT = 860, 480
LEFT, RIGHT, TOP, BOTTOM = 84, 24, 78, 64  # around the frame
FONT = "font-family='DejaVu Sans, Verdana, sans-serif'"
COLOURS = {"good": "#1b7837", "refused": "#c2571a", "held": "#7b6fa6", "before": "#9db7d5", "quiet": "#777777"}


def nice_step(most, ticks=6):
    """1, 2 or 5 times a power of ten, so that some `ticks` of it reach `most`."""
    raw = most / ticks
    power = 10 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)


def number(value):
    text = f"{value:,.10g}" if value < 1000 else f"{value:,.0f}"
    return text.replace(",", " ")


class Chart:
    """`y_most`: the highest value to be drawn. Lengths are pixels, y counts from the top."""

    def __init__(self, title, subtitle, y_title, y_most, x_title):
        self.step = nice_step(y_most)
        self.top = math.ceil(y_most * 1.02 / self.step) * self.step
        self.legend_end = LEFT
        self.parts = [
            f"<rect width='{WIDTH}' height='{HEIGHT}' fill='white'/>",
            self.text(LEFT, 24, title, size=17, weight="bold"),
            self.text(LEFT, 44, subtitle, size=12, colour="#555555"),
            self.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, x_title, anchor="middle"),
            f"<g transform='translate(20 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)'>"
            f"{self.text(0, 0, y_title, anchor='middle')}</g>",
        ]
        self.draw_y_axis()

    @staticmethod
    def text(x, y, words, size=13, anchor="start", weight="normal", colour="#222222"):
        return (f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size}' {FONT} text-anchor='{anchor}' "
                f"font-weight='{weight}' fill='{colour}'>{escape(words)}</text>")

    @staticmethod
    def stroke(x1, y1, x2, y2, colour, width=1.0, dashes=""):
        dashed = f" stroke-dasharray='{dashes}'" if dashes else ""
        return (f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='{colour}' "
                f"stroke-width='{width}'{dashed}/>")

    def y(self, value):
        return HEIGHT - BOTTOM - value / self.top * (HEIGHT - TOP - BOTTOM)

    def draw_y_axis(self):
        for tick in range(round(self.top / self.step) + 1):
            value = tick * self.step
            self.parts.append(self.stroke(LEFT, self.y(value), WIDTH - RIGHT, self.y(value),
                                          "#222222" if tick == 0 else "#e3e3e3"))
            self.parts.append(self.text(LEFT - 8, self.y(value) + 4.5, number(value), anchor="end", size=12))

    def legend(self, words, colour, dashes=""):
        """One more, right of the one before."""
        x, y = self.legend_end, TOP - 14
        self.parts.append(self.stroke(x, y - 4, x + 22, y - 4, colour, 3 if not dashes else 1.5, dashes))
        self.parts.append(self.text(x + 28, y, words, size=12))
        self.legend_end += 28 + 6.6 * len(words) + 20

    def level(self, value, colour="#777777"):
        """A dashed line across."""
        self.parts.append(self.stroke(LEFT, self.y(value), WIDTH - RIGHT, self.y(value), colour, 1.5, "6 4"))

    def svg(self):
        return (f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{HEIGHT}' "
                f"viewBox='0 0 {WIDTH} {HEIGHT}'>\n" + "\n".join(self.parts) + "\n</svg>\n")


class Lines(Chart):
    """`ticks`: x -> its name."""

    def __init__(self, title, subtitle, y_title, y_most, x_title, ticks):
        super().__init__(title, subtitle, y_title, y_most, x_title)
        self.most = max(ticks) * 1.03
        for value, name in ticks.items():
            self.parts.append(self.stroke(self.x(value), self.y(0), self.x(value), self.y(0) + 5, "#222222"))
            self.parts.append(self.text(self.x(value), self.y(0) + 20, name, anchor="middle", size=12))

    def x(self, value):
        return LEFT + value / self.most * (WIDTH - LEFT - RIGHT)

    def line(self, words, colour, points):
        path = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        self.parts.append(f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='2.5'/>")
        for x, y in points:
            self.parts.append(f"<circle cx='{self.x(x):.1f}' cy='{self.y(y):.1f}' r='4' fill='{colour}'/>")
        self.legend(words, colour)


class Bars(Chart):
    """Groups side by side, in each a bar of every series."""

    def bars(self, names, series):
        """`series`: [(words, colours: one a group, values)]."""
        room = (WIDTH - LEFT - RIGHT) / len(names)
        width = room * 0.8 / len(series)
        for place, name in enumerate(names):
            begin = LEFT + room * (place + 0.1)
            for which, (_words, colours, values) in enumerate(series):
                top = self.y(values[place])
                self.parts.append(f"<rect x='{begin + which * width:.1f}' y='{top:.1f}' width='{width - 1:.1f}' "
                                  f"height='{self.y(0) - top:.1f}' fill='{colours[place]}'/>")
            self.parts.append(self.text(begin + room * 0.4, self.y(0) + 18, name, anchor="middle", size=12))
