"""Folded passes show nothing that the whole pass does not say: same numbers, same order, same moments."""

from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.engine.run import run_program
from app.explain.explanation import Line, explain
from app.explain.fitting import fit
from app.graph.folding.fold import fold
from app.graph.folding.membership import Membership, is_picked
from app.graph.folding.sight import WHOLE, Sight
from app.graph.folding.steps import folded_position, whole_position
from app.graph.model import Group, Node, Pass, Request, Step
from app.graph.moment import Moment
from app.graph.timeline import PassIndex
from app.ops.composites import BEGINNINGS, NAMES, ORDERS, SIGNS
from app.ops.registry import OPS
from app.presets import PRESETS
from app.web.walk.upstream import arrived
from tests.sample_runs import Tape, fan_out

SCRIPTS = Path(__file__).parent / "data" / "scripts"
MANY = (
    "attention_multihead autograd_double_backward_penalty autograd_multi_roots cnn_residual_block_zh gen_vae "
    "lang_generators mlp_d2l_softmax_zh rnn_lstm_modules rnn_truncated_bptt_zh train_freezing_layers "
    "beyond_transformer_layers_zh losses_tour_zh autograd_inplace_views_zh"
).split()
"""Scripts whose groups stand in each other, have several results, or are read while they go on."""
PROGRAMS = {slug: preset.source for slug, preset in PRESETS.items()} | {
    name: (SCRIPTS / f"{name}.py").read_text(encoding="utf-8") for name in MANY
}
every_program = pytest.mark.parametrize("name", PROGRAMS)

SOFTMAX = """
x = torch.tensor([[1.0, 2.0, 0.5]], requires_grad=True)
t = torch.tensor([1])
loss = F.cross_entropy(x, t)
loss.backward()
"""
TWO_RESULTS = """
w = torch.tensor(2.0, requires_grad=True)
def both(a):
    s = a * a
    return s, s + a
first, second = both(w * 3)
loss = first * second
loss.backward()
"""
LAYER = """
net = torch.nn.Linear(2, 3)
x = torch.tensor([[1.0, -2.0]], requires_grad=True)
net(x).sum().backward()
"""


@cache
def passes_of(source: str) -> tuple[Pass, ...]:
    return tuple(each for each in run_program(Request(source, until=3)).passes if each.graph is not None)


def ways(held: Membership) -> dict[str, frozenset[str]]:
    """Sets of groups that a person may fold: as written, all, the inner ones, every second one."""
    inner = {id for id in held.groups if all(group.parent != id for group in held.groups.values())}
    turned = frozenset(id for place, id in enumerate(held.groups) if place % 2)
    return {
        "written": Sight("written").folded(held),
        "all": frozenset(held.groups),
        "inner": frozenset(inner),
        "some": Sight("written", turned).folded(held),
    }


@cache
def folded_passes(name: str) -> list[tuple[Pass, Pass]]:
    found = []
    for whole in passes_of(PROGRAMS[name]):
        held = Membership(whole)
        found += [(whole, fold(whole, folded, SIGNS, held)) for folded in ways(held).values()]
    return found


@every_program
def test_folding_nothing_gives_the_pass_itself(name: str) -> None:
    for whole in passes_of(PROGRAMS[name]):
        assert fold(whole, frozenset()) is whole
        assert fold(whole, WHOLE.folded(Membership(whole))) is whole


@every_program
def test_every_node_comes_after_what_it_reads(name: str) -> None:
    for whole, seen in folded_passes(name):
        order = {node.id: place for place, node in enumerate(seen.graph.nodes)}
        assert len(order) == len(seen.graph.nodes)
        before = {node.id: place for place, node in enumerate(whole.graph.nodes)}
        for edge in seen.graph.edges:
            assert order[edge.source] < order[edge.target] or before[edge.source] > before[edge.target]
        assert len({edge.id for edge in seen.graph.edges}) == len(seen.graph.edges)


@every_program
def test_every_visible_node_ends_with_the_numbers_of_the_whole_pass(name: str) -> None:
    for whole, seen in folded_passes(name):
        last, end = Moment.of(whole, len(whole.steps)), Moment.of(seen, len(seen.steps))
        for node in seen.graph.nodes:
            if node.id in last.index.nodes:
                before, after = last.node(node.id), end.node(node.id)
                assert (after.value, after.grad) == (before.value, before.grad)
                assert after.arrived == after.expected


