"""
XOR with a two-layer network in numpy
"""
import numpy as np

class NeuralNetwork(object):
    def __init__(self, x, y, hidden=4):
        self.input = x
        self.y = y
        self.weights1 = np.random.rand(self.input.shape[1], hidden)
        self.weights2 = np.random.rand(hidden, 1)
        self.output = np.zeros(self.y.shape)

    def feedforward(self):
        self.layer1 = sigmoid(np.dot(self.input, self.weights1))
        self.output = sigmoid(np.dot(self.layer1, self.weights2))

    def backprop(self):
        d_weights2 = np.dot(self.layer1.T, 2 * (self.y - self.output) * sigmoid_derivative(self.output))
        back = np.dot(2 * (self.y - self.output) * sigmoid_derivative(self.output), self.weights2.T)
        d_weights1 = np.dot(self.input.T, back * sigmoid_derivative(self.layer1))
        self.weights1 += d_weights1
        self.weights2 += d_weights2

def sigmoid(x):
    return 1.0 / (1 + np.exp(-x))

def sigmoid_derivative(x):
    return x * (1.0 - x)

if __name__ == "__main__":
    np.random.seed(1)
    X = np.array([[0, 0, 1],
                  [0, 1, 1],
                  [1, 0, 1],
                  [1, 1, 1]])
    y = np.array([[0], [1], [1], [0]])
    nn = NeuralNetwork(X, y)

    for i in range(300):
        nn.feedforward()
        nn.backprop()
        if i % 100 == 0:
            print("Loss:", str(np.mean(np.square(y - nn.output))))

    print("Input : \n" + str(X))
    print("Predicted Output: \n" + str(nn.output))
    print(np.round(nn.output, 2))
