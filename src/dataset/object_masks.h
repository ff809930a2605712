// Pictures whose values count objects: VOC's SegmentationObject, SBD's GTinst.
#pragma once

#include <string>
#include <vector>

#include "image/image.h"
#include "label/example.h"

namespace perpixel {

/// One instance per value of a one-channel picture of u8 or u16, but 0 (none), 255 and 65535 (void), in the
/// order of the values. Its class is the one that most of its pixels have in `labels`; a value whose pixels
/// are all void there is left out. Throws size_mismatch naming `file`, image_unsupported for several
/// channels.
std::vector<Instance> objects_from_indices(const Image& indices, const LabelMap& labels,
                                           const std::string& file);

}  // namespace perpixel
