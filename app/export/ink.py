"""The look of a picture that stands alone, as a style sheet; blue is a value, vermilion a gradient, everywhere.

The colours are those of Okabe and Ito, which people of every colour vision tell apart.
"""

INK = "#1f2933"
QUIET = "#8a949e"
VALUE = "#0072b2"
GRADIENT = "#c04e00"
PARAMETER = "#007a5a"
INPUT = "#3b7ea1"
FRAMES = {
    "module": "#4a5a9a", "function": "#7a4f8f", "iteration": "#58636f", "backward": GRADIENT, "composite": "#6a7079",
}  # fmt: skip
"""The colour of a frame, by the kind of its group."""

FONTS = (
    '"DejaVu Sans","Noto Sans","Helvetica Neue",Arial,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",'
    '"WenQuanYi Micro Hei",sans-serif'
)

STYLE = f"""
text{{font-family:{FONTS};font-size:11px;text-anchor:middle;fill:{INK};stroke:none}}
.paper{{fill:#fff}}
.node{{fill:#fff;stroke:#7b8794;stroke-width:1.2}}
.input{{fill:#f1f7fb;stroke:{INPUT}}}
.parameter{{fill:#f0f9f5;stroke:{PARAMETER};stroke-width:1.4}}
.constant{{fill:#f3f4f6;stroke:#b6bec7;stroke-width:1}}
.pending{{stroke:#bcc5ce}}
.dead{{stroke-dasharray:2 3;opacity:.6}}
.alias{{stroke-dasharray:5 2}}
.read,.sent{{stroke-width:2}}
.node.read{{stroke:{VALUE}}}
.node.sent{{stroke:{GRADIENT}}}
.node.current{{stroke:{INK};stroke-width:2.6;fill:#fff8d6}}
.slot{{stroke:none;fill:none}}
.value-slot{{fill:{VALUE};fill-opacity:.07}}
.grad-slot{{fill:{GRADIENT};fill-opacity:.08}}
.sign{{font-size:9px;fill:{QUIET}}}
.name{{font-weight:bold}}
.symbol{{font-weight:normal;fill:#52606d}}
.value{{fill:{VALUE}}}
.grad,.count{{fill:{GRADIENT}}}
.count{{font-size:8.5px}}
.frame__area{{fill-opacity:.05;stroke-opacity:.45}}
.frame--iteration .frame__area{{stroke-dasharray:6 4}}
.frame__label{{font-size:10px;text-anchor:start}}
{"".join(f".frame--{kind}>*{{fill:{color};stroke:{color}}}" for kind, color in FRAMES.items())}
.frame .frame__label{{stroke:none}}
.edge path{{fill:none}}
.forward{{stroke:#a3adb8;stroke-width:1.1}}
.edge.read .forward{{stroke:{VALUE};stroke-width:2.2}}
.backward{{stroke:{GRADIENT};stroke-width:1;stroke-dasharray:4 3}}
.edge.sent .backward{{stroke-width:2.2}}
.tip path{{fill:{GRADIENT};stroke:none}}
.contribution{{fill:{GRADIENT};font-size:9px;paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}}
""".strip()
