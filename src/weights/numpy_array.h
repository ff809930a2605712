// Arrays in the pickles that NumPy writes, under Python 2 and 3.
#pragma once

#include <string>

#include "weights/copy_budget.h"
#include "weights/pickle.h"

namespace perpixel {

/// Whether the value is a numpy.ndarray.
bool is_numpy_array(const Pickle& pickle, const PickleValue& value);

/// The array in row-major order, shared with the owner of the pickle's bytes where it lies there as it
/// should. Throws weights_corrupt, or unsupported for element types that perpixel lacks, naming the file and
/// `name`.
Tensor numpy_array(const Pickle& pickle, const PickleValue& value, CopyBudget& budget,
                   const std::string& file, const std::string& name);

}  // namespace perpixel
