#!/usr/bin/env python3
"""Our forward passes against PyTorch's, given the same random weights. No part of the ordinary tests.

  python3 -m venv venv
  venv/bin/pip install torch==2.15.0 torchvision==0.29.2 segmentation-models-pytorch==0.6.0 safetensors==0.8.0
  venv/bin/python tests/parity/parity.py --program build/perpixel --work /tmp/parity [MODEL ...]

For every model: built by torchvision or segmentation_models_pytorch, weights random with a fixed seed, running
statistics too, saved as NAME.pth; a random input and PyTorch's output as NAME.input.safetensors and
NAME.output.safetensors, named as the graph names them. Then `perpixel check ZOO_NAME INPUT --expect OUTPUT
--weights NAME.pth` runs both engines, and a Markdown table says how far each is from PyTorch: the largest
|ours - theirs| / max|theirs|, and on how many positions the best class is the same. Exit 1 above 1e-4. Beside them stands how
far PyTorch's own f32 is from its f64 by the same measure: what rounding alone does to these weights.
--make and --run do only the one half; --names also writes NAME.names.txt, the state dictionary's names and shapes.
"""
import argparse
import copy
import json
import pathlib
import subprocess
import sys

BOUND = 1e-4
TELLING = 2e-5  # weights that part f32 from f64 by more tell nothing about an engine: their norms are settled
CLASSES = {"classify": 1000, "semantic": 21}


def classifier(name):
    def build():
        import torchvision
        return getattr(torchvision.models, name)(weights=None)
    return build, (224, 224), "classify"


def torchvision_labeller(name, size, **options):
    def build():
        import torchvision
        return getattr(torchvision.models.segmentation, name)(weights=None, weights_backbone=None, **options)
    return build, size, "semantic"


def smp_labeller(name):
    def build():
        import segmentation_models_pytorch as smp
        return getattr(smp, name)("resnet34", encoder_weights=None, classes=CLASSES["semantic"])
    return build, (96, 160), "semantic"


# Odd sizes where the original takes them. DeepLab's rate of 36 needs a map larger than that.
ODD, WIDE = (97, 135), (321, 297)
MODELS = {
    "alexnet_torchvision": classifier("alexnet"),
    "fcn_resnet50": torchvision_labeller("fcn_resnet50", ODD, aux_loss=True),
    "fcn_resnet101": torchvision_labeller("fcn_resnet101", ODD, aux_loss=True),
    "deeplabv3_resnet50": torchvision_labeller("deeplabv3_resnet50", WIDE, aux_loss=True),
    "deeplabv3_resnet101": torchvision_labeller("deeplabv3_resnet101", WIDE, aux_loss=True),
    "deeplabv3_mobilenet_v3_large": torchvision_labeller("deeplabv3_mobilenet_v3_large", ODD, aux_loss=True),
    "lraspp_mobilenet_v3_large": torchvision_labeller("lraspp_mobilenet_v3_large", ODD),
    "unet_resnet34": smp_labeller("Unet"),
    "fpn_resnet34": smp_labeller("FPN"),
    "deeplabv3plus_resnet34": smp_labeller("DeepLabV3Plus"),
}
for same in ("vgg16", "vgg16_bn", "resnet34", "resnet50", "resnext50_32x4d", "resnext101_32x8d", "mobilenet_v3_large",
             "mobilenet_v3_small"):
    MODELS[same] = classifier(same)


def randomise(model, seed):
    """He-like weights, so that deep nets neither vanish nor overflow; norms that do something."""
    import torch
    generator = torch.Generator().manual_seed(seed)
    for name, tensor in model.state_dict().items():
        if not tensor.is_floating_point():
            continue
        noise = torch.randn(tensor.shape, generator=generator)
        if name.endswith("running_var"):
            tensor.copy_(noise.abs() * 0.5 + 0.5)
        elif name.endswith("running_mean") or name.endswith("bias"):
            tensor.copy_(noise * 0.1)
        elif tensor.dim() == 1:
            tensor.copy_(1 + noise * 0.1)
        else:
            tensor.copy_(noise * (2 / tensor[0].numel()) ** 0.5)


