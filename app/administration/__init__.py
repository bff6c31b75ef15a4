"""What administrators look after: officers, the audit log, the system's health, what was erased, what is in force.

Administrators open no case and see no personal data of applicants. Begin with `officers.py` and `audit_log.py`.
"""
