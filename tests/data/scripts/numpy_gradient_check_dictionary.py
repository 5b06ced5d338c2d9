# Gradient checking by flattening a dictionary of parameters into one vector and back
import numpy as np


def dictionary_to_vector(params):
    keys, vectors = [], []
    for key in sorted(params):
        vec = np.reshape(params[key], (-1, 1))
        keys += [key] * vec.shape[0]
        vectors.append(vec)
    return np.concatenate(vectors, axis=0), keys


def vector_to_dictionary(theta, shapes):
    params, start = {}, 0
    for key in sorted(shapes):
        size = int(np.prod(shapes[key]))
        params[key] = theta[start:start + size].reshape(shapes[key])
        start += size
    return params


def relu(z): return np.maximum(0, z)


def forward(X, Y, params):
    Z1 = params["W1"] @ X + params["b1"]
    A1 = relu(Z1)
    Z2 = params["W2"] @ A1 + params["b2"]
    A2 = 1 / (1 + np.exp(-Z2))
    cost = np.nansum(-(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))) / X.shape[1]
    return cost, (Z1, A1, Z2, A2)


def backward(X, Y, params, cache, wrong=False):
    m = X.shape[1]
    Z1, A1, Z2, A2 = cache
    dZ2 = A2 - Y
    dZ1 = np.multiply(params["W2"].T @ dZ2, np.int64(A1 > 0))
    return {
        "W1": 1. / m * dZ1 @ X.T * (2 if wrong else 1),
        "b1": 1. / m * np.sum(dZ1, axis=1, keepdims=True),
        "W2": 1. / m * dZ2 @ A1.T,
        "b2": 1. / m * np.sum(dZ2, axis=1, keepdims=True),
    }


def gradient_check(params, gradients, X, Y, epsilon=1e-7):
    theta, _ = dictionary_to_vector(params)
    grad, _ = dictionary_to_vector(gradients)
    shapes = {key: value.shape for key, value in params.items()}
    approx = np.zeros((theta.shape[0], 1))
    for i in range(theta.shape[0]):
        plus, minus = np.copy(theta), np.copy(theta)
        plus[i][0] += epsilon
        minus[i][0] -= epsilon
        J_plus, _ = forward(X, Y, vector_to_dictionary(plus, shapes))
        J_minus, _ = forward(X, Y, vector_to_dictionary(minus, shapes))
        approx[i] = (J_plus - J_minus) / (2 * epsilon)
    return np.linalg.norm(grad - approx) / (np.linalg.norm(grad) + np.linalg.norm(approx))


np.random.seed(1)
X, Y = np.random.randn(4, 3), np.array([[1, 1, 0]])
params = {"W1": np.random.randn(5, 4), "b1": np.random.randn(5, 1), "W2": np.random.randn(1, 5), "b2": np.random.randn(1, 1)}
cost, cache = forward(X, Y, params)
print(f"cost = {cost:.6f}", "theta:", dictionary_to_vector(params)[0].shape)
for wrong in (False, True):
    difference = gradient_check(params, backward(X, Y, params, cache, wrong), X, Y)
    if difference > 1e-6:
        print("\033[93m" + "There is a mistake in the backward propagation!" + "\033[0m")
    else:
        print("\033[92m" + "Your backward propagation works perfectly fine!" + "\033[0m")
