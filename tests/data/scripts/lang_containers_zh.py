# 列表、字典、集合、元组
import copy
层 = [784, 128, 64]
层.append(10); 层.extend([5, 6]); 层.insert(0, 1)
print(层, 层.pop(), 层.pop(0), 层.index(128), 层.count(10), len(层), 层[1:3], 层[-1], 层[::-1], 层 + [0], 128 in 层)
层.remove(5); 层.reverse(); print(层); 层.sort(); print(层, sum(层), max(层)); 层[0] = 0; 层[1:2] = [7, 8]; del 层[0]; print(层)
b = 层; c = 层[:]; d = 层.copy(); b.append(99); print(层 is b, 层 == c, c == d, len(层), len(c))
嵌套 = [[1, 2], [3]]; 浅 = list(嵌套); 深 = copy.deepcopy(嵌套); 嵌套[0].append(9); print(浅, 深, copy.copy(深))
print([0] * 3, list('abc'), list(range(3)), [1, 2] < [1, 3], [*层, *c][:4], (1,) + (2, 3), (1, 2) * 2, tuple([1, 2]), (3, 1)[0])
超参 = {'lr': 0.1, 'epochs': 10}
超参['batch'] = 32; 超参.update({'lr': 0.01}, wd=1e-4); print(超参, 'lr' in 超参, len(超参), 超参.get('x'), 超参.get('x', 0))
print(list(超参), list(超参.keys()), list(超参.values()), list(超参.items()), 超参.pop('wd'), 超参.setdefault('seed', 1))
for k, v in sorted(超参.items()): print('%-8s= %s' % (k, v))
del 超参['seed']; print({**超参, 'gpu': False}, dict(a=1), dict([('b', 2)]), {k: v * 2 for k, v in 超参.items()}, dict.fromkeys('ab', 0))
s = {3, 1, 2}; s.add(5); s.discard(9); s.remove(1)
print(sorted(s), len(s), 3 in s, sorted(s | {7}), sorted(s & {2, 3}), sorted(s - {2}), s <= {2, 3, 5, 8}, set(), sorted(set([1, 1, 2])), s.union([9]) == {2, 3, 5, 9})
记录 = [('小红', 90, 1.6), ('小明', 85, 1.8), ('小刚', 90, 1.7)]
print(sorted(记录, key=lambda r: (-r[1], r[2])), max(记录, key=lambda r: r[2])[0], min(记录, key=lambda r: r[1]))
名字, 分数, 身高 = zip(*记录); print(名字, 分数, 身高, sum(分数) / len(分数))
矩阵 = [[1, 2, 3], [4, 5, 6]]
print([list(行) for 行 in zip(*矩阵)], [x for 行 in 矩阵 for x in 行], [sum(a * b for a, b in zip(r, [1, 0, 1])) for r in 矩阵])
it = iter([10, 20]); print(next(it), next(it), next(it, '没有了'))
print(isinstance([], list), isinstance((), (list, tuple)), type(3), type(3.0), type('s'), type([]), type({}), type(None), type(True), type((1,)))
print(list(enumerate('ab', start=1)), list(reversed([1, 2])), bool([]), not {}, None is None, 1 == 1.0, 1 < 2 < 3, 'x' if 层 else 'y', [] or '空', 0 and 1)
a = [1, 2]; print(id(a) == id(a), id(a) == id(a.copy()))
history = {'loss': [], 'acc': []}
for e in range(3): history['loss'].append(round(1 / (e + 1), 3)); history['acc'] += [e / 10]
print(history, [history[k][-1] for k in history]); x: int = 5; y: float = x / 2; print(x, y)
