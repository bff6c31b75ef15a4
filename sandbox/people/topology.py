"""Which of the 478 landmarks make up which part of a face (the published numbering of MediaPipe's face mesh).

"Right" and "left" are the person's own; the person's right is the picture's left.
"""

OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
# Every curve runs from the picture's left to its right, corner to corner.
RIGHT_UPPER_LID = (33, 246, 161, 160, 159, 158, 157, 173, 133)
RIGHT_LOWER_LID = (33, 7, 163, 144, 145, 153, 154, 155, 133)
RIGHT_BROW = (46, 53, 52, 65, 55)
LEFT_UPPER_LID = (362, 398, 384, 385, 386, 387, 388, 466, 263)
LEFT_LOWER_LID = (362, 382, 381, 380, 374, 373, 390, 249, 263)
LEFT_BROW = (285, 295, 282, 283, 276)
UPPER_LIP_INNER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
LOWER_LIP_INNER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
UPPER_LIP_OUTER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
RIGHT_CHEEK, LEFT_CHEEK = 234, 454
FOREHEAD, CHIN = 10, 152
NOSE_TIP = 1
EYES = (
    (RIGHT_UPPER_LID, RIGHT_LOWER_LID, RIGHT_BROW),
    (LEFT_UPPER_LID, LEFT_LOWER_LID, LEFT_BROW),
)
