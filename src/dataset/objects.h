// The objects of a data set as examples of their own: what boxes are learnt from.
#pragma once

#include "dataset/dataset.h"
#include "dataset/parallel.h"

namespace perpixel {

/// The classes that are things, in their order; aliases of others are gone. Throws label_table when none is
/// one.
ClassList thing_classes(const ClassList& classes);

/// One example per object of a thing class (crowds and empty masks are none): the whole picture, its one
/// instance, whose class_id counts among thing_classes(), the same number as image_class; no labels. It is
/// called "PICTURE#2" by its place among the picture's instances. Every picture is read once here. Throws
/// dataset_empty, saying which data have objects, label_table, and what loading throws.
Dataset objects_of(const Dataset& pictures, const Progress& progress = {});

}  // namespace perpixel
