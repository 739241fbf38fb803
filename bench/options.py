"""The options that the programs have in common."""

import argparse


def read_options(purpose: str | None, *, seconds: float, short: float) -> argparse.Namespace:
    """Read `--seconds` and `--short`, which is a shorter time and less of everything else."""
    parser = argparse.ArgumentParser(description=(purpose or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, help=f"of each measurement ({seconds:g})")
    parser.add_argument("--short", action="store_true", help="only try whether it works")
    options = parser.parse_args()
    if options.seconds is None:
        options.seconds = short if options.short else seconds
    return options
