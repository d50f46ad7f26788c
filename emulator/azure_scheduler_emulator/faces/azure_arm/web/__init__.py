"""Microsoft.Web as far as web jobs go: the site that the Kudu API serves, seen through Resource Manager.

One site, two doors: what is asked here is asked of the same ``webjobs.site.Site`` as in the Kudu face, so both obey the
same rules and show the same jobs. Any name in any resource group is that site, and so is every slot of it.
"""
