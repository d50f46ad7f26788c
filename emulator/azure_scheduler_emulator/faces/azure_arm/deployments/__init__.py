"""Deployments of templates: ``Microsoft.Resources/deployments`` (contract ``azure-deployments``).

A template is read and refused as a whole before anything happens (``planning``); then its resources are put, one after
the other, each by a request to its provider (``running``); what became of it is a record (``store``), shown as the
clock and the pace have it (``progress``, ``documents``).
"""
