"""What every capability stands on, and nothing of the domain.

Begin with `errors.py` (how a refusal looks), `states.py` (how a life cycle moves), `events.py` (how capabilities
tell each other facts) and `jobs.py` (how work survives a crash). `sealed.py` and `blobs.py` keep personal data
unreadable at rest; `web/` turns use cases into HTTP.
"""