@every_program
def test_every_border_edge_keeps_its_contribution(name: str) -> None:
    for whole, seen in folded_passes(name):
        sent = {edge.id: edge for edge in whole.graph.edges}
        for edge in seen.graph.edges:
            if edge.id in sent:
                assert edge.contribution == sent[edge.id].contribution
                assert edge.source == sent[edge.id].source
                assert edge.local in (None, sent[edge.id].local)
        told = [edge for step in seen.steps if step.kind == "send" for edge in step.edges]
        live = [edge.id for edge in seen.graph.edges if edge.contribution is not None and edge.id in sent]
        assert set(live) <= set(told) and len(set(told)) == len(told)


@every_program
def test_a_local_derivative_stays_where_it_leads_to_the_result(name: str) -> None:
    for whole, seen in folded_passes(name):
        folded = {node.id for node in seen.graph.nodes if node.folds}
        targets = {edge.id: edge.target for edge in whole.graph.edges}
        for edge in seen.graph.edges:
            if edge.target in folded and edge.local is not None:
                assert targets[edge.id] == edge.target


@every_program
def test_changes_are_those_of_the_whole_pass_at_the_same_moment(name: str) -> None:
    for whole, seen in folded_passes(name):
        index, known = PassIndex(whole), PassIndex(seen)
        for position, step in enumerate(seen.steps, 1):
            there = Moment(index, whole_position(seen.steps, position))
            last = {(change.node, change.field): change for change in step.changes}
            for change in last.values():
                if change.node in index.nodes:
                    state = there.node(change.node)
                    assert change.value == (state.value if change.field == "value" else state.grad)
                    if change.field == "grad" and step.kind != "accumulate":
                        assert (change.arrived, change.expected) == (state.arrived, state.expected)
            assert all(edge in known.edges for edge in step.edges)


@every_program
def test_nothing_is_read_before_it_is_there_nor_sent_before_all_has_arrived(name: str) -> None:
    for whole, seen in folded_passes(name):
        backwards = any(_reads_later(whole))
        index = PassIndex(seen)
        for position, step in enumerate(seen.steps, 1):
            now = Moment(index, position)
            for edge in step.edges if step.kind == "compute" and not backwards else ():
                source = index.nodes[index.edges[edge].source]
                assert source.value is None or now.node(source.id).value is not None
            if step.kind == "send" and step.node in index.grads:
                assert index.grads[step.node].positions[-1] < position


def _reads_later(pass_: Pass):
    order = {node.id: place for place, node in enumerate(pass_.graph.nodes)}
    return (order[edge.source] > order[edge.target] for edge in pass_.graph.edges)


@every_program
def test_a_leaf_stores_its_gradient_after_all_that_is_sent_to_it(name: str) -> None:
    for _, seen in folded_passes(name):
        sent = {}
        for position, step in enumerate(seen.steps):
            if step.kind == "send":
                sent |= {change.node: position for change in step.changes}
            if step.kind == "accumulate":
                assert sent.get(step.node, -1) < position
        late = {step.node: place for place, step in enumerate(seen.steps) if step.kind == "accumulate"}
        assert all(sent[leaf] < place for leaf, place in late.items() if leaf in sent)


@every_program
def test_positions_go_there_and_back(name: str) -> None:
    for whole, seen in folded_passes(name):
        for position in range(len(seen.steps) + 1):
            there = whole_position(seen.steps, position)
            assert folded_position(seen.steps, there) == position
        assert all(0 <= folded_position(seen.steps, k) <= len(seen.steps) for k in range(len(whole.steps) + 1))


@every_program
def test_leaves_and_what_no_group_holds_stay(name: str) -> None:
    for whole, seen in folded_passes(name):
        left = {node.id for node in seen.graph.nodes}
        assert {node.id for node in whole.graph.nodes if node.kind in ("parameter", "input")} <= left
        assert {*whole.roots} <= left
        used = {edge.source for edge in seen.graph.edges} | {edge.target for edge in seen.graph.edges}
        assert used <= left
        groups = {group.id for group in seen.graph.groups}
        assert all(node.group in groups or node.group is None for node in seen.graph.nodes if node.kind == "op")


