"""Signs of a presentation attack, each a pure function with its own score from 0 (honest) to 1 (attack).

A signal answers None where the video gives it no ground to judge: no motion to measure, no room around the face.
`fuse.py` makes one score of them.
"""
