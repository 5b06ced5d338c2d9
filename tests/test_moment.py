import msgspec
import pytest

from app.errors import RequestError
from app.graph.coordinates import Box
from app.graph.model import Change, Step
from app.graph.moment import Moment
from app.graph.timeline import PassIndex
from tests.sample_runs import SAMPLES, chain, dead_branch, fan_out, forward_only, not_recorded, recurrent, run, scalar

every_sample = pytest.mark.parametrize("make", SAMPLES.values(), ids=SAMPLES)


def moments(made):
    index = PassIndex(made.passes[0])
    return [Moment(index, position) for position in range(len(index.steps) + 1)]


def states(moment):
    """Everything that a moment shows, asked one by one."""
    nodes = {id: moment.node(id) for id in moment.index.nodes}
    return nodes, {id: moment.edge(id) for id in moment.index.edges}


@every_sample
def test_every_position_shows_what_a_replay_of_the_steps_gives(make):
    made = make()
    graph, steps = made.passes[0].graph, made.passes[0].steps
    values = {node.id: node.value if node.kind != "op" else None for node in graph.nodes}
    grads = dict.fromkeys(values)
    sent = set()
    for position, moment in enumerate(moments(made)):
        if position:
            step = steps[position - 1]
            for change in step.changes:
                (values if change.field == "value" else grads)[change.node] = change.value
            sent |= set(step.edges) if step.kind == "send" else set()
        nodes, edges = states(moment)
        assert {id: state.value for id, state in nodes.items()} == values
        assert {id: state.grad for id, state in nodes.items()} == grads
        assert {id for id, state in edges.items() if state.contribution is not None} == sent
        assert {id for id, state in nodes.items() if "pending" in state.marks} == {n for n in values if not values[n]}


@every_sample
def test_the_last_position_shows_the_whole_run(make):
    made = make()
    nodes, edges = states(moments(made)[-1])
    for node in made.passes[0].graph.nodes:
        assert nodes[node.id].grad == node.grad
        assert nodes[node.id].arrived == nodes[node.id].expected
    for edge in made.passes[0].graph.edges:
        assert edges[edge.id].contribution == edge.contribution


@every_sample
def test_changed_since_names_exactly_what_differs(make):
    every = moments(make())
    seen = [states(moment) for moment in every]
    for k, moment in enumerate(every):
        for other in {max(k - 1, 0), k // 2, 0, len(every) - 1, min(k + 1, len(every) - 1)}:
            nodes = tuple(id for id in seen[k][0] if seen[k][0][id] != seen[other][0][id])
            edges = tuple(id for id in seen[k][1] if seen[k][1][id] != seen[other][1][id])
            assert moment.changed_since(other) == (nodes, edges)


def test_a_step_of_a_long_pass_touches_few():
    every = moments(chain(3000))
    assert all(sum(map(len, later.changed_since(k))) <= 8 for k, later in enumerate(every[1:]))


def test_marks_of_a_forward_step():
    moment = moments(fan_out())[1]
    assert moment.node("n1").marks == {"current", "changed"}
    assert moment.node("n0").marks == {"read"}
    assert moment.node("n2").marks == {"pending"}
    assert [moment.edge(edge).flow for edge in ("e0", "e1", "e2")] == ["read", "read", "idle"]


def test_a_fan_out_counts_contributions_and_a_leaf_gets_its_gradient_in_the_end():
    every = moments(fan_out())
    told = [
        (m.node("n0").grad, m.node("n0").arrived, m.node("n0").expected, "partial" in m.node("n0").marks) for m in every
    ]
    assert told[3] == (None, 0, 3, False)
    assert told[4] == (None, 1, 3, True)
    assert told[5] == (None, 3, 3, False)
    assert told[6] == (scalar(7.0), 3, 3, False)
    assert every[4].node("n0").marks == {"sent", "partial"}
    assert every[4].edge("e3").flow == "sent" and every[5].edge("e3").flow == "carried"


def test_dead_is_what_requires_grad_and_gets_none():
    nodes = states(moments(dead_branch())[0])[0]
    assert {id for id, state in nodes.items() if "dead" in state.marks} == {"n1", "n3", "n4"}
    assert not any("dead" in state.marks for state in states(moments(forward_only())[0])[0].values())


def test_an_alias_is_read_and_counted_only_in_its_own_steps():
    made = recurrent(4)
    own = next(edge for edge in made.passes[0].graph.edges if edge.source == "n0")
    boxes = [Box(f"n0@{edge.id}", "n0", 0, 0, 1, 1) for edge in made.passes[0].graph.edges if edge.source == "n0"]
    for moment in moments(made):
        lively = [box.id for box in boxes if moment.box(box).marks & {"read", "sent", "partial"}]
        flows = [box.id for box in boxes if moment.edge(box.id.partition("@")[2]).flow in ("read", "sent")]
        assert lively == flows
    assert moments(made)[1].box(boxes[0]).marks == {"read"} and boxes[0].id == f"n0@{own.id}"


def test_the_boxes_to_redraw_are_those_that_show_something_else():
    made = recurrent(4)
    boxes = [Box("n0", "n0", 0, 0, 1, 1)]
    boxes += [Box(f"n0@{edge.id}", "n0", 0, 0, 1, 1) for edge in made.passes[0].graph.edges if edge.source == "n0"]
    every = moments(made)
    for now in every:
        for other in every:
            assert [*now.redrawn(other, boxes)] == [box for box in boxes if now.box(box) != other.box(box)]


def test_what_earlier_passes_left_shows_from_the_start_and_an_update_writes_a_value():
    pass_ = fan_out().passes[0]
    last = msgspec.structs.replace(pass_.steps[-1].changes[0], before=scalar(1.5), value=scalar(8.5))
    written = Step(len(pass_.steps), "update", "write", "n0", (), (Change("n0", "value", scalar(2.0)),))
    steps = (*pass_.steps[:-1], msgspec.structs.replace(pass_.steps[-1], changes=(last,)), written)
    every = moments(run(msgspec.structs.replace(pass_, steps=steps)))
    assert [every[k].node("n0").grad for k in (0, 5, 6)] == [scalar(1.5), scalar(1.5), scalar(8.5)]
    assert [every[k].node("n0").value for k in (0, 6, 7)] == [scalar(3.0), scalar(3.0), scalar(2.0)]
    assert every[0].phase_starts == (1, 3, 7)


@pytest.mark.parametrize("position", [-1, 7, 10**9])
def test_a_position_outside_the_pass_is_refused(position):
    with pytest.raises(RequestError) as caught:
        Moment.of(fan_out().passes[0], position)
    assert caught.value.problem.code == "step-out-of-range"


def test_a_pass_that_was_not_recorded_has_no_moments():
    with pytest.raises(RequestError) as caught:
        Moment.of(not_recorded().passes[0], 0)
    assert caught.value.problem.code == "pass-not-recorded"
