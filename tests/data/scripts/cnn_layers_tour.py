import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(11)
img = torch.randn(2, 3, 8, 8)
layers = [
    nn.Conv2d(3, 4, 3),
    nn.Conv2d(3, 6, kernel_size=3, stride=2, padding=1, groups=3),
    nn.Conv2d(3, 4, 3, dilation=2, padding="same"),
    nn.ConvTranspose2d(3, 2, kernel_size=2, stride=2),
    nn.MaxPool2d(2),
    nn.AvgPool2d(3, stride=1, padding=1),
    nn.AdaptiveAvgPool2d(1),
    nn.AdaptiveMaxPool2d((2, 2)),
    nn.BatchNorm2d(3),
    nn.GroupNorm(3, 3),
    nn.LayerNorm([3, 8, 8]),
    nn.InstanceNorm2d(3),
    nn.Upsample(scale_factor=2, mode="nearest"),
    nn.Flatten(),
    nn.ReLU6(),
    nn.Identity(),
    nn.ZeroPad2d(1),
    nn.Dropout2d(0.5).eval(),
]
for layer in layers:
    out = layer(img)
    print(f"{str(layer):<95} {tuple(out.shape)} mean={out.mean().item():+.5f}")

x1 = torch.randn(2, 3, 10)
print(nn.Conv1d(3, 5, 3, padding=1)(x1).shape, nn.MaxPool1d(2)(x1).shape, nn.AvgPool1d(5)(x1).shape)
print(F.interpolate(img, scale_factor=0.5, mode="bilinear", align_corners=False).shape)
print(F.pad(torch.ones(1, 2), (1, 1), value=9.0), F.unfold(img, 2).shape)
up = F.conv_transpose2d(torch.ones(1, 1, 2, 2), torch.ones(1, 1, 2, 2), stride=1)
print(up)
pool, idx = F.max_pool2d(torch.arange(16.).view(1, 1, 4, 4), 2, return_indices=True)
print(pool, idx)
