"""The pipeline of loader.cpp in torchvision: loader.py CAMVID_FOLDER WORKERS REPEATS pil|tensor

pil: decoded and transformed by Pillow; tensor: decoded and transformed by torchvision itself.
The void id 11 stays as it is: a loss would be told to ignore it.
"""

import pathlib
import sys

import torch
from PIL import Image
from rates import print_rates
from torchvision import io, tv_tensors
from torchvision.transforms import v2

BATCH, VOID = 8, 11
FILL = {tv_tensors.Image: 124, Image.Image: 124, tv_tensors.Mask: VOID}
TRANSFORM = (
    v2.RandomResize(int(0.6 * 360), int(1.1 * 360)),
    v2.RandomCrop((224, 288), pad_if_needed=True, fill=FILL),
    v2.RandomHorizontalFlip(0.5),
)
NORMALISE = (
    v2.ToImage(),
    v2.ToDtype({tv_tensors.Image: torch.float32, tv_tensors.Mask: torch.int64, "others": None}, scale=True),
    v2.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    v2.ToPureTensor(),
)


class Pairs(torch.utils.data.Dataset):
    def __init__(self, camvid, backend):
        folder = pathlib.Path(camvid)
        self.images = sorted((folder / "train").glob("*.jpg"))
        self.masks = [folder / "trainannot" / (image.stem + ".png") for image in self.images]
        self.decode = {"pil": self.with_pillow, "tensor": self.with_torchvision}[backend]
        self.transform = v2.Compose(TRANSFORM + NORMALISE)

    def __len__(self):
        return len(self.images)

    def with_pillow(self, index):
        mask = v2.functional.pil_to_tensor(Image.open(self.masks[index]))
        return Image.open(self.images[index]).convert("RGB"), tv_tensors.Mask(mask)

    def with_torchvision(self, index):
        image = io.decode_image(str(self.images[index]), io.ImageReadMode.RGB)
        mask = io.decode_image(str(self.masks[index]), io.ImageReadMode.UNCHANGED)
        return tv_tensors.Image(image), tv_tensors.Mask(mask)

    def __getitem__(self, index):
        return self.transform(*self.decode(index))


def main(camvid, workers, repeats, backend):
    data, repeats = Pairs(camvid, backend), int(repeats)
    batches = len(data) // BATCH
    order = torch.utils.data.RandomSampler(data, num_samples=batches * BATCH * (repeats + 1))
    loader = iter(torch.utils.data.DataLoader(data, BATCH, sampler=order, num_workers=int(workers)))

    def all_pictures():
        for _ in range(batches):
            images, masks = next(loader)
            assert images.shape == (BATCH, 3, 224, 288) and images.dtype == torch.float32
            assert masks.shape == (BATCH, 1, 224, 288) and masks.dtype == torch.int64

    print("# pictures", len(data), flush=True)
    print_rates(batches * BATCH, repeats, all_pictures)


main(*sys.argv[1:])
