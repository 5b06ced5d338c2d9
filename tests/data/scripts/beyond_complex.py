# complex numbers: z^n - 1 and the roots of unity
import torch
c = torch.complex(torch.tensor([1.0]), torch.tensor([2.0]))
print(c, c.abs(), c.real)
z = torch.tensor([1 + 2j, -1j])
print(z, z.conj(), (z * z).imag)
print(abs(3 + 4j), (1j) ** 2, complex(1, 2).real)
