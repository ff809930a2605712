// Crops around objects (Noh, Hong, Han 2015, first stage).
#pragma once

#include <cstdint>
#include <optional>

#include "transform/augment_plan.h"
#include "transform/cells.h"

namespace perpixel {

/// What a training picture is about.
struct CropObject {
  CellMap cells;        // all objects of the original picture
  std::int32_t id = 0;  // this one
  Box box;              // around its pixels, in the original picture
};

/// An object of the picture: one of cells_of (instances where the example has some, else the connected
/// regions of every class but the first). First a class is drawn among those of the objects, each as likely
/// as the others, then an object of that class. An object's class is that of its first labelled pixel in
/// raster order; one whose pixels are all ignored or of the first class is none. nullopt without labels or
/// objects. Depends on nothing but its arguments.
std::optional<CropObject> draw_object(const Example& example, std::uint64_t seed, std::uint64_t epoch,
                                      std::uint64_t picture);

/// Moves the plan's window so that its centre lies on the box's, within half a px, or as near to it as a
/// random crop may lie: inside the picture and its context where the window is smaller than they, around them
/// where it is larger.
void centre_on(const Box& box, PixelSize original, const InputRecipe& input, AugmentPlan& plan);

/// The object's pixels keep their class, ignored ones stay ignored, everything else becomes the first class.
LabelMap labels_of_object(const LabelMap& labels, const CropObject& object);

}  // namespace perpixel