@every_program
def test_every_step_of_a_folded_pass_can_be_explained(name: str) -> None:
    for _, seen in folded_passes(name):
        index = PassIndex(seen)
        for position, step in enumerate(seen.steps, 1):
            found = explain(Moment(index, position), lambda id: id)
            node = index.nodes[step.node]
            if node.folds and step.kind in ("compute", "send"):
                assert found is not None and found.origin in ("entry", "words")
                assert found.origin == "entry" or found.lines == ()


def test_a_cross_entropy_is_one_node_with_one_rule() -> None:
    (whole,) = passes_of(SOFTMAX)
    seen = fold(whole, Membership(whole).written, SIGNS)
    (node,) = [node for node in seen.graph.nodes if node.folds]
    assert (node.op, node.symbol, node.name) == ("cross_entropy", OPS["cross_entropy"].symbol, "loss")
    assert node.made_of == ("log_softmax", "nll_loss") and node.aten is None
    assert [(step.phase, step.kind) for step in seen.steps if step.node == node.id] == [
        ("forward", "compute"), ("backward", "seed"), ("backward", "send"),
    ]  # fmt: skip
    (line,) = explain(Moment.of(seen, 3), lambda id: seen_name(seen, id)).lines
    assert line.rule.text == "∂L/∂x = spread(∂L/∂y)·(softmax(x) − one_hot(t)) / N"


def seen_name(pass_: Pass, id: str) -> str:
    return next(node.name or node.id for node in pass_.graph.nodes if node.id == id)


def test_a_layer_reads_its_weight_first_and_yet_its_rule_names_each_input_rightly() -> None:
    (whole,) = passes_of(LAYER)
    index = PassIndex(fold(whole, Membership(whole).written, SIGNS))
    (node,) = [node for node in index.graph.nodes if node.folds]
    fitted = fit(node, sorted(index.into(node.id), key=lambda edge: edge.slot))
    named = {letter: index.nodes[edges[0].source].name for letter, edges in fitted.edges.items()}
    assert named == {"x": "x", "w": "weight", "b": "bias"}


def test_a_group_with_two_results_stands_beside_them() -> None:
    (whole,) = passes_of(TWO_RESULTS)
    (group,) = whole.graph.groups
    seen = fold(whole, frozenset({group.id}))
    index = PassIndex(seen)
    results = [node for node in seen.graph.nodes if is_picked(node)]
    assert [node.name for node in results] == ["first", "second"]
    assert index.nodes[group.id].value is None and index.nodes[group.id].op == "both"
    computed = next(step for step in seen.steps if step.node == group.id)
    assert [change.node for change in computed.changes] == [group.id, *(node.id for node in results)]


def test_what_a_call_gives_under_a_name_stays_in_sight_though_nothing_reads_it() -> None:
    source = "lstm = nn.LSTM(2, 3)\nout, (h, c) = lstm(torch.ones(2, 1, 2))\nh.sum().backward()"
    (whole,) = passes_of(source)
    seen = fold(whole, Membership(whole).written)
    assert {"out", "h", "c"} <= {node.name for node in seen.graph.nodes}
    assert [node.op for node in seen.graph.nodes if node.folds] == ["LSTM"]


def grouped(pass_: Pass, members: set[str]) -> Pass:
    """The pass with some of its nodes in a group g0."""
    nodes = tuple(replace(node, group="g0" if node.id in members else None) for node in pass_.graph.nodes)
    groups = (Group("g0", "function", "f", None, None),)
    return replace(pass_, graph=replace(pass_.graph, nodes=nodes, groups=groups))


@pytest.mark.parametrize("stranger_reads", ["a member", "only the leaf"])
def test_a_group_with_a_stranger_between_its_members_stays_open(stranger_reads: str) -> None:
    tape = Tape()
    w = tape.param(3.0)
    first = tape.op("square", w)
    between = tape.op("square", first if stranger_reads == "a member" else w)
    last = tape.op("mul", first, between)
    whole = tape.backward(last)
    if stranger_reads == "a member":
        assert Membership(grouped(tape.backward(None), {f"n{first}", f"n{last}"})).foldable == frozenset()
    assert fold(grouped(whole, {f"n{first}", f"n{last}"}), frozenset({"g0"})).graph.groups
    assert Membership(grouped(whole, {f"n{first}", f"n{last}"})).foldable == frozenset()
    assert Membership(grouped(whole, {f"n{between}", f"n{last}"})).foldable == {"g0"}


