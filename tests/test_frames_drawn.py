"""Frames as a person meets them: in the page, in files, with links that fold them, for those who do not see them."""

import xml.etree.ElementTree as ElementTree

import pygraphviz
import pytest

from app.errors import Text
from app.export import FORMATS, svg
from app.export.frames import Turn
from app.export.markup import Say, english
from app.graph.framing import framings
from app.graph.moment import Moment
from app.graph.timeline import PassIndex
from tests.framed_programs import SOURCES, graph_of, made, pass_of, placed

SVG = "{http://www.w3.org/2000/svg}"
MARKUP = "names that look like markup"
every_program = pytest.mark.parametrize("name", SOURCES)


def drawn(name: str, turn: Turn | None = None, say: Say = english) -> str:
    pass_ = pass_of(name)
    return svg.draw(graph_of(name), placed(name), Moment.of(pass_, len(pass_.steps)), turn=turn, say=say)


def written(name: str, format: str) -> str:
    pass_ = pass_of(name)
    return FORMATS[format].write(made(name), pass_, Moment.of(pass_, 0), placed(name)).decode()


def frames_of(markup: str) -> list[ElementTree.Element]:
    found = ElementTree.fromstring(markup).iter(f"{SVG}g")
    return [element for element in found if "frame" in (element.get("class") or "").split()]


def folded(group: str) -> str:
    return f"?pass=0&turned={group}"


@every_program
def test_page_and_file_draw_the_frames_behind_everything_else(name: str) -> None:
    framed = framings(graph_of(name))
    for markup in (drawn(name), written(name, "svg")):
        frames = frames_of(markup)
        assert [frame.get("aria-label") for frame in frames] == [framing.label for framing in framed]
        assert [frame.get("class") for frame in frames] == [f"frame frame--{framing.group.kind}" for framing in framed]
        layers = [layer.get("class") for layer in ElementTree.fromstring(markup).iter(f"{SVG}g")]
        assert not frames or layers.index("frames") < layers.index("edges") < layers.index("nodes")


@every_program
def test_a_reader_of_the_screen_finds_every_box_in_its_frame_once(name: str) -> None:
    markup = drawn(name)
    owned = [id for frame in frames_of(markup) for id in (frame.get("aria-owns") or "").split()]
    ids = {element.get("id") for element in ElementTree.fromstring(markup).iter()}
    assert len(owned) == len(set(owned)) and set(owned) <= ids
    inner = {framing.group.id for framing in framings(graph_of(name)) if framing.parent is not None}
    assert inner == {id for id in owned if id.startswith("g")}


@every_program
def test_the_same_picture_gives_the_same_bytes(name: str) -> None:
    assert drawn(name, folded) == drawn(name, folded)


def test_labels_stay_text_and_long_ones_are_cut() -> None:
    for markup in (drawn(MARKUP), written(MARKUP, "svg")):
        tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(markup).iter()}
        assert tags <= {"svg", "style", "defs", "marker", "path", "g", "rect", "use", "text", "tspan", "title"}
        labels = [text.text for frame in frames_of(markup) for text in frame.iter(f"{SVG}text")]
        assert labels == ["net · Sequential", '<b>&" · Linear', "</svg>\\N · Linear"]
    (frame,) = frames_of(drawn("one long name"))
    (shown,), (whole,) = ([found.text for found in frame.iter(f"{SVG}{tag}")] for tag in ("text", "title"))
    assert shown.endswith("…") and whole.startswith(shown[:-1]) and len(whole) == 40


def test_a_frame_carries_a_link_that_folds_it_where_the_page_says_how() -> None:
    def shout(sentence: Text) -> str:
        return sentence.text.upper()

    assert "<a" not in drawn("spiral-classifier") and "<a" not in written("spiral-classifier", "svg")
    frames = frames_of(drawn("spiral-classifier", folded, shout))
    for frame in frames:
        (link,) = frame.iter(f"{SVG}a")
        assert link.get("href") == link.get("hx-get") == folded(frame.get("id") or "")
        assert (link.get("hx-target"), link.get("hx-swap")) == ("#workspace", "outerHTML")
        assert link.get("aria-label") == f"FOLD {frame.get('aria-label')}".upper()
    only_first = frames_of(
        drawn("spiral-classifier", lambda group: folded(group) if group == frames[0].get("id") else "")
    )
    assert [len(list(frame.iter(f"{SVG}a"))) for frame in only_first] == [1, 0, 0, 0]


def test_no_step_draws_a_frame_again() -> None:
    index = PassIndex(pass_of("spiral-classifier"))
    first, last = Moment(index, 0), Moment(index, len(index.steps))
    assert not any("frame" in markup for _, markup in svg.patch(placed("spiral-classifier"), first, last))


@every_program
def test_dot_has_a_cluster_for_every_frame_with_its_label_as_text(name: str) -> None:
    graph = pygraphviz.AGraph(string=written(name, "dot"))
    clusters = {}
    waiting = [*graph.subgraphs()]
    for cluster in waiting:
        waiting += cluster.subgraphs()
        clusters[cluster.name] = cluster
    framed = framings(graph_of(name))
    assert set(clusters) == {f"cluster_{framing.group.id}" for framing in framed}
    for framing in framed:
        cluster = clusters[f"cluster_{framing.group.id}"]
        shown = cluster.graph_attr["label"].replace("\\\\", "\\").replace("&amp;", "&")
        assert shown == framing.label and set(framing.members) <= set(cluster.nodes())
    assert graph.number_of_nodes() == len(graph_of(name).nodes)
