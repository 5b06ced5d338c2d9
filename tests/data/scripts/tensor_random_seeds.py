import random
import numpy as np
import torch

def set_seed(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    if torch.cuda.is_available():
        torch.cuda.manual_seed_all(seed)

set_seed(123)
a = torch.rand(3); n = np.random.rand(2); r = random.random()
set_seed(123)
print(torch.equal(a, torch.rand(3)), np.array_equal(n, np.random.rand(2)), r == random.random())

print(torch.rand(2), torch.randn(2, 2), torch.randint(5, (3,)), torch.randperm(4), torch.normal(2, 3, size=(1, 4)))
print(torch.multinomial(torch.tensor([0.1, 0.2, 0.7]), 5, replacement=True), torch.bernoulli(torch.tensor([0.2, 0.8])))
g = torch.Generator().manual_seed(7)
print(torch.rand(2, generator=g), torch.randn(2, generator=g))
print(torch.empty(3).uniform_(-1, 1), torch.empty(2).exponential_(1.0), torch.zeros(3).random_(10), torch.zeros(2).normal_(0, 0.02))
print(np.random.randn(2), np.random.randint(0, 10, 3), np.random.permutation(5), np.random.uniform(-1, 1, size=2), np.random.normal(0, 0.1, (1, 2)))
print(np.random.choice(5, 3, replace=False), np.random.choice(["a", "b"]), np.random.random((1, 2)), np.random.random_sample())
print(random.randint(1, 6), random.uniform(0, 1), random.choice("abc"), random.sample(range(10), 3), random.gauss(0, 1))
deck = list("ABCDE")
random.shuffle(deck)
print(deck, random.choices([1, 2, 3], k=4), random.randrange(0, 10, 2))
arr = np.arange(5)
np.random.shuffle(arr)
print(arr)