def test_a_leaf_that_waits_for_a_group_stores_its_gradient_after_it() -> None:
    tape = Tape()
    early, late = tape.param(2.0), tape.param(3.0)
    inner = tape.op("square", early)
    root = tape.op("mul", inner, late)
    whole = tape.backward(root)
    kinds = [(step.kind, step.node) for step in whole.steps if step.phase == "backward"]
    steps = moved_forward(whole, f"n{late}")
    seen = fold(grouped(replace(whole, steps=steps), {f"n{inner}", f"n{root}"}), frozenset({"g0"}))
    assert ("accumulate", f"n{late}") in kinds
    told = [(step.kind, step.node) for step in seen.steps if step.phase == "backward"]
    assert told == [("seed", f"n{root}"), ("send", f"n{root}"), ("accumulate", f"n{late}"), ("accumulate", f"n{early}")]
    assert [folded_position(seen.steps, whole_position(seen.steps, k)) for k in range(6)] == [*range(6)]


def moved_forward(pass_: Pass, leaf: str) -> tuple[Step, ...]:
    """The steps with that of a leaf right after the first `send`, as torch's engine has it."""
    steps = [step for step in pass_.steps if (step.kind, step.node) != ("accumulate", leaf)]
    stored = next(step for step in pass_.steps if (step.kind, step.node) == ("accumulate", leaf))
    place = next(place for place, step in enumerate(steps) if step.kind == "send") + 1
    return tuple(replace(step, index=index) for index, step in enumerate([*steps[:place], stored, *steps[place:]]))


def test_what_a_call_is_given_stays_in_sight() -> None:
    source = SOFTMAX.replace("F.cross_entropy(x, t)", "F.cross_entropy(x, torch.tensor([1]))")
    (whole,) = passes_of(source)
    seen = fold(whole, Membership(whole).written)
    assert "constant" in {node.kind for node in seen.graph.nodes}


def test_as_written_a_container_of_modules_stays_open() -> None:
    (whole, *_) = passes_of(PRESETS["xor"].source)
    held = Membership(whole)
    labels = {held.groups[id].label.rpartition(" ")[2] for id in held.written}
    assert labels == {"Linear"}


def test_unknown_groups_are_left_alone() -> None:
    (whole,) = passes_of(SOFTMAX)
    assert Sight("autograd", frozenset({"g9", "g77"})).folded(Membership(whole)) == frozenset()


def test_a_turned_group_is_the_other_way_in_either_view() -> None:
    (whole,) = passes_of(SOFTMAX)
    held = Membership(whole)
    assert Sight("written", frozenset({"g0"})).folded(held) == frozenset()
    assert Sight("autograd", frozenset({"g0"})).folded(held) == {"g0"}


def test_a_pass_without_groups_has_nothing_to_fold() -> None:
    pass_ = fan_out().passes[0]
    assert fold(pass_, frozenset({"g0"})) is pass_


def test_every_label_and_every_order_names_an_entry() -> None:
    assert set(NAMES.values()) <= OPS.keys()
    for (name, made_of), order in [*ORDERS.items(), *BEGINNINGS.items()]:
        assert len(made_of) > 1
        rules = OPS[order.entry or name].rules
        assert any(max(order.places) < len(rule.inputs) and len({*order.places}) == len(order.places) for rule in rules)
        assert {*order.fewer} <= {*order.places}


