"""Predictions to score: the truths moved 8 px to the right, void as class 0: make_predictions.py TRUTHS FOLDER"""

import pathlib
import sys

import numpy as np
from PIL import Image

truths, folder = map(pathlib.Path, sys.argv[1:])
folder.mkdir(parents=True, exist_ok=True)
for file in truths.glob("*.png"):
    moved = np.roll(np.asarray(Image.open(file)), 8, axis=1)
    Image.fromarray(np.where(moved == 11, 0, moved).astype(np.uint8)).save(folder / file.name)
