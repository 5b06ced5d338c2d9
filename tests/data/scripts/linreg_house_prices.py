"""House prices: features in a list of dicts, standardised by hand, then SGD."""
import torch

houses = [
    {"area": 50, "rooms": 2, "price": 150},
    {"area": 80, "rooms": 3, "price": 240},
    {"area": 65, "rooms": 3, "price": 190},
    {"area": 120, "rooms": 4, "price": 355},
    {"area": 95, "rooms": 4, "price": 290},
]
keys = ["area", "rooms"]
X = torch.tensor([[h[k] for k in keys] for h in houses], dtype=torch.float)
y = torch.tensor([h["price"] for h in houses]).float()

mu, sigma = X.mean(0), X.std(0)
Xn = (X - mu) / sigma
print("means:", mu, "stds:", sigma)
print(Xn)

weights = torch.zeros(len(keys), requires_grad=True)
bias = torch.tensor(0., requires_grad=True)
history = {"loss": [], "bias": []}
lr, epochs = 0.2, 30

for epoch in range(epochs):
    pred = Xn @ weights + bias
    loss = torch.mean((pred - y) ** 2)
    loss.backward()
    with torch.no_grad():
        weights -= lr * weights.grad
        bias -= lr * bias.grad
        weights.grad.zero_(); bias.grad.zero_()
    history["loss"].append(round(loss.item(), 3))
    history["bias"].append(round(bias.item(), 2))

print("first/last loss:", history["loss"][0], history["loss"][-1])
print("bias path:", history["bias"][:4], "...", history["bias"][-1])
for h, p in zip(houses, (Xn @ weights + bias).tolist()):
    print(f"area={h['area']:>4} rooms={h['rooms']} price={h['price']:>5} predicted={p:8.2f} error={p - h['price']:+7.2f}")
print(dict(zip(keys, weights.tolist())))