CHAINS = {
    ("linear", ("t", "addmm")): "nn.Linear(3, 4)(x)",
    ("linear", ("t", "mm")): "nn.Linear(3, 4, bias=False)(x)",
    ("linear", ("view", "t", "addmm", "view")): "nn.Linear(3, 4)(x[None])",
    ("linear", ("t", "view", "mm", "reshape")): "nn.Linear(3, 4, bias=False)(x[None])",
    ("linear", ("t", "unsqueeze", "mm", "squeeze_")): "nn.Linear(3, 4, bias=False)(x[0])",
    ("matmul", ("view", "mv", "reshape")): "x[None] @ z[0]",
    ("outer", ("view", "mul")): "torch.outer(x[0], z[1])",
    ("scaled_dot_product_attention", ("mul", "transpose", "mul", "mm", "softmax", "mm")): (
        "F.scaled_dot_product_attention(x, z, z + 1)"
    ),
    next(key for key in ORDERS if key[0] == "scaled_dot_product_attention" and len(key[1]) > 6): (
        "F.scaled_dot_product_attention(x[None], z[None], z[None] + 1)"
    ),
    ("rnn_cell", ("t", "addmm", "t", "addmm", "add_", "tanh")): "nn.RNNCell(3, 4)(x, torch.ones(2, 4))",
    ("rnn_cell", ("t", "addmm", "t", "addmm", "add_", "relu")): "nn.RNNCell(3, 4, nonlinearity='relu')(x)",
    ("rnn_cell", ("t", "mm", "t", "mm", "add_", "tanh")): "nn.RNNCell(3, 4, bias=False)(x, torch.ones(2, 4))",
    ("cross_entropy", ("log_softmax", "nll_loss")): "F.cross_entropy(x, torch.tensor([1, 0]))",
    ("cross_entropy", ("log_softmax", "mul", "sum", "neg", "div")): "F.cross_entropy(x, t)",
    ("l1_loss", ("sub", "abs", "mean")): "F.l1_loss(x, t)",
    ("l1_loss", ("sub", "abs", "sum")): "F.l1_loss(x, t, reduction='sum')",
    ("l1_loss", ("sub", "abs")): "F.l1_loss(x, t, reduction='none')",
    ("kl_div", ("mul", "xlogy", "sub", "mean")): "F.kl_div(x, t)",
    ("kl_div", ("mul", "xlogy", "sub", "sum")): "F.kl_div(x, t, reduction='sum')",
    ("poisson_nll_loss", ("mul", "exp", "sub", "mean")): "F.poisson_nll_loss(x, t)",
    ("cosine_similarity", ("norm", "clone", "norm", "clone", "div", "div", "mul", "sum")): (
        "F.cosine_similarity(x, z)"
    ),
    ("dropout", ("div_", "mul")): "F.dropout(x)",
    ("softmin", ("neg", "softmax")): "F.softmin(x, dim=1)",
    ("softsign", ("abs", "add", "div")): "F.softsign(x)",
    ("tanhshrink", ("tanh", "sub")): "F.tanhshrink(x)",
    ("normalize", ("norm", "clamp", "expand", "div")): "F.normalize(x)",
    ("rms_norm", ("pow", "mean", "add_", "rsqrt", "mul")): "F.rms_norm(x, (3,))",
    ("rms_norm", ("pow", "mean", "add_", "rsqrt", "mul", "mul")): "nn.RMSNorm(3)(x)",
    ("instance_norm", ("view", "batch_norm", "view")): "F.instance_norm(x[None])",
    ("instance_norm", ("repeat", "repeat", "view", "batch_norm", "view")): "nn.InstanceNorm1d(2, affine=True)(x[None])",
    ("avg_pool1d", ("unsqueeze", "avg_pool2d", "squeeze")): "F.avg_pool1d(x[None], 2)",
    ("max_pool1d", ("unsqueeze", "max_pool2d", "squeeze")): "F.max_pool1d(x[None], 2)",
    ("logdet", ("slogdet", "eq", "where")): "torch.logdet(x @ x.T)",
    ("flatten", ("clone", "reshape")): "x.t().flatten()",
    ("reshape", ("clone", "reshape")): "x.t().reshape(6)",
    ("repeat_interleave", ("view", "unsqueeze", "expand", "clone", "view")): "x.repeat_interleave(2)",
}
"""For each chain of operations a call of which torch makes it."""
READ = """
torch.manual_seed(0)
x = torch.randn(2, 3, requires_grad=True)
z = torch.randn(2, 3, requires_grad=True)
t = torch.rand(2, 3)
"""
IN_LETTERS = set(
    "scaled_dot_product_attention dropout cosine_similarity normalize rms_norm instance_norm avg_pool1d max_pool1d "
    "logdet flatten reshape repeat_interleave".split()
)
"""Their rules are about whole tensors: no entry of them can be written with a few numbers."""


def told_of(source: str, op: str) -> tuple[dict[str, list[Line]], Node, PassIndex]:
    """What is told of the first folded node of an operation, forward and back."""
    (whole,) = passes_of(source)
    index = PassIndex(fold(whole, Membership(whole).written, SIGNS))
    node = next(node for node in index.graph.nodes if node.folds and node.op == op)
    lines: dict[str, list[Line]] = {}
    for position, step in enumerate(index.steps, 1):
        if step.node == node.id and step.kind in ("compute", "send"):
            found = explain(Moment(index, position), lambda id: id)
            assert found is not None and found.origin == "entry"
            lines[step.kind] = list(found.lines)
    return lines, node, index


