import numpy as np

# the same worked example, vectorised
x = np.array([[0.05], [0.10]])
y = np.array([[0.01], [0.99]])
W1 = np.array([[0.15, 0.20], [0.25, 0.30]])
W2 = np.array([[0.40, 0.45], [0.50, 0.55]])
b1, b2 = 0.35, 0.60
eta = 0.5

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def d_sigmoid(a):
    return a * (1 - a)

errors = []
for epoch in range(100):
    # forward
    a1 = sigmoid(np.dot(W1, x) + b1)
    a2 = sigmoid(np.dot(W2, a1) + b2)
    E = np.sum((y - a2) ** 2) / 2
    errors.append(float(E))
    # backward
    delta2 = (a2 - y) * d_sigmoid(a2)
    delta1 = W2.T.dot(delta2) * d_sigmoid(a1)
    W2 = W2 - eta * delta2.dot(a1.T)
    W1 = W1 - eta * delta1.dot(x.T)

    if epoch == 0:
        print("hidden activations:\n", a1)
        print("output activations:\n", a2)
        print("delta2 =", delta2.ravel())
        print("W1 after one step:\n", W1)
        print("W2 after one step:\n", W2)

print("error: %.6f -> %.6f" % (errors[0], errors[-1]))
print(W1)
print(W2)
