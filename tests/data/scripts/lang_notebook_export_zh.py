#!/usr/bin/env python
# coding: utf-8

# # 第三章 自动求导
# ## 3.1 导入

# In[1]:


import torch
import numpy as np
import matplotlib.pyplot as plt


# In[2]:


x = torch.arange(4.0)
x


# In[3]:


x.requires_grad_(True)
x.grad  # 默认值是 None


# In[4]:


y = 2 * torch.dot(x, x)
y


# In[5]:


y.backward()
print(x.grad)
x.grad == 4 * x


# 在默认情况下，PyTorch 会累积梯度，我们需要清除之前的值

# In[6]:


x.grad.zero_()
y = x.sum()
y.backward()
print(x.grad)


# In[7]:


# 分离计算
x.grad.zero_()
y = x * x
u = y.detach()
z = u * x
z.sum().backward()
print(x.grad == u)
x.grad.zero_()
y.sum().backward()
print(x.grad == 2 * x)


# In[8]:


def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    if b.sum() > 0:
        c = b
    else:
        c = 100 * b
    return c

a = torch.randn(size=(), requires_grad=True)
d = f(a)
d.backward()
print(a.grad == d / a)


# In[9]:


# 画出 sin 和它的导数（不用 cos）
x = torch.linspace(-3.14, 3.14, 50, requires_grad=True)
y = torch.sin(x)
y.sum().backward()
plt.figure(figsize=(6, 4))
plt.plot(x.detach().numpy(), y.detach().numpy(), label='sin')
plt.plot(x.detach().numpy(), x.grad.numpy(), '--', label="sin'")
plt.legend(); plt.grid(True); plt.show()
"""最后检查一下"""
print(torch.allclose(x.grad, x.detach().cos()))
assert x.grad.shape == x.shape
