"""torch for a program: functions and members of tensors, derivatives, hooks, custom functions."""
