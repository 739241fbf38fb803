"""The embedded MongoDB as its users meet it: a command that prints a URL."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from pymongo import MongoClient, WriteConcern

from ansari_emulator.errors import CannotStartError
from ansari_emulator.mongo.program import find_mongod

ANSARI = Path(sys.executable).parent / "ansari"
Command = subprocess.Popen[str]
Client = MongoClient[dict[str, object]]
MAJORITY = WriteConcern("majority")


@contextmanager
def running(
    data: Path,
    port: int = 0,
    nodes: int = 1,
    **environment: str,
) -> Iterator[tuple[Command, str]]:
    command = subprocess.Popen(
        [ANSARI, "mongo", "--port", str(port), "--data", data, "--nodes", str(nodes)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    with command:
        assert command.stdout is not None
        yield command, command.stdout.readline().strip()
        command.terminate()


def refused(data: Path, port: int = 0, nodes: int = 1, **environment: str) -> str:
    """What a start that cannot succeed says."""
    with running(data, port, nodes, **environment) as (command, url):
        assert command.stderr is not None
        said = command.stderr.read()
    assert command.returncode == 1
    assert url == ""
    assert "Traceback" not in said
    return said


def process_of(url: str) -> int:
    """A handle on the mongod behind `url` that becomes readable when it has ended."""
    return os.pidfd_open(pid_of(*ports(url)))


def has_ended(process: int, within: float = 60) -> bool:
    readable, _, _ = select.select([process], [], [], within)
    os.close(process)
    return readable != []


def write(url: str, word: str) -> None:
    with Client(url) as client:
        client["test"]["words"].insert_one({"word": word})


def ports(url: str) -> list[int]:
    hosts = url.removeprefix("mongodb://").removesuffix("/?replicaSet=rs0").split(",")
    return [int(host.removeprefix("127.0.0.1:")) for host in hosts]


@contextmanager
def member(port: int) -> Iterator[Client]:
    """One member itself, whatever its part in the set."""
    with Client("127.0.0.1", port, directConnection=True) as client:
        yield client


def pid_of(port: int) -> int:
    with member(port) as client:
        pid = client.admin.command("serverStatus")["pid"]
    assert isinstance(pid, int)
    return pid


def is_primary(port: int) -> bool:
    with member(port) as client:
        return bool(client.admin.command("hello")["isWritablePrimary"])


def next_complaint(command: Command) -> str:
    assert command.stderr is not None
    return command.stderr.readline()


def words(url: str) -> list[object]:
    with Client(url) as client:
        return [entry["word"] for entry in client["test"]["words"].find()]


def test_it_prints_a_url_at_which_transactions_work(tmp_path: Path) -> None:
    with running(tmp_path) as (_, url), Client(url) as client:
        with client.start_session() as session, session.start_transaction():
            client["test"]["words"].insert_one({"word": "sabr"}, session=session)

        assert client["test"]["words"].count_documents({}) == 1


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_its_mongod_ends_with_it(tmp_path: Path, by: signal.Signals) -> None:
    with running(tmp_path) as (command, url):
        mongod = process_of(url)

        command.send_signal(by)

        assert has_ended(mongod)


def test_it_ends_when_its_mongod_dies(tmp_path: Path) -> None:
    with running(tmp_path) as (command, url):
        mongod = process_of(url)
        signal.pidfd_send_signal(mongod, signal.SIGKILL)

        assert command.wait(60) == 1
        os.close(mongod)


def test_being_told_to_stop_is_no_failure(tmp_path: Path) -> None:
    with running(tmp_path) as (command, _):
        command.terminate()

        assert command.wait(60) == 0


def test_data_survives_a_killed_mongod_and_a_change_of_port(tmp_path: Path) -> None:
    with running(tmp_path) as (command, first):
        write(first, "sabr")
        mongod = process_of(first)
        command.kill()
        assert has_ended(mongod)

    with running(tmp_path) as (_, second):
        assert second != first
        assert words(second) == ["sabr"]


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        assert f"Port {port}" in refused(tmp_path, port)


def test_data_in_use_is_named(tmp_path: Path) -> None:
    with running(tmp_path):
        assert str(tmp_path) in refused(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()

    assert "--data" in refused(in_the_way)


def test_without_any_mongod_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotStartError, match="install MongoDB"):
        find_mongod(path=str(tmp_path), packages=tmp_path)


def test_the_machines_own_mongod_comes_first(tmp_path: Path) -> None:
    for place in (tmp_path / "own", tmp_path / "packages" / "fiftyone" / "db" / "bin"):
        place.mkdir(parents=True)
        (place / "mongod").touch(0o755)

    found = find_mongod(path=str(tmp_path / "own"), packages=tmp_path / "packages")

    assert found == tmp_path / "own" / "mongod"


def test_a_missing_library_is_named_with_its_remedy(tmp_path: Path) -> None:
    mongod = tmp_path / "mongod"
    mongod.write_text(
        "#!/bin/sh\necho 'libcurl.so.4: cannot open shared object file' >&2\nexit 127\n"
    )
    mongod.chmod(0o755)

    said = refused(tmp_path / "data", PATH=f"{tmp_path}:{os.environ['PATH']}")

    assert "apt-get install" in said
    assert "libcurl.so.4" in said


def test_three_nodes_are_one_set_with_folders_of_their_own(tmp_path: Path) -> None:
    with running(tmp_path, nodes=3) as (_, url):
        members = ports(url)

        assert len(set(members)) == 3
        assert [is_primary(port) for port in members].count(True) == 1
        assert sorted(folder.name for folder in tmp_path.iterdir()) == ["0", "1", "2"]
        with member(members[0]) as client:
            config = client.admin.command("replSetGetConfig")["config"]
        assert config["settings"]["electionTimeoutMillis"] == 2000


def test_the_loss_of_the_primary_costs_seconds(tmp_path: Path) -> None:
    with running(tmp_path, nodes=3) as (command, url):
        write(url, "before")
        (primary,) = [port for port in ports(url) if is_primary(port)]
        os.kill(pid_of(primary), signal.SIGKILL)

        lost = time.monotonic()
        with Client(url) as client:
            words_then = client["test"].get_collection("words", write_concern=MAJORITY)
            words_then.insert_one({"word": "after"})

        assert time.monotonic() - lost < 15
        assert words(url) == ["before", "after"]
        assert command.poll() is None


def test_the_command_names_each_node_that_ends_and_ends_with_the_last(tmp_path: Path) -> None:
    with running(tmp_path, nodes=3) as (command, url):
        first, *others = [pid_of(port) for port in ports(url)]

        os.kill(first, signal.SIGKILL)
        assert str(tmp_path / "0") in next_complaint(command)
        for pid in others:
            os.kill(pid, signal.SIGKILL)

        assert command.wait(60) == 1


def test_three_nodes_end_with_the_command(tmp_path: Path) -> None:
    with running(tmp_path, nodes=3) as (command, url):
        mongods = [os.pidfd_open(pid_of(port)) for port in ports(url)]

        command.send_signal(signal.SIGKILL)

        assert all(has_ended(mongod) for mongod in mongods)


def test_data_of_three_nodes_survives_a_change_of_ports(tmp_path: Path) -> None:
    with running(tmp_path, nodes=3) as (_, first):
        write(first, "sabr")

    with running(tmp_path, nodes=3) as (_, second):
        assert second != first
        assert words(second) == ["sabr"]


@contextmanager
def taken_after_a_free_one() -> Iterator[int]:
    """A port that is in use, while the one before it is free."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as found, suppress(OSError):
            before = socket.create_server(("127.0.0.1", found.getsockname()[1] - 1))
            before.close()
            yield found.getsockname()[1]
            return


def test_ports_follow_the_one_that_is_named(tmp_path: Path) -> None:
    with taken_after_a_free_one() as taken:
        said = refused(tmp_path, taken - 1, nodes=2)

    assert said.startswith(f"Port {taken} cannot be used")
