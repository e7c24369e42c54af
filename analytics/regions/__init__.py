"""Many councils side by side, made of what each of them published and of nothing else."""
