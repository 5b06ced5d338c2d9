"""Frames around groups: which there are and what stands in each, in every preset and in programs made for it."""

from itertools import combinations

import msgspec
import pytest

from app.graph.coordinates import Box, Rectangle
from app.graph.drawing import structure
from app.graph.framing import FRAMED, LEVELS, framings
from app.layout import place
from app.layout.aliases import with_aliases
from app.layout.rectangles import LABEL, MARGIN
from tests.framed_programs import SOURCES, graph_of, placed
from tests.sample_runs import recurrent

LABELS = {
    "modules in modules": ["net · Sequential", "0 · Linear", "2 · Linear"],
    "a list of modules": ["model · Net", "layer [0] › layers.0 · Linear", "layer [1] › layers.1 · Linear"],
    "a module of the program's own in torch's": ["net · Sequential", "0 · Twice", "2 · Linear"],
    "methods and functions": ["Line.at", "损失"],
    "rounds of a loop": ["i = 0", "i = 1", "x [0]", "x [1]", "name = 'a'", "name = 'b'"],
    "a gradient of a gradient": ["backward 1 › grad"],
    "names that look like markup": ["net · Sequential", '<b>&" · Linear', "</svg>\\N · Linear"],
    "calls within calls": ["f"] * LEVELS,
    "spiral-classifier": ["net · Net", "fc1 · Linear", "fc2 · Linear", "criterion · CrossEntropyLoss"],
    "softmax-cross-entropy": ["cross_entropy"],
    "linear-regression-training": ["forward"],
    "scalar-engine": [],
}
every_program = pytest.mark.parametrize("name", SOURCES)


def sides(each: Box | Rectangle) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    return (
        each.x - each.width / 2,
        each.y - each.height / 2,
        each.x + each.width / 2,
        each.y + each.height / 2,
    )


def holds(outer: Rectangle, inner: Box | Rectangle, margin: float, top: float) -> bool:
    a, b = sides(outer), sides(inner)
    return b[0] - a[0] >= margin and b[1] - a[1] >= top and a[2] - b[2] >= margin and a[3] - b[3] >= margin


def touch(one: Box | Rectangle, other: Box | Rectangle) -> bool:
    a, b = sides(one), sides(other)
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def held(name: str) -> dict[str, set[str]]:
    """The boxes that belong into each frame, at any depth."""
    frames = with_aliases(structure(graph_of(name))).frames
    inside = {frame.id: set(frame.outlines) for frame in frames}
    for frame in reversed(frames):
        if frame.parent is not None:
            inside[frame.parent] |= inside[frame.id]
    return inside


@every_program
def test_members_stand_inside_their_frame_and_strangers_outside(name: str) -> None:
    inside, placement = held(name), placed(name)
    assert {rectangle.frame for rectangle in placement.frames} == set(inside)
    for rectangle in placement.frames:
        for box in placement.boxes:
            if box.id in inside[rectangle.frame]:
                assert holds(rectangle, box, MARGIN, MARGIN + LABEL)
            else:
                assert not touch(rectangle, box)


@every_program
def test_frames_stand_in_each_other_or_apart(name: str) -> None:
    inside = held(name)
    for outer, inner in combinations(placed(name).frames, 2):  # outer frames come first
        if inside[inner.frame] <= inside[outer.frame]:
            assert holds(outer, inner, MARGIN, MARGIN + LABEL)
        else:
            assert inside[inner.frame].isdisjoint(inside[outer.frame]) and not touch(outer, inner)


@every_program
def test_a_frame_holds_several_nodes_and_less_than_the_whole_graph(name: str) -> None:
    graph = graph_of(name)
    ops = {node.id for node in graph.nodes if node.kind == "op"}
    for id, boxes in held(name).items():
        nodes = {box.partition("@")[0] for box in boxes}
        assert len(boxes) > 1 and nodes & ops and ops - nodes, id


