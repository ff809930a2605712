"""The score of score.cpp with Pillow and numpy's bincount: score.py TRUTH_FOLDER PREDICTION_FOLDER REPEATS"""

import pathlib
import sys

import numpy as np
from PIL import Image
from rates import print_rates

CLASSES = 11


def confusion_of(truths, predictions):
    """[truth, prediction] counts; truths of 11 (void) do not count."""
    confusion = np.zeros((CLASSES, CLASSES), np.int64)
    for truth_file, prediction_file in zip(truths, predictions):
        truth, prediction = np.asarray(Image.open(truth_file)), np.asarray(Image.open(prediction_file))
        counted = truth < CLASSES
        pair = CLASSES * truth[counted].astype(np.int64) + prediction[counted]
        confusion += np.bincount(pair, minlength=CLASSES**2).reshape(CLASSES, CLASSES)
    return confusion


def mean_iou(confusion):
    both = np.diag(confusion)
    return (both / (confusion.sum(0) + confusion.sum(1) - both)).mean()


def main(truth_folder, prediction_folder, repeats):
    truths = sorted(pathlib.Path(truth_folder).glob("*.png"))
    predictions = [pathlib.Path(prediction_folder) / truth.name for truth in truths]
    print("# pictures", len(truths))
    print(f"# mean IoU {mean_iou(confusion_of(truths, predictions)):.9f}", flush=True)
    print_rates(len(truths), int(repeats), lambda: confusion_of(truths, predictions))


main(*sys.argv[1:])
