"""The people's telephones: what arrives on them, whatever sent it. Begin with `inbox.py`."""
