import msgspec

from app.graph.drawing import clip, face, structure
from tests.sample_runs import chinese, network, odd_numbers


def test_the_structure_does_not_depend_on_numbers():
    graph = network().passes[0].graph
    other = tuple(
        msgspec.structs.replace(node, value=msgspec.structs.replace(node.value, data=-1234.5678), grad=None)
        for node in graph.nodes
    )
    assert structure(graph) == structure(msgspec.structs.replace(graph, nodes=other))


def test_scalar_boxes_are_compact_and_without_a_gradient_they_are_smaller():
    boxes = {node.name: face(node) for node in network().passes[0].graph.nodes if node.name}
    assert (boxes["h1"].width, boxes["h1"].height) == (74, 49)
    assert [band.field for band in boxes["h1"].bands] == ["value", "grad"]
    assert [band.field for band in boxes["x1"].bands] == ["value"]
    assert boxes["x1"].height < boxes["h1"].height


def test_chinese_names_take_double_width_and_long_ones_are_cut():
    wide = next(node for node in chinese().passes[0].graph.nodes if node.name == "总损失")
    assert face(msgspec.structs.replace(wide, name="总损失的平均值")).width > face(wide).width
    assert clip("总" * 30, 5) == "总总总总…"
    assert face(msgspec.structs.replace(wide, name="x" * 500)).width < 250


def test_small_matrices_get_a_line_a_row_and_large_ones_one_line():
    nodes = odd_numbers().passes[0].graph.nodes
    assert [(band.rows, band.columns) for band in face(nodes[3]).bands] == [(2, 3), (2, 3)]
    assert [(band.rows, band.columns) for band in face(nodes[4]).bands] == [(1, 1), (1, 1)]


def test_bands_stay_inside_their_box():
    for made in (network(), odd_numbers(), chinese()):
        for node in made.passes[0].graph.nodes:
            look = face(node)
            assert look.bands[-1].top + look.bands[-1].height <= look.height
