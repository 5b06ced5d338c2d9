import msgspec
import pytest

from app.graph.coordinates import Link, Outline, Structure
from app.graph.drawing import structure
from app.layout import place, warm_up
from app.layout import place as placing
from app.layout.dot import LayoutFailed
from tests.sample_runs import SAMPLES, Tape, chain, fan_out, network, recurrent, run, sum_times

every_sample = pytest.mark.parametrize("make", SAMPLES.values(), ids=SAMPLES)
both_engines = pytest.mark.parametrize("engine", ["dot", "layered"])


def placed(made, engine="dot", node_limit=3000):
    return place(structure(made.passes[0].graph), node_limit=node_limit, engine=engine)


def overlaps(boxes):
    """Pairs of boxes that touch; column by column, so that it takes no square time."""
    columns = {}
    for box in boxes:
        columns.setdefault(round(box.x), []).append(box)
    for column in columns.values():
        column.sort(key=lambda box: box.y)
        for upper, lower in zip(column, column[1:], strict=False):
            if upper.y + upper.height / 2 > lower.y - lower.height / 2:
                yield upper.id, lower.id


@every_sample
@both_engines
def test_everything_is_placed_inside_the_picture_and_apart(make, engine):
    made = make()
    graph, placement = made.passes[0].graph, placed(made, engine)
    assert {box.node for box in placement.boxes} == {node.id for node in graph.nodes}
    assert [route.edge for route in placement.routes] == [edge.id for edge in graph.edges]
    assert not list(overlaps(placement.boxes))
    for box in placement.boxes:
        assert box.width / 2 <= box.x <= placement.width - box.width / 2
        assert box.height / 2 <= box.y <= placement.height - box.height / 2
    assert all(0 <= x <= placement.width and 0 <= y <= placement.height for r in placement.routes for x, y in r.points)


@every_sample
@both_engines
def test_edges_run_from_the_right_of_their_source_to_the_left_of_their_target(make, engine):
    made = make()
    placement = placed(made, engine)
    for edge, route in zip(made.passes[0].graph.edges, placement.routes, strict=True):
        ends = {(round(b.x + b.width / 2), round(b.y)) for b in placement.boxes if b.node == edge.source}
        starts = {(round(b.x - b.width / 2), round(b.y)) for b in placement.boxes if b.node == edge.target}
        assert any(abs(route.points[0][0] - x) <= 1 and abs(route.points[0][1] - y) <= 1 for x, y in ends)
        assert any(abs(route.points[-1][0] - x) <= 1 and abs(route.points[-1][1] - y) <= 1 for x, y in starts)
        assert len(route.points) % 3 == 1 and route.curved


@both_engines
def test_the_same_structure_gives_the_same_bytes(engine):
    first, second = (msgspec.json.encode(placed(network(biases=True), engine)) for _ in range(2))
    assert first == second


def test_the_size_of_the_picture_chooses_the_engine():
    assert placed(network()).engine == "dot"
    assert placed(chain(1001)).engine == "dot fast"
    assert placed(chain(1001), node_limit=1000).engine == "layered"
    assert placed(network(), engine="layered").engine == "layered"


def test_when_graphviz_fails_the_layered_layout_takes_over(monkeypatch):
    def fail(*_args, **_options):
        raise LayoutFailed("layout")

    monkeypatch.setitem(placing.__globals__, "dot", fail)
    assert placed(network()).engine == "layered"


@pytest.mark.parametrize("make", [sum_times, fan_out, network, lambda: network(biases=True), lambda: recurrent(1)])
def test_small_graphs_share_their_leaves(make):
    assert not any("@" in box.id for box in placed(make()).boxes)


@pytest.mark.parametrize("steps", [4, 12])
def test_the_weights_of_a_loop_are_drawn_at_every_use(steps):
    made = recurrent(steps)
    placement = placed(made)
    shared = {"W", "U", "b"}
    for node in made.passes[0].graph.nodes:
        boxes = [box.id for box in placement.boxes if box.node == node.id]
        uses = [edge.id for edge in made.passes[0].graph.edges if edge.source == node.id]
        assert boxes == ([f"{node.id}@{edge}" for edge in uses] if node.name in shared else [node.id])


def test_a_loop_of_200_steps_stays_flat():
    placement = placed(recurrent(200))
    assert placement.engine == "dot fast" and placement.height < 700


def test_two_edges_into_one_node_share_an_alias():
    tape = Tape()
    weight = tape.param(0.5, "w")
    state = tape.input(1.0)
    for _ in range(8):
        state = tape.op("add", state, tape.op("mul", weight, weight))
        state = tape.op("mul", tape.op("tanh", state), weight)
    boxes = [box.id for box in placed(run(tape.backward(state))).boxes if box.node == "n0"]
    assert len(boxes) == len(set(boxes)) == 16


def test_ten_thousand_nodes_in_columns_without_overlap():
    tape = Tape()
    row = [tape.param(0.1 * i) for i in range(50)]
    for depth in range(200):
        row = [tape.op("add", row[i], row[(i + 1 + depth % 3) % 50]) for i in range(50)]
    placement = placed(run(tape.backward(row[0])))
    assert placement.engine == "layered" and len(placement.boxes) == 10_050
    assert not list(overlaps(placement.boxes))


def test_long_edges_of_the_layered_layout_pass_between_boxes():
    tape = Tape()
    first = tape.op("tanh", tape.param(0.5))
    node = first
    for _ in range(6):
        node = tape.op("tanh", node)
    placement = placed(run(tape.backward(tape.op("add", node, first))), "layered")
    (long,) = (route for route in placement.routes if len(route.points) > 4)
    stops = long.points[3:-1:3]
    passages = [((x0 + x1) / 2, y) for (x0, y), (x1, _) in zip(stops[::2], stops[1::2], strict=True)]
    assert len(passages) == 6
    for x, y in passages:
        assert not any(abs(x - b.x) < b.width / 2 and abs(y - b.y) < b.height / 2 for b in placement.boxes)


def test_a_very_long_edge_goes_above_everything():
    tape = Tape()
    first = tape.op("tanh", tape.param(0.5))
    node = first
    for _ in range(60):
        node = tape.op("tanh", node)
    placement = placed(run(tape.backward(tape.op("add", node, first))), "layered")
    top = min(box.y - box.height / 2 for box in placement.boxes)
    assert min(y for _, y in placement.routes[-1].points) < top


def test_an_empty_structure_is_an_empty_picture():
    assert place(Structure((), ()), node_limit=10).boxes == ()


def test_a_cycle_is_refused():
    outlines = (Outline("n0", 9, 9, False), Outline("n1", 9, 9, False))
    with pytest.raises(ValueError, match="cycles"):
        place(Structure(outlines, (Link("e0", "n0", "n1"), Link("e1", "n1", "n0"))), node_limit=0)


def test_warming_up_leaves_no_output(capfd):
    warm_up()
    assert capfd.readouterr() == ("", "")
