# 逻辑回归：一次算完所有样本（向量化），和逐个样本的循环对照
import numpy as np
import matplotlib.pyplot as plt

def sigmoid(z):
    s = 1 / (1 + np.exp(-z))
    return s

def 初始化(维数):
    w = np.zeros((维数, 1))
    b = 0
    assert (w.shape == (维数, 1))
    assert (isinstance(b, float) or isinstance(b, int))
    return w, b

def 代价与梯度(w, b, X, Y):
    """
    X 的形状是 (特征数, 样本数)，Y 的形状是 (1, 样本数)

    返回: 字典 {dw, db}，以及交叉熵代价
    """
    m = X.shape[1]
    A = sigmoid(np.dot(w.T, X) + b)
    代价 = -(1.0 / m) * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    dw = (1.0 / m) * np.dot(X, (A - Y).T)
    db = (1.0 / m) * np.sum(A - Y)
    assert (dw.shape == w.shape)
    代价 = np.squeeze(代价)
    return {"dw": dw, "db": db}, 代价

def 循环版(w, b, X, Y):
    m, dw, db, J = X.shape[1], np.zeros_like(w), 0.0, 0.0
    for i in range(m):
        a = sigmoid(sum(w[j, 0] * X[j, i] for j in range(X.shape[0])) + b)
        J += -(Y[0, i] * np.log(a) + (1 - Y[0, i]) * np.log(1 - a))
        for j in range(X.shape[0]):
            dw[j, 0] += X[j, i] * (a - Y[0, i])
        db += a - Y[0, i]
    return dw / m, db / m, J / m

X = np.array([[0.5, 1.5, -1.0, -2.0], [1.0, 2.0, -0.5, -1.5]])
Y = np.array([[1, 1, 0, 0]])
w, b = np.array([[0.3], [-0.2]]), 0.1
梯度, 代价 = 代价与梯度(w, b, X, Y)
print("dw = " + str(梯度["dw"]))
print("db = " + str(梯度["db"]))
print("代价 = " + str(代价))
dw, db, J = 循环版(w, b, X, Y)
print("两种算法一致：", np.allclose(dw, 梯度["dw"]), np.isclose(db, 梯度["db"]), abs(J - 代价) < 1e-12)

def 训练(w, b, X, Y, 次数, 学习率, 打印=False):
    记录 = []
    for i in range(次数):
        梯度, 代价 = 代价与梯度(w, b, X, Y)
        w = w - 学习率 * 梯度["dw"]
        b = b - 学习率 * 梯度["db"]
        if i % 20 == 0:
            记录.append(代价)
        if 打印 and i % 20 == 0:
            print("第 %i 次：代价 %f" % (i, 代价))
    return {"w": w, "b": b}, 记录

def 预测(w, b, X):
    A = sigmoid(np.dot(w.T, X) + b)
    结果 = np.zeros((1, X.shape[1]))
    for i in range(A.shape[1]):
        结果[0, i] = 1 if A[0, i] > 0.5 else 0
    return 结果

w, b = 初始化(X.shape[0])
参数, 记录 = 训练(w, b, X, Y, 次数=100, 学习率=0.1, 打印=True)
print("w = " + str(参数["w"]), "b = " + str(参数["b"]), sep="\n")
print("预测 = " + str(预测(参数["w"], 参数["b"], X)), "准确率 {} %".format(100 - np.mean(np.abs(预测(参数["w"], 参数["b"], X) - Y)) * 100))
np.random.seed(1)
图片 = np.random.rand(12, 6, 2, 3)
展开 = 图片.reshape(图片.shape[0], -1).T
print("图片:", 图片.shape, "展开后:", 展开.shape)
plt.plot(np.squeeze(记录)); plt.ylabel('代价'); plt.show()
