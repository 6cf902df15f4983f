"""A process of its own for each file: the pool asks, the zygote forks, the kernel confines, the child reads."""
