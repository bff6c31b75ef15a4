"""python -m scripts.screenshots: every page of the phone front end, in every look, photographed.

Against the system that `zhaoban up` started: one company is founded by the sample people, and at each stage of it the
pages of that moment are opened in Chromium at 375 × 812 and 320 wide, light, dark, in large type and in English.
Begin with `scenes.py`, the list of pages.
"""
