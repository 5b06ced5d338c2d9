# weight initialisation, several ways
import torch
import torch.nn as nn
import torch.nn.init as init

class MLP(nn.Module):
    def __init__(self, neural_num, layers):
        super(MLP, self).__init__()
        self.linears = nn.ModuleList([nn.Linear(neural_num, neural_num, bias=False) for i in range(layers)])
        self.neural_num = neural_num

    def forward(self, x):
        for (i, linear) in enumerate(self.linears):
            x = linear(x)
            x = torch.relu(x)
            print("layer:{}, std:{:.4f}".format(i, x.std().item()))
            if torch.isnan(x.std()):
                print("output is nan in {} layers".format(i))
                break
        return x

    def initialize(self):
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.kaiming_normal_(m.weight.data)

net = MLP(32, 4)
net.initialize()
out = net(torch.randn(16, 32))
print(out.shape)

def init_weights(m):
    if type(m) == nn.Linear:
        init.xavier_uniform_(m.weight, gain=init.calculate_gain('tanh'))
        m.bias.data.fill_(0.01)
    elif isinstance(m, nn.BatchNorm1d):
        init.ones_(m.weight)
        init.zeros_(m.bias)

net = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.Tanh(), nn.Linear(3, 2))
net.apply(init_weights)
for name, param in net.named_parameters():
    print(name, param.data)
w = torch.empty(2, 3)
for f in (init.uniform_, init.normal_, init.xavier_normal_, init.kaiming_uniform_, init.orthogonal_, init.eye_):
    f(w)
    print(w.sum().item())
init.trunc_normal_(w, std=0.02); init.constant_(w[0], 0.3)
print(w)