@every_program
def test_everything_stands_inside_the_picture(name: str) -> None:
    placement = placed(name)
    for each in (*placement.frames, *placement.boxes):
        left, top, right, bottom = sides(each)
        assert 0 <= left and 0 <= top and right <= placement.width and bottom <= placement.height


@every_program
def test_edges_through_gates_run_in_one_piece_from_box_to_box(name: str) -> None:
    placement = placed(name)
    for edge, route in zip(graph_of(name).edges, placement.routes, strict=True):
        ends = {(box.x + box.width / 2, box.y) for box in placement.boxes if box.node == edge.source}
        starts = {(box.x - box.width / 2, box.y) for box in placement.boxes if box.node == edge.target}
        assert len(route.points) % 3 == 1
        assert any(abs(route.points[0][0] - x) <= 1 and abs(route.points[0][1] - y) <= 1 for x, y in ends)
        assert any(abs(route.points[-1][0] - x) <= 1 and abs(route.points[-1][1] - y) <= 1 for x, y in starts)


@every_program
def test_the_same_graph_gives_the_same_bytes(name: str) -> None:
    again = place(structure(graph_of(name)), node_limit=3000)
    assert msgspec.json.encode(again) == msgspec.json.encode(placed(name))


@pytest.mark.parametrize("name", LABELS)
def test_frames_say_what_the_program_says(name: str) -> None:
    assert [framing.label for framing in framings(graph_of(name))] == LABELS[name]


def test_every_round_of_a_recurrent_network_has_its_frame_and_the_picture_stays_flat() -> None:
    placement = placed("rnn-vanishing")
    assert len(placement.frames) == 20
    assert placement.height < 1.5 * max(rectangle.height for rectangle in placement.frames)
    lefts = [rectangle.x - rectangle.width / 2 for rectangle in placement.frames]
    rights = [rectangle.x + rectangle.width / 2 for rectangle in placement.frames]
    assert all(right < left for right, left in zip(rights, lefts[1:], strict=False))


def test_an_edge_enters_the_next_round_on_the_level_on_which_it_comes() -> None:
    placement, graph = placed("rnn-vanishing"), graph_of("rnn-vanishing")
    states = {node.id for node in graph.nodes if node.op == "tanh"}
    routes = {route.edge: route.points for route in placement.routes}
    carried = [routes[edge.id] for edge in graph.edges if edge.source in states]
    assert sum(len({y for _, y in points}) == 1 for points in carried) >= len(carried) - 1


def test_an_alias_stands_in_the_frame_of_its_use() -> None:
    graph, inside = graph_of("rnn-vanishing"), held("rnn-vanishing")
    frames = {box: frame for frame, boxes in inside.items() for box in boxes}
    weight = next(node.id for node in graph.nodes if node.kind == "parameter")
    uses = {f"{weight}@{edge.id}": edge.target for edge in graph.edges if edge.source == weight}
    assert len(uses) == 20
    assert all(frames[alias] == frames[target] for alias, target in uses.items())


def test_a_parameter_that_two_frames_share_stands_in_neither() -> None:
    graph, inside = graph_of("rounds of a loop"), held("rounds of a loop")
    weight = next(node.id for node in graph.nodes if node.name == "w")
    assert not any(weight in boxes for boxes in inside.values())


def test_an_input_stays_outside_the_module_that_reads_it() -> None:
    inside = held("spiral-classifier")
    data = {node.id for node in graph_of("spiral-classifier").nodes if node.kind == "input"}
    assert data and all(boxes.isdisjoint(data) for boxes in inside.values())


def test_a_large_picture_and_the_layered_layout_have_no_frames() -> None:
    drawn = structure(graph_of("rnn-vanishing"))
    assert drawn.frames and place(drawn, node_limit=3000, engine="layered").frames == ()
    assert place(structure(recurrent(FRAMED).passes[0].graph), node_limit=3000).frames == ()
    long = graph_of("rnn-vanishing")
    many = tuple(msgspec.structs.replace(long.nodes[0], id=f"m{number}") for number in range(FRAMED))
    assert framings(msgspec.structs.replace(long, nodes=long.nodes + many)) == ()
