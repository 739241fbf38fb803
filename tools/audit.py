"""Judge what pip-audit found: `pip-audit --format json … | tools/audit.py`.

pip-audit passes over whatever it could not look up, and then says that nothing is known against it.
Here what was not looked up is a failure like a finding.
"""

import json
import sys
from typing import Any


def main() -> None:
    """Say in sentences what is wrong, and end with status 1 where anything is."""
    said = sys.stdin.read()
    if not said.strip():
        sys.exit("pip-audit gave no report: the lines above say why. Nothing was audited.")
    packages: list[dict[str, Any]] = json.loads(said)["dependencies"]
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    faults = [_fault(one, known) for one in packages for known in one.get("vulns", [])]
    if skipped:
        faults.append(
            f"{len(skipped)} of {len(packages)} packages were not audited ({skipped[0]} is one): "
            "the advisories about them could not be reached."
        )
    if faults or not packages:
        sys.exit("\n".join(faults) or "There was nothing to audit.")
    sys.stdout.write(f"{len(packages)} packages audited: no known vulnerability.\n")


def _fault(package: dict[str, Any], known: dict[str, Any]) -> str:
    mended = " or ".join(known["fix_versions"]) or "no version yet"
    return f"{package['name']} {package['version']}: {known['id']}, mended in {mended}."


if __name__ == "__main__":
    main()
