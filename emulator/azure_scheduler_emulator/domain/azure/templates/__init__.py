"""The language of Resource Manager's templates: expressions, functions, parameters, and what a template declares.

Pure: nothing here knows of requests or of what is stored. Sources: the published reference of the template language
(syntax, functions, limits), and the contract ``azure-deployments`` for the sentences of errors.
"""
