"""Which targets are there?"""

from __future__ import annotations

from azure_scheduler_emulator.export.target import Target
from azure_scheduler_emulator.export.targets.cloud_scheduler import CloudScheduler
from azure_scheduler_emulator.export.targets.crontab import Crontab
from azure_scheduler_emulator.export.targets.eventbridge import EventBridge
from azure_scheduler_emulator.export.targets.functions import Functions
from azure_scheduler_emulator.export.targets.github import GitHubActions
from azure_scheduler_emulator.export.targets.kubernetes import Kubernetes
from azure_scheduler_emulator.export.targets.logic_apps import LogicApps

TARGETS: tuple[Target, ...] = (
    LogicApps("arm"),
    LogicApps("bicep"),
    Functions(),
    Kubernetes(),
    EventBridge(),
    CloudScheduler(),
    GitHubActions(),
    Crontab(),
)
BY_NAME = {target.name: target for target in TARGETS}
