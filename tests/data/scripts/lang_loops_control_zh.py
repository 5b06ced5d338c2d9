# 流程控制：for / while / break / continue / else
import torch

for i in range(3):
    print(i, end=' ')
else:
    print('循环正常结束')

for n in range(2, 15):
    for k in range(2, int(n ** 0.5) + 1):
        if n % k == 0:
            break
    else:
        print(n, '是质数', end='；')
print()

次数 = 0
x = 27
while x != 1:
    x = x // 2 if x % 2 == 0 else 3 * x + 1
    次数 += 1
    if 次数 > 200:
        break
else:
    print('考拉兹猜想：', 次数, '步')

while True:
    次数 -= 10
    if 次数 % 3 == 0:
        continue
    if 次数 < 50:
        break
print(次数)

for i, (名, 分) in enumerate(zip(['小明', '小红', '小刚'], [88, 95, 59]), 1):
    if 分 >= 90: 等级 = '优'
    elif 分 >= 60: 等级 = '良'
    else:
        等级 = '不及格'
    print(f'{i}. {名:<4}{分:>5}{等级:^6}|')

for 行 in torch.tensor([[1, 2], [3, 4]]):
    for 值 in 行:
        print(值.item(), end=',')
print()
for k in {'a': 1, 'b': 2}: print(k)
for k, v in {'a': 1, 'b': 2}.items(): print(k, v)
for c in '天地人': print(c, end='-')
print()
for a, b, c in [(1, 2, 3), (4, 5, 6)]: print(a + b + c)
for i in reversed(range(0, 10, 3)): print(i, end=' ')
print(); pass
print([i * j for i in range(1, 4) for j in range(1, 4) if i != j])
print({w: len(w) for w in ['梯度', '反向传播', '链式法则']}, {i % 3 for i in range(10)}, sum(i ** 2 for i in range(5)))
print([[1 if r == c else 0 for c in range(3)] for r in range(3)], list(map(str, [1, 2])), list(filter(None, [0, 1, '', 'a'])))
print(any(v > 2 for v in [1, 2, 3]), all([]), max([3, 1], default=0), min('b', 'a'), sorted([3, 1, 2], reverse=True), list(zip([1, 2], 'ab')))
# 九九乘法表
for i in range(1, 5):
    print(' '.join('%d*%d=%-2d' % (j, i, i * j) for j in range(1, i + 1)))
