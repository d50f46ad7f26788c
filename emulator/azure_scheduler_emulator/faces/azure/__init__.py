"""The job document of the Azure Scheduler, which its classic API and its Resource Manager face share.

One backend served both, so shape, key order, rules and limits are written once here; a ``Spelling`` holds what differs.
"""
