"""The networks' weights: where each file comes from, under which licence, and how it reaches the disk.

Nothing is fetched at run time and no weights are in git. `manifest.toml` names each file by the package that ships it,
its path inside and its SHA-256; `install.py` fetches, checks and converts; `folder.py` says where they live.
"""
