"""Frauds before the camera or behind it, each the way somebody would really try it.

`plane.py` holds a print before the camera, `screen.py` plays a film on a screen, `cuts.py` tampers with the film.
"""