def settle_norms(model, data):
    """Running statistics as training leaves them, near those of the maps, then varied a little: with statistics that
    have nothing to do with the maps, hard gates blow rounding up until f32 and f64 part in PyTorch itself."""
    import torch
    norms = [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum, norm.training = 1.0, True
    model(torch.cat([data, data.flip(3)]))
    generator = torch.Generator().manual_seed(len(norms))
    for norm in norms:
        norm.training = False
        norm.running_mean.add_(torch.randn(norm.running_mean.shape, generator=generator) * 0.1 * norm.running_var.sqrt())
        norm.running_var.mul_(torch.rand(norm.running_var.shape, generator=generator) * 0.4 + 0.8)
        norm.running_var.clamp_(min=norm.running_var.mean().item())  # channels that are dead here stay so


def scores(output):
    return output["out"] if isinstance(output, dict) else output


def score_and_floor(model, data):
    """PyTorch's scores, and how far they are from its own in f64, relative to the largest."""
    score = scores(model(data))
    exact = scores(copy.deepcopy(model).double()(data.double()))
    return score, ((score.double() - exact).abs().max() / exact.abs().max()).item()


def make(zoo_name, work, with_names):
    import torch
    from safetensors.torch import save_file
    build, (height, width), _ = MODELS[zoo_name]
    model = build().eval()
    seed = sorted(MODELS).index(zoo_name) + 1
    with torch.no_grad():
        randomise(model, seed)
        data = torch.rand((1, 3, height, width), generator=torch.Generator().manual_seed(seed)) * 4 - 2
        score, floor = score_and_floor(model, data)
        if floor > TELLING:
            settle_norms(model, data)
            score, floor = score_and_floor(model, data)
        torch.save(model.state_dict(), work / f"{zoo_name}.pth")
    (work / f"{zoo_name}.floor.txt").write_text(f"{floor:.1e}\n")
    save_file({"data": data}, work / f"{zoo_name}.input.safetensors")
    save_file({"score": score.contiguous()}, work / f"{zoo_name}.output.safetensors")
    if with_names:
        save_file({k: v.contiguous() for k, v in model.state_dict().items()}, work / f"{zoo_name}.safetensors")
        lines = [f"{k} {list(v.shape)}" for k, v in model.state_dict().items()]
        count = sum(p.numel() for p in model.parameters())
        (work / f"{zoo_name}.names.txt").write_text(f"# {count} parameters\n" + "\n".join(lines) + "\n")


def check(program, zoo_name, work):
    """What `perpixel check` says, as JSON; None when it failed."""
    command = [program, "check", zoo_name, str(work / f"{zoo_name}.input.safetensors"),
               "--expect", str(work / f"{zoo_name}.output.safetensors"),
               "--weights", str(work / f"{zoo_name}.pth"), "--classes", str(CLASSES[MODELS[zoo_name][2]]), "--json"]
    said = subprocess.run(command, capture_output=True, text=True)
    if said.returncode not in (0, 1) or not said.stdout:
        print(f"{zoo_name}: {said.stderr.strip()}", file=sys.stderr)
        return None
    return json.loads(said.stdout)


def row(zoo_name, result, work):
    floor = work / f"{zoo_name}.floor.txt"
    cells = [f"`{zoo_name}`", floor.read_text().strip() if floor.exists() else "-"]
    for engine in ("cpu", "torch"):
        found = [r for r in result["expected"] if r["engine"] == engine]
        cells.append(f"{max(float('inf') if r['relative'] is None else r['relative'] for r in found):.1e}"
                     if found else "-")
        cells.append(f"{100 * min(r['labels_equal'] for r in found):.3f} %" if found else "-")
    return "| " + " | ".join(cells) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", metavar="MODEL", help=", ".join(MODELS))
    parser.add_argument("--program", default="build/perpixel")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("/tmp/parity"))
    parser.add_argument("--make", action="store_true")
    parser.add_argument("--run", action="store_true")
    parser.add_argument("--names", action="store_true")
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    both = not chosen.make and not chosen.run
    names = chosen.models or list(MODELS)
    if chosen.make or both:
        for name in names:
            make(name, chosen.work, chosen.names)
    if not (chosen.run or both):
        return 0
    print("| model | PyTorch, f32 to f64 | ours, relative | labels | LibTorch, relative | labels |\n"
          "| --- | ---: | ---: | ---: | ---: | ---: |")
    failed = False
    for name in names:
        result = check(chosen.program, name, chosen.work)
        failed |= result is None or any(not r["comparable"] or r["relative"] is None or r["relative"] > BOUND
                                        for r in result["expected"])
        print(row(name, result, chosen.work) if result else f"| `{name}` | failed | | | | |", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
