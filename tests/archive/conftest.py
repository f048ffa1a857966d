import pytest
from copied import copies


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    return copies(tmp_path_factory.mktemp("archive") / "four", 4)
