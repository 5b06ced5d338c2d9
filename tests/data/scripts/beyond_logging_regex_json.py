# logging, re and json around a training loop
import json
import logging
import re
import torch

logging.basicConfig(level=logging.INFO, format="%(message)s")
logger = logging.getLogger(__name__)
config = json.loads('{"lr": 0.1, "steps": 3}')
w = torch.tensor(1.0, requires_grad=True)
for step in range(config["steps"]):
    loss = (w - 2) ** 2
    loss.backward()
    with torch.no_grad():
        w -= config["lr"] * w.grad
        w.grad = None
    logger.info("step %d loss %.4f", step, loss.item())
print(json.dumps({"w": round(w.item(), 4)}))
print(re.findall(r"[a-z]+", "the quick, brown"))
