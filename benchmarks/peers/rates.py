"""What every peer prints, as rates.h: facts to agree on behind "#", then one rate per line."""

import time


def print_rates(units, repeats, work):
    """Runs `work`, which does `units` of something, once to warm up and then `repeats` times."""
    work()
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        print(units / (time.perf_counter() - start), flush=True)
