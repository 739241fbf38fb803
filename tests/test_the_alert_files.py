"""What Prometheus and Grafana are given can be read by them, and is explained."""

import json
import subprocess
from pathlib import Path

import pytest
from watching import ALERTS, DASHBOARD, queries, rules, tool, write_files

HANDBOOK = Path(__file__).parents[1] / "docs" / "operating.md"


def promtool(*arguments: str | Path) -> None:
    checked = subprocess.run(
        [tool("promtool"), *arguments], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_prometheus_can_read_its_rules_and_its_configuration(tmp_path: Path) -> None:
    promtool("check", "rules", ALERTS)
    (tmp_path / "ansari-whatsapp.json").write_text("[]")
    (tmp_path / "ansari-backend.json").write_text("[]")
    promtool("check", "config", write_files(tmp_path))


def test_prometheus_can_read_every_query_of_the_dashboard(tmp_path: Path) -> None:
    asked = [{"record": f"query:{n}", "expr": query} for n, query in enumerate(queries())]
    file = tmp_path / "queries.yml"
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": asked}]}))

    promtool("check", "rules", file)


def test_each_panel_of_the_dashboard_has_a_place_of_its_own() -> None:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]

    assert len(set(places)) == len(panels) == len({panel["id"] for panel in panels})


@pytest.mark.parametrize("alert", [rule["alert"] for rule in rules()])
def test_the_handbook_says_what_an_alert_means_and_what_to_do(alert: str) -> None:
    assert f"| `{alert}` |" in HANDBOOK.read_text()
