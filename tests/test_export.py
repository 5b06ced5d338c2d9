import struct
import xml.etree.ElementTree as ElementTree
import zlib

import msgspec
import pygraphviz
import pytest

from app.errors import Text, TimeLimit
from app.export import FORMATS, png, svg
from app.export.markup import escape
from app.export.paint import paint
from app.graph.drawing import structure
from app.graph.model import Run
from app.graph.moment import Moment
from app.graph.timeline import PassIndex
from app.layout import place
from tests.sample_runs import (
    HOSTILE,
    SAMPLES,
    chain,
    chinese,
    dead_branch,
    fan_out,
    hostile,
    network,
    odd_numbers,
    recurrent,
)

SVG = "{http://www.w3.org/2000/svg}"
every_format = pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)
every_sample = pytest.mark.parametrize("make", SAMPLES.values(), ids=SAMPLES)


def placed(made):
    return place(structure(made.passes[0].graph), node_limit=3000)


def moment(made, position=None):
    index = PassIndex(made.passes[0])
    return Moment(index, len(index.steps) if position is None else position)


def page(made, position=None):
    return svg.draw(made.passes[0].graph, placed(made), moment(made, position))


def written(name, made, position=None):
    return FORMATS[name].write(made, made.passes[0], moment(made, position), placed(made))


def by_id(markup):
    return {element.get("id"): element for element in ElementTree.fromstring(markup).iter() if element.get("id")}


def classes(element):
    return set(element.get("class").split())


def texts(element, name):
    return ["".join(found.itertext()) for found in element.iter() if name in (found.get("class") or "").split()]


@every_format
@every_sample
def test_every_format_writes_every_sample_twice_alike(format, make):
    made = make()
    placement = placed(made) if format.needs_placement else None
    first, second = (format.write(made, made.passes[0], moment(made), placement) for _ in range(2))
    assert first == second and len(first) > 100


@every_format
def test_a_format_says_what_it_is(format):
    assert FORMATS[format.name] is format
    assert format.suffix.startswith(".") and "/" in format.media_type and format.title.text


def test_json_is_the_whole_run():
    made = odd_numbers()
    assert msgspec.json.decode(written("json", made), type=Run) == msgspec.convert(msgspec.to_builtins(made), type=Run)


