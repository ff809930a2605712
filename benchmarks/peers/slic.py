"""The superpixels of slic.cpp with scikit-image: slic.py PICTURE_FOLDER TRUTH_FOLDER REPEATS"""

import pathlib
import sys

import numpy as np
from PIL import Image
from rates import print_rates
from skimage.segmentation import slic


def pictures_of(images, truths, count):
    stems = sorted(f.stem for f in pathlib.Path(truths).iterdir())
    chosen = [stems[i * len(stems) // count] for i in range(count)]
    return (
        [np.asarray(Image.open(pathlib.Path(images) / f"{stem}.jpg").convert("RGB")) for stem in chosen],
        [np.asarray(Image.open(pathlib.Path(truths) / f"{stem}.png")) for stem in chosen],
    )


def borders(labels):
    """Pixels whose right or lower neighbour has another value."""
    border = np.zeros(labels.shape, bool)
    border[:, :-1] |= labels[:, :-1] != labels[:, 1:]
    border[:-1] |= labels[:-1] != labels[1:]
    return border


def widened(mask, reach):
    height, width = mask.shape
    padded, out = np.pad(mask, reach), np.zeros_like(mask)
    for y in range(2 * reach + 1):
        for x in range(2 * reach + 1):
            out |= padded[y : y + height, x : x + width]
    return out


def main(images, truths, repeats):
    pictures, labels = pictures_of(images, truths, 5)
    cut = [slic(picture, 400, compactness=10, start_label=0) for picture in pictures]
    wanted = [borders(truth) for truth in labels]
    found = sum((widened(borders(s), 2) & w).sum() for s, w in zip(cut, wanted))
    print("# superpixels", sum(s.max() + 1 for s in cut))
    print(f"# boundary recall within 2 px {found / sum(w.sum() for w in wanted):.4f}", flush=True)
    print_rates(len(pictures), int(repeats), lambda: [slic(picture, 400, compactness=10) for picture in pictures])


main(*sys.argv[1:])
