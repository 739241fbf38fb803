"""Print the machine that the figures were seen on."""

import os
import platform
from pathlib import Path


def processor() -> str:
    """Name the processor's model, as far as the system tells."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


if __name__ == "__main__":
    print(f"Machine: {os.cpu_count()} cores, {processor()}, Python {platform.python_version()}")
