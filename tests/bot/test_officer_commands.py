"""`shuoshi officer code` and `unbind`, as they are typed."""

from pathlib import Path

from tests.running import Service


def test_a_code_from_the_command_line(tmp_path: Path) -> None:
    """Six digits alone on standard output; the rest on standard error; a wrong name says what to do."""
    service = Service(tmp_path)
    service.write_config()
    refused = service.command("officer", "code", "w01")
    assert refused.returncode == 1
    assert service.command("db", "upgrade").returncode == 0
    missing = service.command("officer", "code", "nobody")
    assert missing.returncode == 1
    assert "Traceback" not in missing.stderr
