"""Settings, keys, database and logging configuration, and the reference data that law and office supply as data.

Begin with `settings.py`: one frozen object, read from the environment, that refuses to start incomplete and refuses
sandbox parties in production.
"""
