// Every configuration key: name, type, default, meaning, what is allowed.
#include <algorithm>

#include "config/config.h"

namespace perpixel {

const std::vector<ConfigKey>& config_schema() {
  using enum KeyType;
  static const std::vector<ConfigKey> keys{
      {"model.name", text, "", "Name of the model in the zoo (perpixel models).", ""},
      {"model.graph", text, "",
       "ONNX file of the network, instead of one of the zoo's: trained further from the weights in it.", ""},
      {"model.width", number, "auto",
       "Multiplies the channels of every trunk layer; below 1 makes a network that a CPU trains.", "0.01..8"},
      {"model.batch_norm", boolean, "auto", "Batch normalisation after every trunk convolution.", ""},
      {"model.padding", text, "same",
       "Borders of the network: same, pad100 (FCN: 100 px around the picture and exact crops, as published), "
       "or "
       "valid (dilated front end as published: mirrored context, no padding).",
       "same|pad100|valid"},
      {"model.upsampling", text, "frozen",
       "Bilinear transposed convolutions stay as they are (frozen) or are trained (learned).",
       "frozen|learned"},
      {"model.fc_channels", integer, "0", "Channels of fc6 and fc7; 0 means 4096 times model.width.",
       "0..65536"},
      {"model.fc6_kernel", integer, "7", "Side of fc6's window on pool5, in positions of pool5.", "1..31"},
      {"model.dropout", number, "0.5", "Share of channels that training drops after fc6 and fc7.", "0..0.99"},
      {"model.at_once", boolean, "false",
       "FCN trained at once: pool4 and pool3 are scaled by 0.01 and 0.0001 before scoring.", ""},
      {"model.image_size", integer, "224", "Side of a classifier's square input, in pixels.", "1..8192"},
      {"model.backbone", text, "",
       "Trunk: resnet18, 34, 50, 101, 152, resnext50_32x4d, resnext101_32x8d, mobilenet_v3_large or _small, "
       "as "
       "the model takes them; empty means the model's own.",
       ""},
      {"model.stride_in_1x1", boolean, "false",
       "Bottlenecks stride on their first 1x1, as in weights of MSRA (Caffe, detectron2), instead of their "
       "3x3.",
       ""},
      {"model.output_stride", integer, "0", "Stride of the trunk's last map; 0 means the model's own.",
       "0..32"},
      {"model.auxiliary", boolean, "true", "Training-only head on an inner stage, where the model has one.",
       ""},
      {"model.multi_scale", boolean, "false", "DeepLab: fuse several levels (v1) or several scales (v2).",
       ""},
      {"model.fusion", text, "", "How skips are joined: sum or concat; empty means as published.",
       "|sum|concat"},
      {"model.fully_connected", boolean, "true", "DeconvNet: keep fc6 and fc7 between its two halves.", ""},
      {"model.decoder_channels", integer, "0", "Channels of the decoder; 0 means the model's own.",
       "0..16384"},
      {"model.atrous_rates", list, "[]",
       "Dilations of ASPP, of fc6 or of the last stage; empty means as published.", "1..1024"},
      {"model.context", text, "",
       "Context module of Yu and Koltun: none, basic or large; empty means the model's own.",
       "|none|basic|large"},
      {"model.taps", list, "[]",
       "Hypercolumns, zoom-out: the stages that are read; empty means as published.", ""},
      {"model.grid", integer, "5",
       "Hypercolumns on boxes: side of the grid of classifiers over a box, each for its own part of it; 1 "
       "means one for all.",
       "1..50"},
      {"model.channels", integer, "auto",
       "Channels of the pictures; auto takes what most training pictures have, and 3 without pictures.",
       "1..1024"},

      {"data.train", text, "", "Pictures to learn from: kind:path[,key=value], a YAML data file, or scenes.",
       ""},
      {"data.split", text, "train", "Split of data.train that is learned from.", ""},
      {"data.val", text, "", "Pictures to validate on; empty means data.train.", ""},
      {"data.val_split", text, "val", "Split of data.val that is validated on.", ""},

      {"weights", text, "",
       "Weights file or run folder that training starts from; empty means random weights.", ""},
      {"weights_names", text, "",
       "Whose names the layers have in the weights file (perpixel weights names); empty means recognised.",
       ""},

      {"train.iters", integer, "auto", "Number of steps (weight updates); 0 means auto.", "0.."},
      {"train.epochs", number, "0", "Passes over the training pictures; above 0 it replaces train.iters.",
       "0.."},
      {"train.batch", integer, "auto", "Pictures in one forward pass.", "1..65536"},
      {"train.accumulate", integer, "1", "Forward passes whose gradients are averaged into one step.",
       "1..65536"},
      {"train.sampling", text, "uniform",
       "Which picture comes next: uniform (each once an epoch, shuffled), replacement (each drawn anew), or "
       "class_balanced (rare classes as often as common ones).",
       "uniform|replacement|class_balanced"},
      {"train.crop", list, "auto",
       "[height, width] of the training crops in pixels; 0 means the whole picture.", "0..", 1, 2},
      {"train.crop_at", text, "random",
       "Where training crops lie: random, or object (around an object of a class drawn among those in the "
       "picture; the first class is the background).",
       "random|object"},
      {"train.object_only", boolean, "false",
       "With train.crop_at=object: everything but that object is labelled as the first class.", ""},
      {"train.scale", list, "auto", "Range of the random factor that pictures are resized by.", ">0", 1, 2},
      {"train.flip", number, "0.5", "Probability of mirroring a picture left-right.", "0..1"},
      {"train.color_jitter", number, "auto",
       "Strength of random changes of brightness, contrast and saturation; 0.4 means factors of 0.6 to 1.4.",
       "0..1"},
      {"train.flip_vertical", number, "0", "Probability of mirroring a picture top-bottom.", "0..1"},
      {"train.rotate", number, "0", "Pictures are turned by a random angle of up to this many degrees.",
       "0..180"},
      {"train.elastic", number, "0",
       "Standard deviation in pixels of the random displacements of a 3 x 3 grid that bends the pictures.",
       "0..1000"},

      {"train.optimizer", text, "adamw", "Update rule: sgd, adam or adamw.", "sgd|adam|adamw"},
      {"train.lr", number, "auto", "Learning rate before schedule and per-layer multipliers.", ">0"},
      {"train.momentum", number, "0.9", "Momentum of sgd, first beta of adam and adamw.", "0..0.9999"},
      {"train.weight_decay", number, "0.0005", "Weight decay: L2 term of sgd and adam, decoupled in adamw.",
       "0.."},
      {"train.schedule", text, "poly", "How the learning rate falls: constant, step, poly or cosine.",
       "constant|step|poly|cosine"},
      {"train.power", number, "0.9", "Exponent of the poly schedule.", "0..16"},
      {"train.steps", list, "[]", "Iterations at which the step schedule multiplies the rate by train.gamma.",
       "0.."},
      {"train.gamma", number, "0.1", "Factor of the step schedule.", ">0"},
      {"train.warmup", integer, "auto", "Iterations over which the learning rate rises linearly from 1/1000.",
       "0.."},

      {"train.class_weights", text, "auto",
       "Weights of the classes in the loss: none, median_frequency, sqrt_median_frequency or "
       "inverse_frequency (from the training pictures), or a list with one number per class.",
       "none|median_frequency|sqrt_median_frequency|inverse_frequency|[list]"},
      {"train.reduction", text, "mean",
       "Loss of a batch: mean over its labelled pixels, weighted_mean (divided by the sum of their class "
       "weights), or sum.",
       "mean|weighted_mean|sum"},
      {"train.dice", number, "0", "Weight of the Dice loss beside the cross entropy; 0 means none.", "0.."},
      {"train.border_weight", number, "0",
       "U-Net's w0: extra weight in the loss of pixels between objects that nearly touch; 0 means none.",
       "0..10000"},
      {"train.border_sigma", number, "5",
       "Width in pixels of the gaps that train.border_weight favours: weight exp(-(d1 + d2)^2 / (2 "
       "sigma^2)).",
       "0.1..100"},
      {"train.border_background", text, "",
       "Class between the objects of train.border_weight, where they are found as connected regions; empty "
       "means the first class.",
       ""},
      {"train.lovasz", number, "0",
       "Weight of the Lovasz-softmax loss (intersection over union made continuous) beside the cross "
       "entropy.",
       "0.."},
      {"train.aux_weight", number, "0.5",
       "Weight of the losses of training-only outputs (auxiliary heads, branches of other scales).", "0.."},
      {"train.clip", number, "0", "Largest norm of the gradient; 0 means no clipping.", "0.."},
      {"train.ema", number, "auto", "Decay of the exponential moving average of the weights; 0 means none.",
       "0..0.999999"},
      {"train.amp", boolean, "auto", "Mixed precision: bf16 where it is safe.", ""},
      {"train.freeze", list, "[]", "Beginnings of the names of parameters that stay as they are.", ""},
      {"train.fresh", list, "[]",
       "Beginnings of the names of parameters that start anew although `weights` has them: the scoring "
       "layers for other classes.",
       ""},

      {"train.eval_period", integer, "auto", "Iterations between validations; 0 means only at the end.",
       "0.."},
      {"train.checkpoint_period", integer, "auto", "Iterations between checkpoints; 0 means only at the end.",
       "0.."},
      {"train.log_period", integer, "20", "Iterations between log lines.", "1.."},
      {"train.patience", integer, "0",
       "Validations without a better score before training stops; 0 means never.", "0.."},
      {"train.seed", integer, "0", "Seed of every random number of the training.", "0.."},
      {"train.workers", integer, "2", "Threads that load pictures; 0 loads them between the steps.",
       "0..256"},
      {"train.device", text, "cpu", "Where the steps are computed: cpu, cuda or cuda:N.", ""},
      {"train.max_rollbacks", integer, "3",
       "How often training goes back to the last checkpoint, at half the rate, after a loss that is not "
       "finite.",
       "0..100"},

      {"recipe", tree, "", "How the model wants its input and gives its answer; written by training.", ""},
      {"output", text, "", "Run folder.", ""},
  };
  return keys;
}

const ConfigKey* find_config_key(const std::string& key) {
  const auto& keys = config_schema();
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const ConfigKey& row) { return key == row.name; });
  return found == keys.end() ? nullptr : &*found;
}

}  // namespace perpixel
