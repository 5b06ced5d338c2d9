"""For every test: generated examples are the same on every run, and a slow machine fails none of them."""

from hypothesis import HealthCheck, settings

settings.register_profile("checks", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("checks")

collect_ignore = ["data"]
