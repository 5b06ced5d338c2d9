# numpy 快速入门
import numpy as np

a = np.array([[1, 2, 3], [4, 5, 6]])
print(a, a.shape, a.ndim, a.size, a.dtype, len(a))
print(np.zeros((2, 3)), np.ones(3, dtype=int), np.eye(2), np.full((2, 2), 7.0), np.arange(0, 1, 0.25), np.linspace(0, 1, 5))
print(a.T, a.reshape(3, 2), a.reshape(-1), a.ravel().tolist(), a.flatten()[::-1])
print(a + 10, a * a, a ** 2, a / 2, a // 2, a % 2, -a, a > 2, a[a > 2])
print(a.sum(), a.sum(axis=0), a.mean(axis=1), a.max(), a.argmax(axis=1), a.min(0), a.std(), a.var(), a.prod(), a.cumsum())
print(np.dot(a, a.T), a @ a.T, np.matmul(a.T, a).shape, np.outer([1, 2], [3, 4]), np.inner([1, 2], [3, 4]))
print(a[0], a[:, 1], a[1, 2], a[-1, ::2], a[[1, 0]], a[:, np.newaxis].shape, a[None].shape, a[..., 0])
print(np.exp([0., 1.]), np.log(np.e), np.sqrt([4., 9.]), np.abs([-1, 2]), np.sign([-3., 0., 3.]), np.round(3.14159, 2), np.pi)
print(np.maximum([1, 5], [3, 2]), np.minimum(3, [1, 5]), np.where(a > 3, a, 0), np.clip(a, 2, 4), np.square(a[0]), np.power(2, a[0]))
print(np.concatenate([a, a], axis=0), np.vstack([a[0], a[1]]), np.hstack((a, a)).shape, np.stack([a, a]).shape, np.column_stack(([1, 2], [3, 4])))
print(np.sort([3, 1, 2]), np.argsort([3, 1, 2]), np.unique([1, 1, 2]), np.any(a > 5), np.all(a > 0), np.isnan(np.nan), np.inf)
b = a.copy(); b[0, 0] = 100; b[:, 2] += 1
print(a[0, 0], b, np.array_equal(a, b), np.allclose(a, a + 1e-9))
print(np.array([1.5, 2.5, 1e-7]), np.array([1e10, 1.0]), np.array([1.0, 2.0]), np.float32(0.1), np.float64(0.1), np.array(3.5), np.array([True, False]))
print(a.astype(np.float32), a.astype(float).dtype, np.array([1, 2.0]).dtype, np.array(['甲', '乙']), type(a[0, 0]), a.mean().dtype)
print(np.transpose(np.zeros((2, 3, 4)), (2, 0, 1)).shape, np.expand_dims(a, 0).shape, np.squeeze(np.zeros((1, 3, 1))).shape, np.tile([1, 2], 2), np.repeat([1, 2], 2))
X, Y = np.meshgrid(np.arange(3), np.arange(2))
print(X, Y, (X + Y).sum())
print(np.linalg.norm([3., 4.]), np.linalg.inv(np.array([[2., 0.], [0., 4.]])), np.linalg.det(np.eye(3)), np.linalg.eig(np.diag([1., 2.]))[0])
for 行 in a:
    print('行:', 行, 行.sum())
for i, v in np.ndenumerate(np.array([[1, 2]])): print(i, v)
x, y = a
print(x.dot(y), float(x[0]) + int(y[1]), '%d %s' % (x[0], y), f'{a.mean():.2f} {x}')
print(np.array([[0.123456789, 123.456], [1e-3, 5]]))
print(np.random.RandomState(3).rand(2), np.histogram([1, 2, 2, 3], bins=3)[0], np.cov([1., 2., 3.]), np.corrcoef([1, 2, 3], [2, 4, 7])[0, 1].round(4))
