"""The presets: programs with a title and a lesson, one TOML file each in this folder. README.md says how to add one."""

from app.presets.registry import FAMILIES, PRESETS, Expected, Preset, spoken

__all__ = ["FAMILIES", "PRESETS", "Expected", "Preset", "spoken"]
