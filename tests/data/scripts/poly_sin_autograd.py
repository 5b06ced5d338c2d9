# -*- coding: utf-8 -*-
import torch
import math

device = "cuda" if torch.cuda.is_available() else "cpu"
print("device:", device)

x = torch.linspace(-1, 1, 100, dtype=torch.float, device=device)
y = torch.exp(x)

a = torch.randn((), dtype=torch.float, device=device, requires_grad=True)
b = torch.randn((), device=device, dtype=torch.float, requires_grad=True)
c = torch.randn((), device=device, dtype=torch.float, requires_grad=True)
coefficients = [a, b, c]

initial_loss = 1.
for t in range(150):
    y_pred = a + b * x + c * x ** 2
    loss = (y_pred - y).pow(2).sum()
    if t == 0:
        initial_loss = loss.item()
    if t % 50 == 49:
        print(f'Iteration t = {t:4d}  loss(t)/loss(0) = {round(loss.item()/initial_loss, 6):10.6f}  a = {a.item():10.6f}')
    loss.backward()
    with torch.no_grad():
        for k in coefficients:
            k -= 5e-3 * k.grad
            k.grad = None
print(f'Result: y = {a.item()} + {b.item()} x + {c.item()} x^2')
print("taylor:   ", 1, 1, 1 / math.factorial(2))
