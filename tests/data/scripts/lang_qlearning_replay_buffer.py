# Deep Q-learning on a corridor: named transitions, a replay buffer, a target network
import math
import random
from collections import deque, namedtuple
from itertools import count
import torch
import torch.nn as nn

Transition = namedtuple("Transition", ("state", "action", "next_state", "reward"))
random.seed(0)
torch.manual_seed(0)


class ReplayMemory(object):
    def __init__(self, capacity):
        self.memory = deque([], maxlen=capacity)

    def push(self, *args):
        """Save a transition"""
        self.memory.append(Transition(*args))

    def sample(self, batch_size):
        return random.sample(self.memory, batch_size)

    def __len__(self):
        return len(self.memory)


class Corridor:
    LENGTH = 5

    def reset(self):
        self.place = 0
        return self.place

    def step(self, action):
        self.place = max(0, self.place + (1 if action else -1))
        done = self.place == self.LENGTH
        return self.place, 1.0 if done else -0.1, done


def one_hot(place):
    v = torch.zeros(1, Corridor.LENGTH + 1)
    v[0, place] = 1.0
    return v


policy = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 2))
target = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 2))
target.load_state_dict(policy.state_dict())
optimizer = torch.optim.AdamW(policy.parameters(), lr=1e-2, amsgrad=True)
memory = ReplayMemory(100)
steps_done, GAMMA, TAU, BATCH = 0, 0.9, 0.05, 8


def select_action(state):
    global steps_done
    eps = 0.05 + 0.85 * math.exp(-steps_done / 20)
    steps_done += 1
    if random.random() > eps:
        with torch.no_grad():
            return policy(state).max(1).indices.view(1, 1)
    return torch.tensor([[random.randrange(2)]], dtype=torch.long)


def optimize_model():
    if len(memory) < BATCH:
        return None
    batch = Transition(*zip(*memory.sample(BATCH)))
    mask = torch.tensor(tuple(map(lambda s: s is not None, batch.next_state)), dtype=torch.bool)
    states, actions = torch.cat(batch.state), torch.cat(batch.action)
    rewards = torch.cat(batch.reward)
    values = policy(states).gather(1, actions)
    next_values = torch.zeros(BATCH)
    if mask.any():
        with torch.no_grad():
            next_values[mask] = target(torch.cat([s for s in batch.next_state if s is not None])).max(1).values
    loss = nn.SmoothL1Loss()(values, (rewards + GAMMA * next_values).unsqueeze(1))
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_value_(policy.parameters(), 100)
    optimizer.step()
    return loss.item()


env, durations = Corridor(), []
for episode in range(3):
    state = one_hot(env.reset())
    for t in count():
        action = select_action(state)
        place, reward, done = env.step(action.item())
        next_state = None if done else one_hot(place)
        memory.push(state, action, next_state, torch.tensor([reward]))
        state = next_state
        optimize_model()
        weights = target.state_dict()
        for key in policy.state_dict():
            weights[key] = policy.state_dict()[key] * TAU + weights[key] * (1 - TAU)
        target.load_state_dict(weights)
        if done or t > 30:
            durations.append(t + 1)
            break
print(durations, len(memory), steps_done)
