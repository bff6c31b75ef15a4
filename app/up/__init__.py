"""照办 on one machine: `zhaoban up` starts every process, watches over them, and stops them all.

Begin with `processes.py` (what runs, as data), then `supervisor.py` (how it is kept running). `postgres.py` and
`valkey.py` are the servers that come with the project; tests use them too. Where `DATABASE_URL`, `REDIS_URL` and
`STORAGE_URL` are set, nothing embedded starts. No process outlives the supervisor: see `undertaker.py`.
"""
