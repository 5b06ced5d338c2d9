# algorithms without gradients: kNN and k-means with torch
import torch

torch.manual_seed(5)
centers = torch.tensor([[0., 0.], [4., 4.], [0., 5.]])
points = torch.cat([c + torch.randn(10, 2) * 0.6 for c in centers])
truth = torch.arange(3).repeat_interleave(10)

# k-means
means = points[torch.randperm(len(points))[:3]].clone()
for it in range(10):
    d = torch.cdist(points, means)
    labels = d.argmin(dim=1)
    new = torch.stack([points[labels == k].mean(0) if (labels == k).any() else means[k] for k in range(3)])
    shift = (new - means).norm().item()
    means = new
    print(f"iteration {it}: shift {shift:.5f}")
    if shift < 1e-4:
        break
print(means, torch.bincount(labels, minlength=3))

# k nearest neighbours, leave one out
d = torch.cdist(points, points) + torch.eye(len(points)) * 1e9
near = d.topk(3, largest=False).indices
votes = truth[near].mode(dim=1).values
print("kNN accuracy:", (votes == truth).float().mean().item())
