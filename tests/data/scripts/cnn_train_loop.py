# A convolutional classifier on synthetic "bars" images
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import TensorDataset, DataLoader, random_split

torch.manual_seed(0)
# class 0: horizontal bar, class 1: vertical bar, class 2: diagonal
images = torch.rand(48, 1, 8, 8) * 0.3
labels = torch.arange(48) % 3
for i, c in enumerate(labels):
    k = int(torch.randint(8, ()))
    if c == 0:
        images[i, 0, k, :] = 1.0
    elif c == 1:
        images[i, 0, :, k] = 1.0
    else:
        images[i, 0].fill_diagonal_(1.0)

dataset = TensorDataset(images, labels)
train_set, test_set = random_split(dataset, [36, 12])
print(len(train_set), len(test_set), dataset[0][0].shape)
train_loader = DataLoader(train_set, batch_size=12, shuffle=True, drop_last=True)
test_loader = DataLoader(test_set, batch_size=6)


class ConvNet(nn.Module):
    def __init__(self, num_classes=3):
        super().__init__()
        self.layer1 = nn.Sequential(
            nn.Conv2d(1, 4, kernel_size=3, stride=1, padding=1),
            nn.BatchNorm2d(4),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=2, stride=2))
        self.layer2 = nn.Sequential(
            nn.Conv2d(4, 8, kernel_size=3, padding=1),
            nn.ReLU(inplace=True),
            nn.AdaptiveAvgPool2d((1, 1)))
        self.fc = nn.Linear(8, num_classes)

    def forward(self, x):
        out = self.layer1(x)
        out = self.layer2(out)
        out = out.reshape(out.size(0), -1)
        return self.fc(out)


device = torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')
model = ConvNet().to(device)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)

total_step = len(train_loader)
running_loss = 0.0
for epoch in range(4):
    for i, (x, t) in enumerate(train_loader):
        x = x.to(device)
        t = t.to(device)
        outputs = model(x)
        loss = criterion(outputs, t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
        if (i + 1) % 3 == 0:
            print('Epoch [{}/{}], Step [{}/{}], Loss: {:.4f}'.format(epoch + 1, 4, i + 1, total_step, running_loss / 3))
            running_loss = 0.0

model.eval()
with torch.no_grad():
    correct = total = 0
    for x, t in test_loader:
        _, predicted = torch.max(model(x).data, 1)
        total += t.size(0)
        correct += (predicted == t).sum().item()
    print('Test accuracy: {} %'.format(100 * correct / total))
