"""The neutral model between computing and showing: plain frozen data, no tensors and no HTML."""
