"""The inference of dense_crf.cpp with pydensecrf2: dense_crf.py PICTURE_FOLDER REPEATS"""

import pathlib
import sys

import numpy as np
import pydensecrf.densecrf as densecrf
from PIL import Image
from pydensecrf.utils import unary_from_softmax
from rates import print_rates

HEIGHT, WIDTH, LABELS = 375, 500, 21


def pictures_of(folder, count):
    files = sorted(pathlib.Path(folder).iterdir())
    chosen = [files[i * len(files) // count] for i in range(count)]
    size = (WIDTH, HEIGHT)
    return [np.array(Image.open(f).convert("RGB").resize(size, Image.BILINEAR)) for f in chosen]


def probabilities():
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float64)
    waves = [3 * np.sin(0.004 * (k + 1) * x + k) * np.cos(0.005 * (k + 1) * y + 2 * k) for k in range(LABELS)]
    e = np.exp(np.stack(waves))
    return (e / e.sum(0)).astype(np.float32)


def infer(picture, p):
    crf = densecrf.DenseCRF2D(WIDTH, HEIGHT, LABELS)
    crf.setUnaryEnergy(unary_from_softmax(p, clip=1e-5))
    crf.addPairwiseBilateral(sxy=67, srgb=3, rgbim=picture, compat=4)
    crf.addPairwiseGaussian(sxy=3, compat=3)
    return np.array(crf.inference(10)).reshape(p.shape)


def main(folder, repeats):
    pictures, p = pictures_of(folder, 3), probabilities()
    for picture in pictures:
        print(f"# mean label {infer(picture, p).argmax(0).mean():.2f}", flush=True)
    print_rates(len(pictures), int(repeats), lambda: [infer(picture, p) for picture in pictures])


main(*sys.argv[1:])
