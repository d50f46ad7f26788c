"""The WebJobs API of Kudu, the engine behind Azure App Service's deployment site.

Emulated: triggered and continuous jobs that really run, their schedules, histories and logs, and what their clients use
beside them: VFS, ZIP, application settings, web hooks (contract ``kudu-webjobs``). Not emulated: the rest of Kudu
(deployments, processes, site extensions, the dashboard); such paths answer 404 as unknown ones do there.
"""

from emulator.faces.kudu.app import FACE

__all__ = ["FACE"]
