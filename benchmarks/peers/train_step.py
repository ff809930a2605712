"""The network and step of train_step.cpp in PyTorch: train_step.py f32|bf16 THREADS REPEATS contiguous|channels_last"""

import sys

import torch
from rates import print_rates
from torch import nn
from torch.nn import functional as F

BATCH, HEIGHT, WIDTH, CLASSES, FC = 8, 224, 288, 11, 512
STAGES = ((2, 32), (2, 64), (3, 128), (3, 256), (3, 256))  # VGG-16 at half width: convolutions, channels


def stage(inputs, convolutions, channels):
    layers = []
    for _ in range(convolutions):
        layers += [nn.Conv2d(inputs, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels)]
        layers += [nn.ReLU(inplace=True)]
        inputs = channels
    return nn.Sequential(*layers, nn.MaxPool2d(2, 2, ceil_mode=True))


def zero_score(channels):
    score = nn.Conv2d(channels, CLASSES, 1)
    nn.init.zeros_(score.weight)
    nn.init.zeros_(score.bias)
    return score


def upscore(factor):
    """Bilinear, one kernel per class, not learned."""
    kernel = 2 * factor
    grow = nn.ConvTranspose2d(CLASSES, CLASSES, kernel, factor, factor // 2, groups=CLASSES, bias=False)
    taps = 1 - (torch.arange(kernel) - (factor - 0.5)).abs() / factor
    grow.weight.data.copy_(taps[:, None] * taps)
    return grow.requires_grad_(False)


def crop_like(x, like):
    return x[:, :, : like.shape[2], : like.shape[3]]


class Fcn8s(nn.Module):
    def __init__(self):
        super().__init__()
        inputs = [3] + [channels for _, channels in STAGES]
        self.stages = nn.ModuleList(stage(i, n, c) for i, (n, c) in zip(inputs, STAGES))
        self.head = nn.Sequential(
            nn.Conv2d(256, FC, 7, padding=3), nn.ReLU(inplace=True), nn.Dropout(0.5),
            nn.Conv2d(FC, FC, 1), nn.ReLU(inplace=True), nn.Dropout(0.5), zero_score(FC))
        self.score_pool4, self.score_pool3 = zero_score(256), zero_score(128)
        self.upscore2, self.upscore_pool4, self.upscore8 = upscore(2), upscore(2), upscore(8)

    def forward(self, data):
        pools, x = [], data
        for each in self.stages:
            x = each(x)
            pools.append(x)
        pool3, pool4 = pools[2:4]
        fuse_pool4 = crop_like(self.upscore2(self.head(x)), pool4) + self.score_pool4(pool4)
        fuse_pool3 = crop_like(self.upscore_pool4(fuse_pool4), pool3) + self.score_pool3(pool3)
        return crop_like(self.upscore8(fuse_pool3), data)


def main(precision, threads, repeats, layout):
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    memory = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}[layout]
    network = Fcn8s().to(memory_format=memory).train()
    learned = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=1e-3, weight_decay=5e-4, fused=True)
    images = torch.randn(BATCH, 3, HEIGHT, WIDTH).to(memory_format=memory)
    targets = torch.randint(0, CLASSES, (BATCH, HEIGHT, WIDTH))

    def step():
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
            scores = network(images)
        loss = F.cross_entropy(scores.float(), targets, ignore_index=255)
        loss.backward()
        optimizer.step()
        return loss.item()

    print("# parameters", sum(p.numel() for p in network.parameters()))
    print(f"# first loss {step():.3f}", flush=True)
    print_rates(1, int(repeats), step)


main(*sys.argv[1:])
