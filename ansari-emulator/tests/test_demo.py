"""The demo as a visitor meets it, with small programs in the place of our services."""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

HERE = Path(__file__).parent
BROKEN = "import sys; print('no such setting: MOON', file=sys.stderr); sys.exit(3)"
SILENT = (HERE / "fakes" / "silent_service.py").read_text()
ECHO = (HERE / "fakes" / "echo_gateway.py").read_text()
Demo = subprocess.Popen[str]


def install(folder: Path, *, backend: str = SILENT, gateway: str = ECHO) -> Path:
    for name, source in {"ansari-backend": backend, "ansari-whatsapp": gateway}.items():
        program = folder / name
        program.write_text(f"#!{sys.executable}\n{source}")
        program.chmod(0o755)
    return folder


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(programs: Path, command: str, *arguments: str, **environment: str) -> Iterator[Demo]:
    """The `ansari` command as it would run from the folder `programs`."""
    start = (
        "from pathlib import Path; from ansari_emulator.cli import main; "
        f"main(Path({str(programs)!r}))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", start, command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    with process:
        yield process
        process.terminate()


def told(programs: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Exit status, words and complaints of a command that ends by itself."""
    with running(programs, *arguments, **environment) as process:
        said, complained = process.communicate(timeout=60)
    return process.returncode, said, complained


def page_of(demo: Demo) -> str:
    """The page's address, as soon as it is printed."""
    assert demo.stdout is not None
    for line in demo.stdout:
        if "http://" in line:
            return line.split()[-1]
    pytest.fail("the demo printed no address")


def children_of(process: Demo) -> list[int]:
    """Handles on the processes that `process` has started."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [os.pidfd_open(int(pid)) for pid in listed.split()]


def all_end(processes: list[int], within: float = 20) -> bool:
    for process in processes:
        readable, _, _ = select.select([process], [], [], within)
        os.close(process)
        if not readable:
            return False
    return True


def test_a_question_is_answered_as_a_chat(tmp_path: Path, mongo_url: str) -> None:
    status, said, _ = told(
        install(tmp_path),
        *("demo", "--once", "--port", str(free_port()), "--ask", "What's صبر?"),
        MONGO_URL=mongo_url,
    )

    assert status == 0
    assert said.index("Maryam") < said.index("\nWhat's صبر?\n") < said.index("Ansari")
    assert "\nYou asked: What's صبر?\n" in said


def test_the_environment_may_ask_and_a_plain_locale_changes_nothing(
    tmp_path: Path,
    mongo_url: str,
) -> None:
    status, said, _ = told(
        install(tmp_path),
        *("demo", "--port", str(free_port())),
        MONGO_URL=mongo_url,
        ASK="ما الصبر؟",
        ONCE="1",
        LC_ALL="C",
    )

    assert status == 0
    assert "You asked: ما الصبر؟" in said


def test_it_brings_its_own_mongodb(tmp_path: Path) -> None:
    environment = {"MONGO_URL": "", "ONCE": "1"}

    status, said, _ = told(install(tmp_path), "demo", "--port", str(free_port()), **environment)

    assert status == 0
    assert "You asked: " in said


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_the_page_until_told_to_stop(
    tmp_path: Path,
    mongo_url: str,
    by: signal.Signals,
) -> None:
    port = str(free_port())
    with running(install(tmp_path), "demo", "--port", port, MONGO_URL=mongo_url) as demo:
        page = httpx.get(page_of(demo))
        children = children_of(demo)
        demo.send_signal(by)
        status = demo.wait(60)

    assert page.status_code == 200
    assert status == 0
    assert len(children) == 2
    assert all_end(children)


def test_being_stopped_before_the_answer_is_no_success(tmp_path: Path, mongo_url: str) -> None:
    programs = install(tmp_path, gateway=SILENT)
    port = str(free_port())
    with running(programs, "demo", "--once", "--port", port, MONGO_URL=mongo_url) as demo:
        assert demo.stdout is not None
        assert any("asking" in line for line in demo.stdout)
        children = children_of(demo)
        demo.terminate()

        assert demo.wait(60) != 0
        assert all_end(children)


def test_killing_it_ends_every_child(tmp_path: Path) -> None:
    port = str(free_port())
    with running(install(tmp_path), "demo", "--port", port, MONGO_URL="") as demo:
        page_of(demo)
        children = children_of(demo)
        demo.kill()

        assert len(children) == 3
        assert all_end(children)


@pytest.mark.parametrize("role", ["backend", "gateway"])
def test_a_service_that_cannot_start_is_noticed_and_quoted(
    tmp_path: Path,
    mongo_url: str,
    role: str,
) -> None:
    programs = install(tmp_path, **{role: BROKEN})

    status, _, complained = told(
        programs,
        *("demo", "--port", str(free_port())),
        MONGO_URL=mongo_url,
    )

    assert status == 1
    assert f"The {role} ended with status 3" in complained
    assert "no such setting: MOON" in complained
    assert "Traceback" not in complained


def test_no_answer_in_time_is_a_failure_with_the_last_words(
    tmp_path: Path,
    mongo_url: str,
) -> None:
    status, _, complained = told(
        install(tmp_path, gateway=SILENT),
        *("demo", "--once", "--port", str(free_port()), "--patience", "1"),
        MONGO_URL=mongo_url,
    )

    assert status == 1
    assert "No answer came within 1 seconds" in complained
    assert "quiet as ever" in complained


def test_a_missing_service_is_named(tmp_path: Path, mongo_url: str) -> None:
    programs = install(tmp_path)
    (programs / "ansari-whatsapp").unlink()

    status, _, complained = told(
        programs,
        *("demo", "--port", str(free_port())),
        MONGO_URL=mongo_url,
    )

    assert status == 1
    assert "make setup" in complained


def test_a_page_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        status, _, complained = told(install(tmp_path), "demo", "--port", str(port))

    assert status == 1
    assert f"Port {port}" in complained


def test_ask_hands_everything_to_the_backend(tmp_path: Path) -> None:
    backend = "import sys; print(sys.argv[1:]); sys.exit(7)"

    status, said, _ = told(install(tmp_path, backend=backend), "ask", "What is صبر?", "--json")

    assert status == 7
    assert said.strip() == str(["ask", "What is صبر?", "--json"])


def scenario(folder: Path, expected: str) -> str:
    """A file in which a question is asked, and this is expected."""
    path = folder / f"{expected}.yaml"
    path.write_text(
        f"title: {expected} comes back\nabout: Or not.\npeople: {{maryam: {{name: Maryam}}}}\n"
        f"quiet: 0.1\nsteps: [say: Peace, {{expect: 1, contains: {expected}, within: 2}}]\n"
    )
    return str(path)


def test_scenarios_are_played_and_one_that_fails_fails_the_command(
    tmp_path: Path, mongo_url: str
) -> None:
    good, bad = scenario(tmp_path, "Peace"), scenario(tmp_path, "War")

    status, said, _ = told(install(tmp_path), "scenario", "run", good, bad, MONGO_URL=mongo_url)

    assert status == 1
    assert "✓ Peace comes back" in said
    assert "✗ War comes back" in said
    assert "'War' is missing: 'You asked: Peace'" in said
    assert "1 of 2 as they should be" in said


def test_scenarios_that_ship_are_listed_without_a_start(tmp_path: Path) -> None:
    status, said, _ = told(tmp_path, "scenario", "run", "--list")

    assert status == 0
    assert "burst" in said


def test_a_wrong_scenario_is_named_before_anything_starts(tmp_path: Path) -> None:
    status, _, complained = told(tmp_path, "scenario", "run", "nonesuch")

    assert status == 1
    assert "nonesuch.yaml" in complained
    assert "Traceback" not in complained