@pytest.mark.parametrize("chain", ORDERS, ids=lambda chain: f"{chain[0]}-{'-'.join(chain[1])[:30]}")
def test_the_rule_of_a_composite_says_what_torch_does(chain: tuple[str, tuple[str, ...]]) -> None:
    """A line with numbers is one that agrees with torch's own number: there must be one where the rule is short."""
    lines, node, _ = told_of(f"{READ}y = {CHAINS[chain]}\n((y * y).sum()).backward()", chain[0])
    assert node.made_of == chain[1]
    assert lines["compute"] and lines["send"]
    if chain[0] not in IN_LETTERS:
        assert any(line.numbers for each in lines.values() for line in each)


SHAPES = [((3, 4), (2, 4, 2)), ((2, 3, 4), (4, 2)), ((2, 3, 4), (2, 4, 2)), ((2, 2, 3, 4), (2, 1, 4, 2)),
          ((1, 3, 4), (2, 4, 2)), ((2, 1, 3, 4), (4, 2)), ((2, 3, 4), (1, 4, 2))]  # fmt: skip


@pytest.mark.parametrize("one, other", SHAPES, ids=str)
@pytest.mark.parametrize("wanted", ["both", "the first", "the second"])
def test_a_batched_product_names_its_factors_and_their_gradients_rightly(
    one: tuple[int, ...], other: tuple[int, ...], wanted: str
) -> None:
    """Numbers stand beside a rule only where they are torch's, so a mistaken factor would have none."""
    a = f"a = torch.randn({one}).requires_grad_({wanted != 'the second'})"
    b = f"b = torch.randn({other}).requires_grad_({wanted != 'the first'})"
    lines, _, index = told_of(f"torch.manual_seed(1)\n{a}\n{b}\ny = a @ b\n((y ** 3).sum()).backward()", "matmul")
    (forward,) = lines["compute"]
    assert forward.rule.text == "y = a @ b" and forward.numbers is not None
    rules = {index.nodes[line.node].name: line for line in lines["send"]}
    assert set(rules) == {"both": {"a", "b"}, "the first": {"a"}, "the second": {"b"}}[wanted]
    for name, rule in (("a", "∂L/∂a = ∂L/∂y @ bᵀ"), ("b", "∂L/∂b = aᵀ @ (∂L/∂y)")):
        if name in rules:
            assert rules[name].rule.text == rule and rules[name].numbers is not None


def test_an_input_that_a_composite_reads_twice_gets_one_rule_for_the_sum() -> None:
    (line,) = told_of("x = param(2.0)\ny = F.softsign(x)\ny.backward()", "softsign")[0]["send"]
    assert line.numbers is not None and line.numbers.text == "1·(1 / (1 + |2|)²) = 0.11111"


def test_what_has_no_rule_says_what_it_is_made_of_in_either_direction() -> None:
    source = "cell = nn.GRUCell(2, 3)\nh = cell(torch.ones(1, 2), torch.ones(1, 3))\nh.sum().backward()"
    (whole,) = passes_of(source)
    index = PassIndex(fold(whole, Membership(whole).written, SIGNS))
    found = [explain(Moment(index, place + 1), lambda id: id) for place, step in enumerate(index.steps)
             if index.nodes[step.node].folds and step.kind in ("compute", "send")]  # fmt: skip
    forward, backward = (str(each.words) for each in found if each is not None)
    assert "16 operations" in forward and forward.index("addmm") < forward.index("sigmoid_")
    assert "16 operations" in backward and backward.index("tanh_") < backward.index("sigmoid_")
    assert all(each is not None and "h′ = (1 − z)·n + z·h" in each.notes["zh"] for each in found)


def test_a_result_that_is_used_inside_too_says_what_comes_from_there() -> None:
    (whole,) = passes_of(TWO_RESULTS)
    seen = fold(whole, frozenset({whole.graph.groups[0].id}), SIGNS)
    index = PassIndex(seen)
    place = next(place for place, step in enumerate(seen.steps, 1) if step.kind == "send" and step.node == "g0")
    first, second = arrived(Moment(index, place), seen.steps[place - 1])
    outside = [edge.contribution.data for edge in seen.graph.edges if edge.source == first.node and edge.contribution]
    assert [value.data for value in first.inside] == [36.0] and second.inside == ()
    assert first.gradient.data == sum(outside) + 36.0
    assert set(seen.inside) == {first.node}
