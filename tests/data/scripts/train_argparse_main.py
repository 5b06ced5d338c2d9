#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""A training script as repositories have it: argparse, a main function, sys.stdout."""
import argparse
import sys
import torch
import torch.nn as nn

__author__ = "somebody"
__version__ = "0.1"


def parse_args():
    parser = argparse.ArgumentParser(description="toy regression", formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--lr", type=float, default=0.1, metavar="LR", help="learning rate (default: 0.1)")
    parser.add_argument("--epochs", "-e", type=int, default=5)
    parser.add_argument("--hidden-size", type=int, default=8)
    parser.add_argument("--no-cuda", action="store_true", default=False, help="disables CUDA training")
    parser.add_argument("--optimizer", choices=["sgd", "adam"], default="sgd")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main():
    args = parse_args()
    use_cuda = not args.no_cuda and torch.cuda.is_available()
    torch.manual_seed(args.seed)
    model = nn.Sequential(nn.Linear(1, args.hidden_size), nn.Tanh(), nn.Linear(args.hidden_size, 1))
    x = torch.linspace(-1, 1, 20).view(-1, 1)
    y = x.abs()
    opt = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[args.optimizer](model.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        opt.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        opt.step()
        sys.stdout.write("\repoch %d loss %.5f" % (epoch, loss.item()))
        sys.stdout.flush()
    sys.stdout.write("\n")
    print("done", use_cuda, args.seed, file=sys.stdout)
    return 0


if __name__ == "__main__":
    main()
