// The folder layout: images/SPLIT, masks/SPLIT and one more folder per further truth.
#include "dataset/picture_writer.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

Image image_of(const Mask& mask) {
  Image image(mask.height, mask.width, 1);
  for (std::size_t i = 0; i < mask.inside.size(); ++i)
    image.samples<std::uint8_t>()[i] = mask.inside[i] ? 255 : 0;
  return image;
}

Image image_of_floats(int height, int width, int channels, const std::vector<float>& samples) {
  Image image(height, width, channels, SampleType::f32);
  std::copy(samples.begin(), samples.end(), image.samples<float>().begin());
  return image;
}

/// u16: 0 where nothing is, i + 1 on instance i. Visible masks do not overlap.
Image instance_ids(const Example& example) {
  Image ids(example.image.height(), example.image.width(), 1, SampleType::u16);
  const std::span<std::uint16_t> samples = ids.samples<std::uint16_t>();
  for (std::size_t i = 0; i < example.instances.size(); ++i) {
    const Mask mask = decode_rle(example.instances[i].mask);
    for (std::size_t p = 0; p < mask.inside.size() && p < samples.size(); ++p) {
      if (mask.inside[p]) samples[p] = static_cast<std::uint16_t>(i + 1);
    }
  }
  return ids;
}

Image image_of_parts(const LabelMap& parts) {
  Image image(parts.height, parts.width, 1);
  for (std::size_t i = 0; i < parts.ids.size(); ++i) {
    image.samples<std::uint8_t>()[i] =
        parts.ids[i] == kIgnore ? 255 : static_cast<std::uint8_t>(parts.ids[i]);
  }
  return image;
}

void write_truths(const Example& e, const fs::path& out, const std::string& split, const std::string& name) {
  const auto at = [&](const char* truth, const char* extension) {
    return out / truth / split / (name + extension);
  };
  if (!e.instances.empty()) write_new_file(at("instances", ".png"), encode_png(instance_ids(e)));
  if (e.parts) write_new_file(at("parts", ".png"), encode_png(image_of_parts(*e.parts)));
  if (e.boundaries) write_new_file(at("boundaries", ".png"), encode_png(image_of(*e.boundaries)));
  if (e.saliency) write_new_file(at("saliency", ".png"), encode_png(image_of(*e.saliency)));
  if (e.depth) {
    const DepthMap& d = *e.depth;
    write_new_file(at("depth", ".tif"), encode_tiff(image_of_floats(d.height, d.width, 1, d.depth_m)));
  }
  if (e.normals) {
    const NormalMap& n = *e.normals;
    write_new_file(at("normals", ".tif"), encode_tiff(image_of_floats(n.height, n.width, 3, n.xyz)));
  }
}

}  // namespace

void write_folder_split(const SplitToWrite& to) {
  const auto work = [&](std::size_t i, const Example& example) -> std::vector<std::string> {
    const std::string name = safe_name(example.name);
    write_picture(example, to.dataset.files(i), to.out / "images" / to.split, name, PictureForm::lossless);
    if (example.labels)
      write_mask(*example.labels, to.dataset.classes, to.out / "masks" / to.split / (name + ".png"));
    write_truths(example, to.out, to.split, name);
    return {};
  };
  write_in_order(to, work, [](const auto&) {});
}

void write_imagenet_split(const SplitToWrite& to) {
  const auto work = [&](std::size_t i, const Example& example) -> std::vector<std::string> {
    const std::string class_name =
        example.image_class
            ? to.dataset.classes.classes.at(static_cast<std::size_t>(*example.image_class)).name
            : "";
    const fs::path folder = to.out / to.split / flat_name(class_name.empty() ? "unknown" : class_name);
    const std::string name = fs::path(safe_name(example.name)).filename().string();
    write_picture(example, to.dataset.files(i), folder, name, PictureForm::lossless);
    return {};
  };
  write_in_order(to, work, [](const auto&) {});
}

}  // namespace perpixel
