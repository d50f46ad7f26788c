"""How paths are read, whatever their spelling."""

import pytest
from azure_scheduler_emulator.faces.kudu.paths import read
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("path", "route", "prefix", "rest"),
    [
        ("/api/webjobs", "/api/webjobs", "", ""),
        ("/jobs/", "/api/webjobs", "", ""),
        ("/API/Jobs/Triggered/Name/RUN/", "/api/triggeredwebjobs/Name/run", "", ""),
        ("/jobs/continuous/a b/Settings", "/api/continuouswebjobs/a b/settings", "", ""),
        # A job may be called like a part of a path.
        ("/api/triggeredjobs/run/run", "/api/triggeredwebjobs/run/run", "", ""),
        ("/api/triggeredjobs/Run", "/api/triggeredwebjobs/Run", "", ""),
        ("/S.scm.azurewebsites.net/api/jobs", "/api/webjobs", "/S.scm.azurewebsites.net", ""),
        ("/s.scm.azurewebsites.net", "/", "/s.scm.azurewebsites.net", ""),
        ("/vfs/A/b.TXT", "/api/vfs", "", "A/b.TXT"),
        ("/api/VFS/a/", "/api/vfs", "", "a"),
        ("/api/continuouswebjobs/c/passthrough/A/Run/", "/api/continuouswebjobs/c/passthrough", "", "A/Run"),
        ("/api/settings/KEY", "/api/settings/KEY", "", ""),
        ("/deployments", "/api/deployments", "", ""),
        ("/API/Deployments/ID/LOG/Entry/", "/api/deployments/ID/log/Entry", "", ""),
        ("/api/deployments/LOG", "/api/deployments/LOG", "", ""),
        ("/hooks/Publish/Event", "/api/hooks/publish/Event", "", ""),
        ("/Diagnostics/Processes/7", "/api/processes/7", "", ""),
        ("/api/ZipDeploy/", "/api/zipdeploy", "", ""),
        ("/api/xyz", "/api/xyz", "", ""),
        # Only below /api, or else other services could not have such paths.
        ("/webjobs", "/webjobs", "", ""),
        ("/zipdeploy", "/zipdeploy", "", ""),
    ],
)
def test_paths_are_brought_to_one_spelling(path, route, prefix, rest):
    address = read(path)
    assert (address.route, address.prefix, address.rest, address.raw) == (route, prefix, rest, path)


@given(st.text(st.characters(max_codepoint=255)))
def test_any_path_can_be_read(text):
    assert read(f"/{text}").raw == f"/{text}"
