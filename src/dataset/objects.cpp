#include "dataset/objects.h"

#include <memory>

#include "error/error.h"

namespace perpixel {
namespace {

constexpr int kNoThing = -1;

struct Place {
  std::size_t picture, object;
};

/// Train id -> place among the things, or kNoThing.
std::vector<int> thing_of(const ClassList& classes) {
  std::vector<int> things;
  int next = 0;
  for (const ClassInfo& info : classes.classes) things.push_back(info.is_thing ? next++ : kNoThing);
  return things;
}

bool counts(const Instance& instance, const std::vector<int>& things) {
  const auto id = static_cast<std::size_t>(instance.class_id);
  return !instance.is_crowd && id < things.size() && things[id] != kNoThing && area(instance.mask) > 0;
}

/// The places of the objects that count, picture by picture.
std::vector<Place> places_of(const Dataset& pictures, const std::vector<int>& things,
                             const Progress& progress) {
  std::vector<std::vector<Place>> found(pictures.size());
  const auto look = [&](std::size_t i) {
    const Example example = pictures.load(i);
    for (std::size_t k = 0; k < example.instances.size(); ++k)
      if (counts(example.instances[k], things)) found[i].push_back({i, k});
  };
  for_each_index(pictures.size(), 0, look, progress);
  std::vector<Place> places;
  for (const std::vector<Place>& here : found) places.insert(places.end(), here.begin(), here.end());
  return places;
}

Example load_object(const Dataset& pictures, const Place& place, const std::vector<int>& things) {
  Example whole = pictures.load(place.picture);
  if (place.object >= whole.instances.size())
    throw Error(ErrorCode::size_mismatch,
                whole.name + ": has " + std::to_string(whole.instances.size()) +
                    " objects now, more when the objects were counted",
                "leave the data alone while they are in use");
  Example example{.name = whole.name + "#" + std::to_string(place.object), .image = std::move(whole.image)};
  example.instances = std::move(whole.instances);
  const auto object = example.instances.begin() + static_cast<std::ptrdiff_t>(place.object);
  example.instances.erase(object + 1, example.instances.end());
  example.instances.erase(example.instances.begin(), object);
  Instance& alone = example.instances.front();
  example.image_class = alone.class_id = things.at(static_cast<std::size_t>(alone.class_id));
  return example;
}

}  // namespace

ClassList thing_classes(const ClassList& classes) {
  const std::vector<int> things = thing_of(classes);
  ClassList kept = classes;
  std::erase_if(kept.classes, [](const ClassInfo& info) { return !info.is_thing; });
  if (kept.classes.empty())
    throw Error(ErrorCode::label_table,
                "none of the " + std::to_string(classes.size()) + " classes is a thing",
                "boxes hold things: mark them in the label table, {name: car, id: 1, thing: true}");
  const auto keep_things = [&](auto& aliases) {
    std::erase_if(aliases, [&](const auto& alias) {
      return alias.second != kIgnore && things.at(alias.second) == kNoThing;
    });
    for (auto& [value, id] : aliases)
      if (id != kIgnore) id = static_cast<ClassId>(things[id]);
  };
  keep_things(kept.color_aliases);
  keep_things(kept.value_aliases);
  return kept;
}

Dataset objects_of(const Dataset& pictures, const Progress& progress) {
  Dataset dataset{.name = "objects of " + pictures.name, .classes = thing_classes(pictures.classes)};
  dataset.notes = pictures.notes;
  const auto things = thing_of(pictures.classes);
  const auto places = std::make_shared<const std::vector<Place>>(places_of(pictures, things, progress));
  if (places->empty())
    throw Error(ErrorCode::dataset_empty,
                pictures.name + ": none of its " + std::to_string(pictures.size()) +
                    " pictures has a mask of a single object",
                "data with objects: scenes:task=instances, voc:PATH,objects=SegmentationObject");
  for (const Place& place : *places)
    dataset.names.push_back(pictures.names[place.picture] + "#" + std::to_string(place.object));
  dataset.load = [pictures, places, things](std::size_t i) {
    return load_object(pictures, places->at(i), things);
  };
  if (pictures.files)
    dataset.files = [files = pictures.files, places](std::size_t i) { return files(places->at(i).picture); };
  return dataset;
}

}  // namespace perpixel