@every_sample
def test_the_picture_is_xml_with_a_group_for_every_box_and_edge(make):
    made = make()
    graph = made.passes[0].graph
    for markup in (page(made), written("svg", made).decode()):
        found = by_id(markup)
        ids = [element.get("id") for element in ElementTree.fromstring(markup).iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        assert {node.id for node in graph.nodes} <= {id.split("-")[0] for id in found}
        assert all("edge" in classes(found[edge.id]) for edge in graph.edges)
        uses = {element.get("href") for element in ElementTree.fromstring(markup).iter(f"{SVG}use")}
        assert uses <= {f"#{id}" for id in found}


def test_a_box_shows_its_value_and_gradient_when_their_steps_have_come():
    made = network()
    start, forward, end = (by_id(page(made, position)) for position in (0, 22, None))
    assert texts(start["n34"], "value") == [] and "pending" in classes(start["n34"])
    assert texts(forward["n34"], "value") == ["0.2097"] and texts(forward["n34"], "grad") == []
    assert "current" in classes(forward["n34"]) and forward["n34"].get("tabindex") == "0"
    assert texts(end["n2"], "value") == ["0.2"] and texts(end["n2"], "grad") == ["-0.008421"]
    assert end["n2"].get("aria-label") == "w1, value 0.2, gradient -0.008421"
    assert end["n2"].find(f"{SVG}title").text.startswith("w1 = 0.2 ∂ -0.00842148")


def test_an_edge_shows_its_contribution_once_it_was_sent():
    made = fan_out()
    before, at_it, after = (by_id(page(made, position))["e3"] for position in (3, 4, 6))
    assert "idle" in classes(before) and len(before) == 1
    assert "sent" in classes(at_it) and texts(at_it, "contribution") == ["1"]
    assert "carried" in classes(after) and [classes(part) for part in after][1] == {"backward"}
    assert texts(by_id(page(made, 4))["n0"], "count") == ["1/3"]


def test_kinds_differ_by_outline_and_dead_branches_are_marked():
    made = network()
    shapes = by_id(page(made))
    outline = {id.split("-")[0]: shapes[id][0].get("d") for id in shapes if "-" in id}
    assert set(outline) == {"input", "parameter", "constant", "op"}
    assert "a" in outline["input"] and "l" in outline["parameter"] and outline["op"].count("a") == 4
    assert not set("al") & set(outline["constant"])
    assert {id for id, g in by_id(page(dead_branch())).items() if "dead" in (g.get("class") or "")} == {
        "n1",
        "n3",
        "n4",
    }


@every_sample
def test_a_patch_turns_one_moment_into_the_next(make):
    made = make()
    placement, index = placed(made), PassIndex(made.passes[0])
    graph = made.passes[0].graph
    last = len(index.steps)
    for before, after in ((0, 1), (last - 1, last), (last, last // 2)):
        first, second = Moment(index, before), Moment(index, after)
        old, new = svg.draw(graph, placement, first), svg.draw(graph, placement, second)
        groups = dict(svg.patch(placement, first, second))
        kept = {id: ElementTree.tostring(g) for id, g in by_id(old).items() if id.startswith(("n", "e"))}
        wanted = {id: ElementTree.tostring(g) for id, g in by_id(new).items() if id.startswith(("n", "e"))}
        assert {id for id in wanted if wanted[id] != kept[id]} == set(groups)
        assert all(markup in new for markup in groups.values())


def test_a_step_of_a_loop_with_aliases_swaps_few_boxes():
    made = recurrent(40)
    placement, index = placed(made), PassIndex(made.passes[0])
    for position in range(len(index.steps) - 3):
        assert len(svg.patch(placement, Moment(index, position), Moment(index, position + 1))) <= 14


def test_the_page_has_no_style_and_a_file_brings_its_own():
    made = network()
    assert "style" not in page(made)
    alone = written("svg", made).decode()
    assert "<style>" in alone and "style=" not in alone and "tabindex" not in alone
    assert "script" not in alone and alone.count("http") == 1


def test_names_that_a_person_wrote_stay_text_in_the_picture():
    made = hostile()
    for markup in (page(made), written("svg", made).decode()):
        found = by_id(markup)
        tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(markup).iter()}
        assert tags <= {"svg", "style", "defs", "marker", "path", "g", "rect", "use", "text", "tspan", "title"}
        assert not any(name.startswith("on") for g in found.values() for name in g.attrib)
        assert texts(found["n0"], "name") == ["<b>bold</b>"]
        assert found["n4"].get("aria-label").startswith("<script>alert(1)</script>")


def test_characters_that_xml_forbids_are_left_out():
    assert escape("a\x00b\x1b\ud800\ufffe\uffffc\x7f") == "abc\x7f"
    assert escape("<&>\"'") == "&lt;&amp;&gt;&quot;&#39;"


def test_sentences_go_through_the_reader_s_language():
    made = fan_out()

    def shout(sentence: Text) -> str:
        return sentence.text.upper() + " <"

    markup = svg.draw(made.passes[0].graph, placed(made), moment(made), say=shout)
    assert by_id(markup)["n0"].get("aria-label") == "X, VALUE 3, GRADIENT 7 <"


def shown(label):
    """What Graphviz draws for a label: escapes and entities taken back."""
    lines = label.replace("\\\\", "\x00").split("\\n")
    return [line.replace("\x00", "\\").replace("&amp;", "&") for line in lines]


@pytest.mark.parametrize("position", [0, None])
def test_dot_is_read_by_graphviz_and_names_stay_text(position):
    made = hostile()
    graph = pygraphviz.AGraph(string=written("dot", made, position).decode())
    assert graph.number_of_nodes() == len(made.passes[0].graph.nodes)
    assert graph.number_of_edges() == len(made.passes[0].graph.edges)
    for i, name in enumerate(HOSTILE):
        clean = " ".join("".join(c if c.isprintable() else " " for c in name).split())
        head, value, *rest = shown(graph.get_node(f"n{i}").attr["label"])
        assert (" ".join(head.split()), value, len(rest)) == (clean, str(i), 0 if position == 0 else 1)
    drawn = graph.draw(format="svg", prog="dot").decode()
    assert "<b>" not in drawn and "<script>" not in drawn
    assert "&lt;b&gt;bold&lt;/b&gt;" in drawn and "&amp;lt;&amp;amp;" in drawn.replace("&#45;", "-")


def test_a_name_alone_that_looks_like_markup_is_not_markup():
    made = hostile()
    node = msgspec.structs.replace(made.passes[0].graph.nodes[0], value=None)
    graph = msgspec.structs.replace(made.passes[0].graph, nodes=(node, *made.passes[0].graph.nodes[1:]))
    pass_ = msgspec.structs.replace(made.passes[0], graph=graph)
    text = FORMATS["dot"].write(made, pass_, Moment.of(pass_, 0), None).decode()
    assert 'n0 [label="<b>bold</b>"' in text


def test_dot_carries_the_gradients_of_its_moment():
    before, after = (written("dot", network(), position).decode() for position in (0, None))
    assert "ngrad" not in before and "w1\\n0.2\\ngrad -0.008421" in after


def pixels(image):
    """The size of a PNG, and how many different bytes its rows hold (8-bit RGBA)."""
    width, height = struct.unpack(">II", image[16:24])
    assert image[24:26] == b"\x08\x06"
    data, place = b"", 8
    while place < len(image):
        (size,) = struct.unpack(">I", image[place : place + 4])
        if image[place + 4 : place + 8] == b"IDAT":
            data += image[place + 8 : place + 8 + size]
        place += size + 12
    rows = zlib.decompress(data)
    stride = 4 * width + 1
    return width, height, len({byte for row in range(height) for byte in rows[row * stride + 1 : (row + 1) * stride]})


def test_the_png_is_the_picture_at_twice_its_size():
    made, placement = network(), placed(network())
    width, height, _ = pixels(written("png", made))
    assert (width, height) == (round(2 * placement.width), round(2 * placement.height))


def test_a_very_large_picture_stays_within_bounds():
    width, height, _ = pixels(written("png", chain(900)))
    assert max(width, height) <= png.LONGEST_SIDE + 1 and width * height <= png.MOST_PIXELS * 1.01


def test_a_picture_that_takes_too_long_to_paint_is_refused_with_a_way_out(monkeypatch):
    monkeypatch.setattr(png, "MOST_SECONDS", 0.001)
    with pytest.raises(TimeLimit, match="too large to be painted") as caught:
        written("png", network())
    assert "SVG" in caught.value.problem.hint.text


def test_letters_show_without_any_font_of_the_system():
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="30" font-family="sans-serif">'
    blank, latin, signs = (
        paint(f'{head}<text x="5" y="20">{words}</text></svg>', 2.0, str(png.FONT), system_fonts=False)
        for words in ("", "h1 0.4769", "σ ∂ × ∞ −")
    )
    assert pixels(blank)[2] == 1 and pixels(latin)[2] > 20 and pixels(signs)[2] > 20


def test_chinese_names_are_drawn_by_their_own_name():
    found = by_id(page(chinese()))
    assert texts(found["n34"], "name") == ["总损失×"]
